/// The symbols a model can write, in the order of its outputs.
///
/// A symbol is a grapheme cluster, what a reader calls a character: `"a"`, `"é"`, `"क्ष"`. Index 0 belongs to the CTC
/// blank, so the symbol at position `i` of the list has index `i + 1`.
///
/// Symbols are compared by canonical equivalence, as Swift compares characters: a label whose `é` is spelled with a
/// combining accent encodes to the same index as one with the composed `é`. Decoding writes each symbol as the
/// alphabet spells it, so the list is given in NFC to get NFC texts out.
package struct Alphabet: Sendable, Equatable {
  /// The symbols in order, without the blank. `symbols[i]` has index `i + 1`.
  package let symbols: [Character]

  private let indices: [Character: Int32]

  /// The 95 printable characters of ASCII in code order: the space, then `!` to `~`.
  package static let printableASCII = Alphabet(
    unchecked: (0x20...0x7E).map { Character(Unicode.Scalar($0 as UInt8)) })

  /// - Parameter symbols: one grapheme cluster an entry, in order, each with its own spelling kept.
  /// - Throws: ``AlphabetError`` if the list is empty, or an entry is not exactly one character, is a control
  ///   character, or is canonically equivalent to an earlier one.
  package init(_ symbols: [String]) throws(AlphabetError) {
    guard !symbols.isEmpty else { throw .empty }
    var seen: [Character: Int] = [:]
    for (position, entry) in symbols.enumerated() {
      guard let symbol = entry.first, entry.count == 1 else {
        throw .notOneCharacter(entry, position: position)
      }
      guard entry.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
        throw .controlCharacter(symbol, position: position)
      }
      if let first = seen.updateValue(position, forKey: symbol) {
        throw .duplicate(symbol, positions: first, position)
      }
    }
    self.init(unchecked: symbols.map { Character($0) })
  }

  private init(unchecked symbols: [Character]) {
    self.symbols = symbols
    indices = Dictionary(
      uniqueKeysWithValues: symbols.enumerated().map { ($0.element, Int32($0.offset + 1)) })
  }

  /// The outputs of a model with this alphabet, the blank included: the `K` of logits `[T, K]`.
  package var symbolCount: Int { symbols.count + 1 }

  /// The index of a symbol, `1..<symbolCount`, or nil if the alphabet lacks it.
  package func index(of symbol: Character) -> Int32? { indices[symbol] }

  /// The symbol of an index in `1..<symbolCount`.
  package subscript(index: Int32) -> Character {
    precondition(
      index >= 1 && index < symbolCount, "symbol index \(index) is outside 1..<\(symbolCount)")
    return symbols[Int(index) - 1]
  }

  /// The indices of a text's characters, each in `1..<symbolCount`.
  ///
  /// - Throws: ``UnknownCharacter`` for the first character that the alphabet lacks.
  package func encode(_ text: String) throws(UnknownCharacter) -> [Int32] {
    var label: [Int32] = []
    label.reserveCapacity(text.utf8.count)
    for character in text {
      guard let index = indices[character] else {
        throw UnknownCharacter(character: character, position: label.count)
      }
      label.append(index)
    }
    return label
  }
}
