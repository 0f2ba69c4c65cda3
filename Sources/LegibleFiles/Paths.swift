/// `path` as seen from `folder`; an absolute path stays as it is, and an empty folder is the current one.
package func joinPath(_ folder: String, _ path: String) -> String {
  if folder.isEmpty || path.utf8.first == UInt8(ascii: "/") { return path }
  if path.isEmpty { return folder }
  return folder.utf8.last == UInt8(ascii: "/") ? folder + path : folder + "/" + path
}

/// The part of `path` before its last slash, "" where there is none.
package func folderPart(of path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// The part of `path` after its last slash.
package func namePart(of path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
  return String(path[path.utf8.index(after: slash)...])
}
