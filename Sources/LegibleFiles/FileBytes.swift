import LegibleSystem

/// Bytes that were read from a file, in memory of their own that begins at a multiple of 64 bytes, for as long
/// as the object lives.
package final class FileBytes: @unchecked Sendable {
  // Unchecked: written once, before anybody else has it; whoever writes there later keeps others from it.

  let memory: UnsafeMutableRawBufferPointer
  /// Those of the memory that were read.
  package internal(set) var count: Int

  /// Gives `body` the bytes, which are valid during the call: a pointer does not keep this object alive.
  package func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeRawBufferPointer(rebasing: memory[..<count]))
  }

  init(count: Int) {
    var start: UnsafeMutableRawPointer?
    // Models are megabytes: in pages of 4 KB, the system would take longer to hand out the memory than to
    // fill it.
    let alignment = count >= Self.largePage / 2 ? Self.largePage : 64
    let whole = max(1, (count + alignment - 1) / alignment) * alignment
    guard posix_memalign(&start, alignment, whole) == 0, let start else {
      fatalError("no memory for \(count) bytes")
    }
    #if os(Linux) || os(Android)
      if alignment == Self.largePage { madvise(start, whole, MADV_HUGEPAGE) }
    #endif
    memory = UnsafeMutableRawBufferPointer(start: start, count: count)
    self.count = count
  }

  deinit { free(memory.baseAddress) }

  private static let largePage = 2 << 20
}
