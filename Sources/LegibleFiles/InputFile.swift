/// A regular file, open to be read piece by piece, so that its head can be looked at before memory is asked
/// for the rest.
///
/// It is read, not mapped: where another program cuts a mapped file short, touching it ends the process with a
/// signal, and where one writes over it, what was checked is not what is used. What has been read is the
/// reader's own.
package final class InputFile {
  package let path: String
  /// Its length when it was opened, in bytes.
  package let size: Int
  private let file: FileDescriptor

  /// - Throws: `FileError`: it cannot be opened, or is no regular file.
  package init(opening path: String) throws(FileError) {
    self.path = path
    (file, size) = try openRegularFile(path)
  }

  deinit { try? file.close() }

  /// Reads a part of the file.
  /// - Parameter range: bytes from the file's start, within `size`; the caller has compared their number with
  ///   its limit.
  /// - Returns: The bytes; fewer where another program has cut the file short since it was opened.
  /// - Throws: `FileError`: it cannot be read.
  package func bytes(in range: Range<Int>) throws(FileError) -> FileBytes {
    precondition(0 <= range.lowerBound && range.upperBound <= size, "bytes \(range) of \(size)")
    let bytes = FileBytes(count: range.count)
    let filled = try FileError.naming(path, .read) { () throws(SystemError) in
      try file.readAll(into: bytes.memory, at: range.lowerBound)
    }
    bytes.count = filled
    return bytes
  }
}
