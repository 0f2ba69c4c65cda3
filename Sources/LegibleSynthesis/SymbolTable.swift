/// The characters that may occur, and their numbers ("symbols").
struct SymbolTable: Sendable {
  let characters: [Character]
  let scalars: [Unicode.Scalar]
  private let symbols: [Unicode.Scalar: Int]
  /// By ASCII code, -1 where the alphabet lacks the character: nearly all look-ups end here.
  private let ascii: [Int]

  init(_ alphabet: String) throws(SynthesisError) {
    var characters: [Character] = []
    var scalars: [Unicode.Scalar] = []
    var symbols: [Unicode.Scalar: Int] = [:]
    for character in alphabet {
      guard character.unicodeScalars.count == 1, let scalar = character.unicodeScalars.first else {
        throw .compositeCharacter(character)
      }
      if symbols[scalar] == nil {
        symbols[scalar] = scalars.count
        scalars.append(scalar)
        characters.append(character)
      }
    }
    self.characters = characters
    self.scalars = scalars
    self.symbols = symbols
    ascii = (0..<128).map { code in symbols[Unicode.Scalar(UInt8(code))] ?? -1 }
  }

  var count: Int { scalars.count }

  subscript(scalar: Unicode.Scalar) -> Int? {
    if scalar.value < 128 {
      let symbol = ascii[Int(scalar.value)]
      return symbol < 0 ? nil : symbol
    }
    return symbols[scalar]
  }

  /// The symbols of a text, or nil if it holds a character outside the alphabet.
  func encode(_ text: String) -> [Int]? {
    var result: [Int] = []
    for scalar in text.unicodeScalars {
      guard let symbol = self[scalar] else { return nil }
      result.append(symbol)
    }
    return result
  }
}

extension SymbolTable {
  /// The text in capitals, where the alphabet has them.
  func upperCased(_ symbols: [Int]) -> [Int] {
    symbols.map { symbol in
      let upper = scalars[symbol].properties.uppercaseMapping.unicodeScalars
      return upper.count == 1 ? self[upper[upper.startIndex]] ?? symbol : symbol
    }
  }
}
