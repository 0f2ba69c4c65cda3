import LegibleSystem

/// Makes a folder and those above it, where they are not there yet.
/// - Throws: `FileError`, which names the first folder that cannot be made.
package func makeFolder(_ path: String) throws(FileError) {
  if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
  var reason = SystemError.last
  let parent = folderPart(of: path)
  if reason.code == ENOENT, !parent.isEmpty, parent != path {
    try makeFolder(parent)
    if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
    reason = .last
  }
  throw FileError(path: path, fact: .refused(.makeFolder, reason))
}
