import LegibleSystem

/// An open file of the system. Who opens one closes it; a call that a signal interrupts is made again.
package struct FileDescriptor: Sendable {
  package static let standardInput = FileDescriptor(number: STDIN_FILENO)
  package static let standardOutput = FileDescriptor(number: STDOUT_FILENO)
  package static let standardError = FileDescriptor(number: STDERR_FILENO)

  let number: Int32

  /// Makes sure that the three standard streams are open, so that no file that is opened later gets the number of
  /// one that the starter has closed (`2>&-`), and with it what is meant for a terminal. Reading from, or writing to,
  /// one that was closed fails as before.
  package static func reserveStandardStreams() {
    for (number, flags) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
    where fcntl(number, F_GETFD) < 0 {
      // The system gives the lowest number that is free, which is this one.
      _ = open("/dev/null", flags)
    }
  }

  private init(number: Int32) { self.number = number }

  /// Opens a file that processes started from here do not inherit. A new file may be read and written by all
  /// whom the process's mask allows to.
  init(opening path: String, _ flags: Int32) throws(SystemError) {
    try checkName(path)
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

  /// Reads until the buffer is full or the file ends, from an offset from the file's start.
  /// - Returns: The number of bytes.
  func readAll(into buffer: UnsafeMutableRawBufferPointer, at offset: Int = 0) throws(SystemError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...].prefix(Self.bytesPerCall))
      let count = pread(number, rest.baseAddress, rest.count, off_t(offset + filled))
      if count == 0 { break }
      if count > 0 { filled += count } else if errno != EINTR { throw .last }
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

  /// What became of an attempt to lock a file.
  enum Lock {
    case taken
    /// Another process, or another opening of the file in this one, has it.
    case refused
    /// The file system has no locks.
    case unknown
  }

  /// Takes the file's lock, which lasts until the file is closed or the process ends; waits for nobody.
  func lock() -> Lock {
    if flock(number, LOCK_EX | LOCK_NB) == 0 { return .taken }
    return errno == EWOULDBLOCK ? .refused : .unknown
  }

  /// Makes the file empty.
  func truncate() throws(SystemError) {
    guard ftruncate(number, 0) == 0 else { throw .last }
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
