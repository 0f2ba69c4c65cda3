import LegibleSystem

/// A file under way beside the one that it will replace.
///
/// Whenever the process or the machine dies, the path holds what it held or the new file, whole. The file
/// under way goes away with this object unless it is committed. One that a killed process has left is written
/// over by the next file for the same path, so that such remains do not pile up.
package final class ReplacementFile {
  private let path: String
  /// Where a symbolic link at `path` leads: the link stays, and its file is replaced.
  private let target: String
  private let temporaryPath: String
  private let file: FileDescriptor
  /// That of the first call that failed; nothing more is written after it.
  private var failure: SystemError?
  private var isCommitted = false

  /// Starts a file in the folder of `path`.
  ///
  /// - Throws: `FileError`. Devices and pipes are refused: the new file would take the place of `/dev/null`
  ///   itself.
  package init(for path: String) throws(FileError) {
    let kind = (try? FileStatus(of: path))?.kind
    if kind == .other { throw FileError(path: path, fact: .notARegularFile) }
    if kind == .folder { throw FileError(path: path, fact: .refused(.write, SystemError(code: EISDIR))) }
    self.path = path
    target = pathBehindLinks(path)
    for attempt in 0..<Self.attemptLimit {
      let candidate = target + (attempt == 0 ? "" : ".\(attempt)") + ".partial"
      let opened = try FileError.naming(path, .write) { () throws(SystemError) in
        try Self.open(candidate)
      }
      guard let opened else { continue }
      (temporaryPath, file) = (candidate, opened)
      return
    }
    throw FileError(path: path, fact: .refused(.write, SystemError(code: EEXIST)))
  }

  /// Files that are written at one time for one path, at most.
  private static let attemptLimit = 100

  /// A new file, or what a process has left that is no more: who writes to one holds a lock on it, which the
  /// system takes away when its process ends.
  /// - Returns: nil where the file is somebody else's.
  private static func open(_ path: String) throws(SystemError) -> FileDescriptor? {
    var isNew = true
    let file: FileDescriptor
    do throws(SystemError) {
      file = try FileDescriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL)
    } catch {
      guard error.code == EEXIST else { throw error }
      isNew = false
      // No link is followed, and no pipe waited for.
      guard let left = try? FileDescriptor(opening: path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK) else {
        return nil
      }
      file = left
    }
    let lock = file.lock()
    let status = try? FileStatus(of: file)
    // Between the opening and the lock, its owner may have given it its name, or somebody taken it for a rest.
    let isOurs =
      (lock == .taken || (lock == .unknown && isNew)) && status?.kind == .file
      && status?.identity == (try? FileStatus(ofLinkAt: path))?.identity
    do throws(SystemError) {
      if isOurs, !isNew { try file.truncate() }
    } catch {
      try? file.close()
      throw error
    }
    if isOurs { return file }
    try? file.close()
    return nil
  }

  deinit {
    // In this order: without its lock, the file might be another's already.
    if !isCommitted { unlink(temporaryPath) }
    try? file.close()
  }

  /// Writes on; an error comes out in `commit()`.
  package func append(_ bytes: UnsafeRawBufferPointer) {
    put { () throws(SystemError) in try file.writeAll(bytes) }
  }

  /// Writes on; an error comes out in `commit()`.
  package func append(_ text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  /// Writes over what is there already, from `offset` on; an error comes out in `commit()`.
  package func overwrite(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    put { () throws(SystemError) in try file.writeAll(bytes, at: offset) }
  }

  /// Makes the file what `path` names, safe from a loss of power.
  ///
  /// - Throws: `FileError` where this or any writing before has failed; what stood at `path` is then as it
  ///   was.
  package func commit() throws(FileError) {
    put { () throws(SystemError) in
      try file.flushToDisk()
      guard rename(temporaryPath, target) == 0 else { throw .last }
    }
    if let failure { throw FileError(path: path, fact: .refused(.write, failure)) }
    isCommitted = true
    // The new name itself is safe once its folder is. Not every system can be asked for that.
    let folder = folderPart(of: target)
    guard let handle = try? FileDescriptor(opening: folder.isEmpty ? "." : folder, O_RDONLY) else { return }
    try? handle.flushToDisk()
    try? handle.close()
  }

  private func put(_ call: () throws(SystemError) -> Void) {
    guard failure == nil else { return }
    do throws(SystemError) { try call() } catch { failure = error }
  }
}

/// Makes sure that a file can be written at a path when the time comes: that its folder is there and takes
/// files, and no folder or device is in its place. What stands there is not touched.
/// - Throws: `FileError`.
package func checkReplaceable(_ path: String) throws(FileError) { _ = try ReplacementFile(for: path) }

/// Where symbolic links at a path lead; the path itself where it is no link, or one that leads nowhere.
private func pathBehindLinks(_ path: String) -> String {
  guard (try? FileStatus(ofLinkAt: path))?.kind == .link, let resolved = realpath(path, nil) else {
    return path
  }
  defer { free(resolved) }
  return String(cString: resolved)
}
