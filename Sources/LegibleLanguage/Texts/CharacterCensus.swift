import LegibleFiles

/// Which characters text files have, and how many of each: what an alphabet for them is made from.
package struct CharacterCensus: Sendable {
  package private(set) var counts: [Character: Int] = [:]

  /// Reads the files once. A tab counts as a space.
  /// - Throws: ``TextError``: a file cannot be opened or read, or is not in its form.
  package init(_ paths: [String], form: TextForm = .running) throws(TextError) {
    var lines = try LinesOfText(paths, form: form)
    var ascii = Array(repeating: 0, count: 128)
    var others: [Character: Int] = [:]
    while let piece = try lines.next() {
      for line in piece {
        switch line.content {
        case .ascii(let bytes):
          for byte in bytes { ascii[Int(byte)] += 1 }
        case .text(let text):
          for character in text { others[character, default: 0] += 1 }
        }
      }
    }
    counts = others
    for (byte, count) in ascii.enumerated() where count > 0 {
      counts[Character(Unicode.Scalar(UInt8(byte))), default: 0] += count
    }
    if let tabs = counts.removeValue(forKey: "\t") { counts[" ", default: 0] += tabs }
  }

  /// All characters, with repetition.
  package var total: Int { counts.values.reduce(0, +) }

  /// An alphabet of the characters that make up at least a share of the text, in the order of their code points.
  ///
  /// Control characters have no place in it, nor have characters that show nothing (Unicode's category Cf).
  /// - Parameter share: 0...1; by default one in a million, so that a slip of the pen gets no symbol.
  /// - Returns: nil where no character is left.
  package func alphabet(share: Double = 1e-6) -> Alphabet? {
    let least = max(1, Int((Double(total) * share).rounded(.up)))
    let symbols = counts.filter { character, count in
      count >= least
        && character.unicodeScalars.allSatisfy {
          $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
        }
    }.keys.map { String($0) }.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    return try? Alphabet(symbols)
  }
}
