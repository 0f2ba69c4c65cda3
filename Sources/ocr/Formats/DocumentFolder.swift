import LegibleFiles
import LegibleSystem

/// The folder in which each picture has a document, named after it: that of `lines/word.png` is `word.xml`.
struct DocumentFolder {
  private let path: String
  /// Documents of this run. Pictures of one name in several folders would otherwise lose all texts but the last.
  private var written: Set<FileStatus.Identity> = []

  /// - Parameter path: made where it is not there.
  /// - Throws: `FileError`.
  init(_ path: String) throws(FileError) {
    try makeFolder(path)
    guard (try? FileStatus(of: path))?.kind == .folder else {
      throw FileError(path: path, fact: .refused(.makeFolder, SystemError(code: EEXIST)))
    }
    self.path = path
  }

  /// Writes a picture's document, whole or not at all; an older document is replaced.
  /// - Throws: `Message`, which names the picture, where it cannot be written, or would take the place of another
  ///   document of this run or of a file that is no text: a picture above all.
  mutating func write(_ text: String, picture: String, fileExtension: String) throws(Message) {
    let document = joinPath(path, withoutExtension(namePart(of: picture)) + "." + fileExtension)
    if let status = try? FileStatus(of: document) {
      if written.contains(status.identity) {
        throw Message(
          "\(picture.printable): another picture has \(document.printable) already; "
            + "read pictures of one name into folders of their own")
      }
      if status.kind == .file, status.size > 0, !Self.isText(document) {
        throw Message(
          "\(picture.printable): \(document.printable) is no document; move it, or name another folder")
      }
    }
    do throws(FileError) {
      let file = try ReplacementFile(for: document)
      file.append(text)
      try file.commit()
    } catch {
      throw Message("\(picture.printable): \(error)")
    }
    if let status = try? FileStatus(of: document) { written.insert(status.identity) }
  }

  private static func isText(_ path: String) -> Bool {
    guard let file = try? InputFile(opening: path),
      let head = try? file.bytes(in: 0..<min(file.size, FileKind.bytesLookedAt))
    else { return false }
    return head.withBytes { FileKind(ofText: $0) != nil }
  }
}
