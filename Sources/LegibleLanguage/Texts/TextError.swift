import LegibleFiles

/// Why text cannot be read. Prints as one sentence that names the file.
package enum TextError: Error, Sendable, CustomStringConvertible {
  case unreadable(FileError)
  case notUTF8(path: String)
  case notCounted(path: String, line: Int)

  package var description: String {
    switch self {
    case .unreadable(let error): "\(error)"
    case .notUTF8(let path): "\(path): not text in UTF-8; convert it, for instance with iconv"
    case .notCounted(let path, let line):
      "\(path):\(line): not a text, a tab, and how often it was seen; give counts in that form, or text without them"
    }
  }
}
