/// The texts of files one by one, of any number and in bounded memory.
package struct WholeTexts {
  /// A text: its symbols, and 0 for its end.
  package struct Text: Hashable, Sendable {
    package var symbols: [Int32] = []
    package var isHeldOut = false
  }

  /// A text is cut after so many symbols, without an end, and what follows is another one: a file that is a single line
  /// takes no more memory than others.
  package static let longest = 1 << 16

  /// Characters that the alphabet lacks, so far.
  package var unknown: Int { stream.unknown }

  private var stream: SymbolStream
  private var heldOut: HeldOutTexts?
  private var text = Text()

  /// - Parameter heldOut: which texts are held out; nil for none.
  /// - Throws: ``TextError``: a file cannot be opened.
  package init(_ paths: [String], alphabet: Alphabet, heldOut: HeldOutTexts?) throws(TextError) {
    stream = try SymbolStream(paths, alphabet: alphabet)
    self.heldOut = heldOut
  }

  /// The texts that come next, at times none; nil after the end of the last file.
  /// - Throws: ``TextError``: a file cannot be read, or is not in its form.
  package mutating func next() throws(TextError) -> [Text]? {
    guard let pieces = try stream.next() else { return nil }
    var texts: [Text] = []
    for piece in pieces {
      let parts = heldOut?.parts(of: piece.symbols) ?? [(piece.symbols[...], false)]
      for part in parts {
        for symbol in part.symbols {
          text.symbols.append(symbol)
          if symbol == 0 || text.symbols.count == Self.longest {
            text.isHeldOut = part.isHeldOut
            texts.append(text)
            text.symbols.removeAll()
          }
        }
      }
    }
    return texts
  }
}
