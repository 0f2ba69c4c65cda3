import LegibleFiles

/// The lines of a text file that somebody wrote with any program on any system.
///
/// A byte order mark of UTF-8 is dropped, since it says nothing about the text; line ends are LF, CRLF or CR,
/// mixed where several programs have had the file. Other encodings are not guessed at but named: a letter
/// taken for another would be learnt.
struct TextFile {
  let path: String
  /// A plain text, or one by whose start another program knows it, such as a web page.
  let kind: FileKind
  /// Without their ends; what follows the last end counts as a line, empty or not.
  let lines: [ArraySlice<UInt8>]

  /// - Parameter limit: The longest file to read, in bytes.
  /// - Throws: `DatasetError.unreadable`, `.tooLarge`; `.encoding` for UTF-16 and UTF-32, `.notText` for
  ///   pictures, archives and the like.
  init(contentsOf path: String, limit: Int) throws(DatasetError) {
    self.path = path
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try [UInt8](contentsOf: path, limit: limit)
    } catch {
      throw DatasetError(error)
    }
    if let encoding = UnicodeEncoding(byMarkOf: bytes) ?? UnicodeEncoding(byZerosOf: bytes) {
      throw .encoding(path: path, name: encoding.rawValue)
    }
    if let kind = bytes.withUnsafeBytes({ FileKind(ofText: $0) }) {
      self.kind = kind
    } else if let kind = bytes.withUnsafeBytes({ FileKind(of: $0) }), kind != .text {
      throw .notText(path: path, kind: kind)
    } else {
      kind = .text
    }
    lines = Self.lines(of: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...])
  }

  private static func lines(of bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    let (newline, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    var lines: [ArraySlice<UInt8>] = []
    var start = bytes.startIndex
    var index = start
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == newline || byte == carriageReturn {
        lines.append(bytes[start..<index])
        if byte == carriageReturn, index + 1 < bytes.endIndex, bytes[index + 1] == newline { index += 1 }
        start = index + 1
      }
      index += 1
    }
    lines.append(bytes[start...])
    return lines
  }
}
