#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An open file of the system. Who opens one closes it; a call that a signal interrupts is made again.
package struct FileDescriptor: Sendable {
  package static let standardInput = FileDescriptor(number: STDIN_FILENO)
  package static let standardOutput = FileDescriptor(number: STDOUT_FILENO)
  package static let standardError = FileDescriptor(number: STDERR_FILENO)

  let number: Int32

  private init(number: Int32) { self.number = number }

  /// Opens a file that processes started from here do not inherit. A new file may be read and written by all
  /// whom the process's mask allows to.
  init(opening path: String, _ flags: Int32) throws(SystemError) {
    // By withCString, because a plain argument is copied to new memory first.
    number = path.withCString { open($0, flags | O_CLOEXEC, 0o666) }
    guard number >= 0 else { throw .last }
  }

  /// Reads what there is, at most as much as the buffer holds; waits where there is nothing yet.
  /// - Returns: The number of bytes; 0 at the end of the file.
  package func readSome(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    while true {
      let count = read(number, buffer.baseAddress, min(buffer.count, Self.bytesPerCall))
      if count >= 0 { return count }
      if errno != EINTR { throw .last }
    }
  }

  /// Reads until the buffer is full or the file ends.
  /// - Returns: The number of bytes.
  func readAll(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = try readSome(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// Writes all of the bytes where the file stands, or, given an offset from its start, there.
  package func writeAll(_ bytes: UnsafeRawBufferPointer, at offset: Int? = nil) throws(SystemError) {
    var written = 0
    while written < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written...].prefix(Self.bytesPerCall))
      let count =
        if let offset {
          pwrite(number, rest.baseAddress, rest.count, off_t(offset + written))
        } else {
          write(number, rest.baseAddress, rest.count)
        }
      if count > 0 {
        written += count
      } else if count == 0 {
        throw SystemError(code: EIO)
      } else if errno != EINTR {
        throw .last
      }
    }
  }

  package func writeAll(_ bytes: [UInt8]) throws(SystemError) {
    try bytes.withUnsafeBufferPointer { buffer throws(SystemError) in
      try writeAll(UnsafeRawBufferPointer(buffer))
    }
  }

  /// Returns when all that was written is safe from a loss of power.
  func flushToDisk() throws(SystemError) {
    guard fsync(number) == 0 else { throw .last }
  }

  /// Some file systems tell only here that they are full.
  func close() throws(SystemError) {
    guard systemClose(number) == 0 else { throw .last }
  }

  /// One call takes less than 2 GiB on every system.
  private static let bytesPerCall = 1 << 30
}

/// `close(2)`, whose name the method above hides.
private func systemClose(_ number: Int32) -> Int32 { close(number) }
