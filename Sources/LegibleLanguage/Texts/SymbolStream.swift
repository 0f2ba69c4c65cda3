import LegibleFiles

/// The characters of text files as symbols of an alphabet, in pieces: a stream of any length in bounded memory.
///
/// A line is a text: after its characters comes 0, the end of a text. Empty lines are none. A tab is a space.
/// A character that the alphabet lacks ends its text, so that no model learns a sequence that was never there.
package struct SymbolStream {
  /// A part of the stream.
  package struct Piece: Sendable {
    /// 0 ends a text.
    package var symbols: [Int32] = []
    /// How often they were seen.
    package var count: UInt64 = 1
  }

  /// Characters that the alphabet lacks, so far.
  package private(set) var unknown = 0

  private let alphabet: Alphabet
  private var lines: LinesOfText
  /// The symbol of each byte of ASCII; -1 for one that the alphabet lacks.
  private let ascii: [Int32]

  /// - Throws: ``TextError``: a file cannot be opened.
  package init(_ paths: [String], form: TextForm = .running, alphabet: Alphabet) throws(TextError) {
    self.alphabet = alphabet
    lines = try LinesOfText(paths, form: form)
    ascii = (0..<128).map { byte in
      alphabet.index(of: byte == 9 ? " " : Character(Unicode.Scalar(UInt8(byte)))) ?? -1
    }
  }

  /// What comes next, cut where the count changes; nil after the end of the last file.
  /// - Throws: ``TextError``: a file cannot be read, or is not in its form.
  package mutating func next() throws(TextError) -> [Piece]? {
    guard let lines = try lines.next() else { return nil }
    var pieces = [Piece()]
    for line in lines {
      if pieces[pieces.count - 1].count != line.count { pieces.append(Piece(count: line.count)) }
      append(line, to: &pieces[pieces.count - 1].symbols)
    }
    return pieces
  }

  private mutating func append(_ line: LinesOfText.Line, to symbols: inout [Int32]) {
    switch line.content {
    case .ascii(let bytes):
      for byte in bytes { append(ascii[Int(byte)], to: &symbols) }
    case .text(let text):
      for character in text {
        append(alphabet.index(of: character == "\t" ? " " : character) ?? -1, to: &symbols)
      }
    }
    if line.isEnded { end(&symbols) }
  }

  private mutating func append(_ symbol: Int32, to symbols: inout [Int32]) {
    if symbol >= 0 {
      symbols.append(symbol)
      isInText = true
    } else {
      unknown += 1
      end(&symbols)
    }
  }

  /// Whether the text under way has a character yet: an empty one is none.
  private var isInText = false

  private mutating func end(_ symbols: inout [Int32]) {
    if isInText { symbols.append(0) }
    isInText = false
  }
}
