#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads the file at `path` into `bytes`, in the memory that these have.
///
/// The file is read, not mapped: a mapped file that another program cuts short ends the process with a
/// signal.
///
/// - Throws: `ImageError` when there is no such file, when it is no regular file, when it is longer than
///   `limit` bytes.
func read(_ path: String, limit: Int, into bytes: inout [UInt8]) throws(ImageError) {
  // Not blocking, because opening a named pipe would wait for its writer.
  // (By withCString, because a plain argument is copied to new memory first.)
  let descriptor = path.withCString { open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }
  guard descriptor >= 0 else { throw ImageError(file: path, fact: .unreadable(reason: systemReason())) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else {
    throw ImageError(file: path, fact: .unreadable(reason: systemReason()))
  }
  guard status.st_mode & S_IFMT == S_IFREG else { throw ImageError(file: path, fact: .notARegularFile) }
  let size = Int(status.st_size)
  guard size <= limit else {
    throw ImageError(file: path, fact: .fileTooLarge(bytes: size, limit: limit))
  }

  bytes.fill(size)
  var filled = 0
  while filled < size {
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + filled, size - filled) }
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { throw ImageError(file: path, fact: .unreadable(reason: systemReason())) }
    if count == 0 { break }  // cut short since its size was asked for
    filled += count
  }
  bytes.removeLast(size - filled)
}

/// Writes `bytes` to the file at `path`: beside it first, then to the disk, then under its name, so that
/// nobody ever finds half a file there.
///
/// - Throws: `ImageError` with the file system's words; what stood at `path` is then as it was.
func writeWhole(_ bytes: [UInt8], to path: String) throws(ImageError) {
  let partial = "\(path).\(getpid())-\(UInt64.random(in: 0 ... .max)).partial"
  let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { throw ImageError(file: path, fact: .unwritable(reason: systemReason())) }
  var reason: String?
  var written = 0
  while written < bytes.count && reason == nil {
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, $0.count - written) }
    if count >= 0 {
      written += count
    } else if errno != EINTR {
      reason = systemReason()
    }
  }
  if reason == nil && fsync(descriptor) != 0 { reason = systemReason() }
  if close(descriptor) != 0 && reason == nil { reason = systemReason() }
  if reason == nil && rename(partial, path) != 0 { reason = systemReason() }
  if let reason {
    unlink(partial)
    throw ImageError(file: path, fact: .unwritable(reason: reason))
  }
}

private func systemReason() -> String { String(cString: strerror(errno)) }
