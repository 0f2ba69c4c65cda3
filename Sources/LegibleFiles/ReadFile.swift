import LegibleSystem

extension [UInt8] {
  /// The bytes of a regular file.
  ///
  /// - Parameter limit: The longest file to read, in bytes.
  /// - Throws: `FileError`: it cannot be opened or read, is no regular file, or is too large.
  package init(contentsOf path: String, limit: Int) throws(FileError) {
    self = []
    try read(contentsOf: path, limit: limit)
  }

  /// Becomes the bytes of a regular file, in the memory that it has where that is enough.
  ///
  /// The file is read, not mapped: a mapped file that another program cuts short ends the process with a
  /// signal. What the array holds after an error is not defined.
  ///
  /// - Parameter limit: The longest file to read, in bytes.
  /// - Throws: `FileError`, as `init(contentsOf:limit:)`.
  package mutating func read(contentsOf path: String, limit: Int) throws(FileError) {
    let (file, size) = try openRegularFile(path)
    defer { try? file.close() }
    guard size <= limit else { throw FileError(path: path, fact: .tooLarge(bytes: size, limit: limit)) }

    removeAll(keepingCapacity: true)
    append(contentsOf: repeatElement(0, count: size))
    let filled = try FileError.naming(path, .read) { () throws(SystemError) in
      try withUnsafeMutableBufferPointer { buffer throws(SystemError) in
        try file.readAll(into: UnsafeMutableRawBufferPointer(buffer))
      }
    }
    // Fewer bytes than the size said: somebody has cut the file short in between.
    removeLast(size - filled)
  }
}

/// Opens a regular file for reading. The caller closes it.
/// - Returns: the file, and its length in bytes.
func openRegularFile(_ path: String) throws(FileError) -> (file: FileDescriptor, size: Int) {
  // Not blocking, because opening a named pipe would wait for its writer.
  let file = try FileError.naming(path, .open) { () throws(SystemError) in
    try FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK)
  }
  do throws(FileError) {
    let status = try FileError.naming(path, .read) { () throws(SystemError) in try FileStatus(of: file) }
    guard status.kind == .file else { throw FileError(path: path, fact: .notARegularFile) }
    return (file, status.size)
  } catch {
    try? file.close()
    throw error
  }
}
