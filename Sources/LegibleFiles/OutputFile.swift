import LegibleSystem

/// A file being written in place, start to end: what is written first can be read first, and stays should the
/// process die.
package final class OutputFile {
  private let path: String
  /// Nil once it is closed.
  private var file: FileDescriptor?

  /// A new file; what stood at `path` is lost.
  /// - Throws: `FileError`.
  package convenience init(creating path: String) throws(FileError) {
    try self.init(path, flags: O_CREAT | O_TRUNC)
  }

  /// The file at `path`, which is there, to be made longer.
  /// - Throws: `FileError`.
  package convenience init(appendingTo path: String) throws(FileError) {
    try self.init(path, flags: O_APPEND)
  }

  private init(_ path: String, flags: Int32) throws(FileError) {
    self.path = path
    file = try FileError.naming(path, .write) { () throws(SystemError) in
      try FileDescriptor(opening: path, O_WRONLY | flags)
    }
  }

  deinit { try? file?.close() }

  /// - Throws: `FileError`.
  package func write(_ text: String) throws(FileError) { try write(Array(text.utf8)) }

  /// - Throws: `FileError`.
  package func write(_ bytes: [UInt8]) throws(FileError) {
    guard let file else { preconditionFailure("\(path) is closed") }
    try FileError.naming(path, .write) { () throws(SystemError) in try file.writeAll(bytes) }
  }

  /// Call it last: some file systems tell only here that they are full.
  /// - Throws: `FileError`.
  package func close() throws(FileError) {
    let closing = file
    file = nil
    try FileError.naming(path, .write) { () throws(SystemError) in try closing?.close() }
  }
}
