import LegibleSystem

/// What the system says about a file without reading it.
package struct FileStatus: Sendable {
  package enum Kind: Sendable {
    case file, folder
    /// A symbolic link; only where links are not followed.
    case link
    /// A pipe, a device or a socket.
    case other
  }

  /// Two paths with the same identity lead to one file.
  package struct Identity: Hashable, Sendable {
    fileprivate let device: UInt64
    fileprivate let node: UInt64
  }

  package let kind: Kind
  /// Bytes; of a regular file its length.
  package let size: Int
  package let identity: Identity

  /// The status of what a path leads to, symbolic links followed.
  package init(of path: String) throws(SystemError) {
    try checkName(path)
    var status = stat()
    guard stat(path, &status) == 0 else { throw .last }
    self.init(status)
  }

  /// The status of a link itself where the path names one.
  init(ofLinkAt path: String) throws(SystemError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw .last }
    self.init(status)
  }

  init(of file: FileDescriptor) throws(SystemError) {
    var status = stat()
    guard fstat(file.number, &status) == 0 else { throw .last }
    self.init(status)
  }

  private init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    size = Int(status.st_size)
    identity = Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev), node: UInt64(truncatingIfNeeded: status.st_ino))
  }
}

/// Whether a path leads to something.
package func exists(_ path: String) -> Bool { (try? FileStatus(of: path)) != nil }

/// Whether a path leads to something that this process may read.
package func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 }

/// Whether two paths lead to one file, which is there.
package func isSameFile(_ path: String, _ other: String) -> Bool {
  guard let first = try? FileStatus(of: path), let second = try? FileStatus(of: other) else { return false }
  return first.identity == second.identity
}
