import LegibleFiles
import LegibleSystem

/// A folder for the files of one target, where the code under test takes paths: below `TMPDIR`, which the script that runs
/// the search removes.
struct ScratchFolder {
  let path: String

  init(_ name: String) throws {
    let root = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    path = joinPath(root, "legible-fuzz-\(name)-\(getpid())")
    try makeFolder(path)
  }

  /// Writes a file, in place of the one of that name.
  /// - Returns: Its path.
  func file(_ name: String, _ bytes: some Collection<UInt8>) throws -> String {
    let path = joinPath(path, name)
    try write(Array(bytes), to: path)
    return path
  }

  func remove(_ name: String) { unlink(joinPath(path, name)) }
}
