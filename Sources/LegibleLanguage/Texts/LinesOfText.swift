import LegibleFiles

/// The lines of text files one after the other, as bytes where they are plain ASCII, which most are, and otherwise as
/// text in Unicode's form NFC.
struct LinesOfText {
  struct Line {
    enum Content {
      case ascii(ArraySlice<UInt8>)
      case text(String)
    }

    var content: Content
    /// False for a part of a very long line that goes on.
    let isEnded: Bool
    /// How often the line is to count.
    var count: UInt64 = 1
  }

  private let form: TextForm
  private var number = 0
  private var paths: [String]
  private var path = ""
  private var pieces: TextPieces?

  /// - Throws: ``TextError``: the first file cannot be opened.
  init(_ paths: [String], form: TextForm = .running) throws(TextError) {
    self.form = form
    self.paths = paths.reversed()
    try open()
  }

  /// The lines of the next piece, without their ends; nil after the last file. The end of a file ends a line.
  /// - Throws: ``TextError``: a file cannot be opened or read, or is no UTF-8.
  mutating func next() throws(TextError) -> [Line]? {
    guard pieces != nil else { return nil }
    let piece: [UInt8]?
    do throws(FileError) { piece = try pieces?.next() } catch { throw .unreadable(error) }
    guard let piece else {
      try open()
      return [Line(content: .ascii([]), isEnded: true)]
    }
    var lines: [Line] = []
    var start = 0
    while start < piece.count {
      var (end, isASCII) = (start, true)
      while end < piece.count, piece[end] != 10, piece[end] != 13 {
        if piece[end] >= 0x80 { isASCII = false }
        end += 1
      }
      var (bytes, count) = (piece[start..<end], UInt64(1))
      number += 1
      if form == .counted, !bytes.isEmpty {
        guard let tab = bytes.lastIndex(of: 9),
          let number = UInt64(String(decoding: bytes[(tab + 1)...], as: UTF8.self))
        else { throw .notCounted(path: path, line: self.number) }
        (bytes, count) = (bytes[..<tab], number)
      }
      let content: Line.Content
      if isASCII {
        content = .ascii(bytes)
      } else {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(path: path) }
        content = .text(composed(text))
      }
      lines.append(Line(content: content, isEnded: end < piece.count, count: count))
      // A carriage return and the line feed after it are one end.
      let isPair = end + 1 < piece.count && piece[end] == 13 && piece[end + 1] == 10
      start = end + (isPair ? 2 : 1)
    }
    return lines
  }

  private mutating func open() throws(TextError) {
    guard let next = paths.popLast() else {
      pieces = nil
      return
    }
    (path, number) = (next, 0)
    do throws(FileError) { pieces = try TextPieces(of: next) } catch { throw .unreadable(error) }
  }
}

/// What the lines of a text file are.
package enum TextForm: Sendable {
  /// Text, each line as often as it is there.
  case running
  /// `text<TAB>count`: a list of words, for instance, and how often each was seen.
  case counted
}

/// The lines of a file that are not empty, in Unicode's form NFC.
/// - Throws: ``TextError``: the file cannot be opened or read, or is no UTF-8.
package func wordsOfLines(_ path: String) throws(TextError) -> [String] {
  var lines = try LinesOfText([path])
  var (words, word) = ([String](), "")
  while let piece = try lines.next() {
    for line in piece {
      switch line.content {
      case .ascii(let bytes): word += String(decoding: bytes, as: UTF8.self)
      case .text(let text): word += text
      }
      if line.isEnded, !word.isEmpty {
        words.append(word)
        word = ""
      }
    }
  }
  return words
}
