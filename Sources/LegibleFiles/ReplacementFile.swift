#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file under way beside the one that it will replace.
///
/// Whenever the process or the machine dies, the path holds what it held or the new file, whole. The file
/// under way goes away with this object unless it is committed.
package final class ReplacementFile {
  private let path: String
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
    if let status = try? FileStatus(of: path), status.kind == .other {
      throw FileError(path: path, fact: .notARegularFile)
    }
    self.path = path
    var attempt = 0
    while true {
      let candidate = "\(path).\(getpid())-\(attempt).partial"
      do throws(SystemError) {
        file = try FileDescriptor(opening: candidate, O_WRONLY | O_CREAT | O_EXCL)
        temporaryPath = candidate
        return
      } catch {
        guard error.code == EEXIST else { throw FileError(path: path, fact: .refused(.write, error)) }
        attempt += 1
      }
    }
  }

  deinit {
    try? file.close()
    if !isCommitted { unlink(temporaryPath) }
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
      guard rename(temporaryPath, path) == 0 else { throw .last }
    }
    if let failure { throw FileError(path: path, fact: .refused(.write, failure)) }
    isCommitted = true
    // The new name itself is safe once its folder is. Not every system can be asked for that.
    let folder = folderPart(of: path)
    guard let handle = try? FileDescriptor(opening: folder.isEmpty ? "." : folder, O_RDONLY) else { return }
    try? handle.flushToDisk()
    try? handle.close()
  }

  private func put(_ call: () throws(SystemError) -> Void) {
    guard failure == nil else { return }
    do throws(SystemError) { try call() } catch { failure = error }
  }
}
