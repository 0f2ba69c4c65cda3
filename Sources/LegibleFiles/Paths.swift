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

/// The part of a name, or of a path's last part, after its last dot, in lower case; nil where it has no dot.
package func lowercasedExtension(of path: String) -> String? {
  let name = namePart(of: path)
  guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
  return name[name.utf8.index(after: dot)...].lowercased()
}

/// The part of a path before the dot of its extension; all of it where its name has none.
package func withoutExtension(_ path: String) -> String {
  guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")), !path[dot...].utf8.contains(UInt8(ascii: "/"))
  else { return path }
  return String(path[..<dot])
}

/// The system reads a path up to its first zero byte, which would be another file.
/// - Throws: `SystemError.missing` for a path that holds one: nothing can be called that.
func checkName(_ path: String) throws(SystemError) {
  guard !path.utf8.contains(0) else { throw .missing }
}
