#if canImport(Glibc)
  import Glibc
#endif

/// Float32 memory, 64-byte aligned, that grows and never shrinks: the second batch of a size allocates nothing.
public final class FloatBuffer: @unchecked Sendable {
  // Unchecked: a plain piece of memory. Whoever shares one between threads gives each its own part.

  /// The first float, 64-byte aligned.
  public private(set) var base: UnsafeMutablePointer<Float>
  /// Floats that fit without growing.
  public private(set) var capacity: Int

  /// - Parameter count: floats to have room for; they start as zeros.
  public init(count: Int = 0) {
    (base, capacity) = Self.allocate(count)
  }

  deinit { base.deallocate() }

  /// Makes room for `count` floats. Growing loses the contents, and the new ones are zeros.
  public func reserve(_ count: Int) {
    guard count > capacity else { return }
    base.deallocate()
    // An eighth more than asked: batches of nearly one size settle soon.
    (base, capacity) = Self.allocate(count + count / 8)
  }

  /// Sets the first `count` floats to zero.
  public func zero(_ count: Int) {
    precondition(count <= capacity, "zeroing \(count) floats of \(capacity)")
    base.update(repeating: 0, count: count)
  }

  /// Bytes of a large page, where the system has them.
  private static let largePage = 2 << 20

  private static func allocate(_ count: Int) -> (UnsafeMutablePointer<Float>, Int) {
    precondition(count >= 0, "a buffer of \(count) floats")
    let capacity = max(16, (count + 15) / 16 * 16)
    // Half a large page and more: whole ones.
    let isLarge = capacity * 4 >= largePage / 2
    let bytes = isLarge ? (capacity * 4 + largePage - 1) / largePage * largePage : capacity * 4
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: isLarge ? largePage : 64)
    #if canImport(Glibc)
      // Weights of tens of megabytes are read from end to end: with pages of 4 KB every step of it waits for the page table.
      if isLarge { madvise(raw, bytes, MADV_HUGEPAGE) }
    #endif
    let memory = raw.bindMemory(to: Float.self, capacity: capacity)
    memory.initialize(repeating: 0, count: capacity)
    return (memory, capacity)
  }
}
