import LegibleFiles

/// The files of pages.
package enum Pages {
  /// Whether there is no file at a path, or an empty one, or a page of this package.
  package static func mayReplace(_ path: String) -> Bool {
    guard let file = try? InputFile(opening: path), file.size > 0 else { return true }
    let head = Array(Page.mark.utf8)
    guard let bytes = try? file.bytes(in: 0..<min(file.size, head.count)) else { return true }
    return bytes.withBytes { $0.elementsEqual(head) }
  }

  /// Writes a page, whole or not at all: who looks at it meanwhile sees the old one.
  /// - Throws: `FileError`.
  package static func write(_ document: String, to path: String) throws(FileError) {
    let file = try ReplacementFile(for: path)
    file.append(document)
    try file.commit()
  }
}
