#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file being written, start to end. Every error is a `Failure` that names it.
final class OutputFile {
  private var path: String
  private var descriptor: Int32

  /// A new file; what stood at `path` is lost.
  convenience init(creating path: String) throws(Failure) { try self.init(path, flags: O_CREAT | O_TRUNC) }

  /// The file at `path`, to be made longer.
  convenience init(appendingTo path: String) throws(Failure) { try self.init(path, flags: O_APPEND) }

  private init(_ path: String, flags: Int32) throws(Failure) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CLOEXEC | flags, 0o666)
    guard descriptor >= 0 else { throw unwritable() }
  }

  deinit { if descriptor >= 0 { _ = systemClose(descriptor) } }

  func write(_ text: String) throws(Failure) { try write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) throws(Failure) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        put(descriptor, $0.baseAddress! + written, $0.count - written)
      }
      if count >= 0 { written += count } else if errno != EINTR { throw unwritable() }
    }
  }

  /// Returns when the bytes are safe from a loss of power.
  func flushToDisk() throws(Failure) {
    guard fsync(descriptor) == 0 else { throw unwritable() }
  }

  /// Call it last: some file systems tell only here that they are full.
  func close() throws(Failure) {
    let result = systemClose(descriptor)
    descriptor = -1
    guard result == 0 else { throw unwritable() }
  }

  /// Gives the file its final name, in place of what stood there.
  func rename(to name: String) throws(Failure) {
    let result = systemRename(path, name)
    path = name
    guard result == 0 else { throw unwritable() }
  }

  private func unwritable() -> Failure {
    Failure("\(path): cannot be written: \(String(cString: strerror(errno)))")
  }
}

// The system's calls, whose names the methods above hide.
private func put(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int { write(file, bytes, count) }
private func systemClose(_ file: Int32) -> Int32 { close(file) }
private func systemRename(_ old: String, _ new: String) -> Int32 { rename(old, new) }

/// Whether two paths lead to one file, which is there.
func isSameFile(_ path: String, _ other: String) -> Bool {
  var (first, second) = (stat(), stat())
  return stat(path, &first) == 0 && stat(other, &second) == 0
    && first.st_dev == second.st_dev && first.st_ino == second.st_ino
}

/// Makes a folder and those above it, where they are not there yet.
func makeFolder(_ path: String) throws(Failure) {
  if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
  if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
    try makeFolder(String(path[..<slash]))
    if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
  }
  throw Failure("\(path): the folder cannot be made: \(String(cString: strerror(errno)))")
}
