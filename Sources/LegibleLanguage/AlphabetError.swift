/// Why a list of symbols is not an alphabet. Positions count entries from 0; the texts count them from 1.
public enum AlphabetError: Error, Equatable, CustomStringConvertible {
  case empty
  case notOneCharacter(String, position: Int)
  case controlCharacter(Character, position: Int)
  case duplicate(Character, positions: Int, Int)

  public var description: String {
    switch self {
    case .empty:
      "an alphabet needs at least one symbol"
    case .notOneCharacter(let entry, let position):
      "symbol \(position + 1) of the alphabet is not one character but \(entry.count): \(codePoints(entry))"
    case .controlCharacter(let symbol, let position):
      "symbol \(position + 1) of the alphabet is a control character: \(codePoints(String(symbol)))"
    case .duplicate(let symbol, let first, let second):
      "symbols \(first + 1) and \(second + 1) of the alphabet are the same: \(named(symbol))"
    }
  }
}

/// A text holds a character that the alphabet lacks.
package struct UnknownCharacter: Error, Equatable, CustomStringConvertible {
  package let character: Character
  /// Characters before it in the text.
  package let position: Int

  package init(character: Character, position: Int) {
    self.character = character
    self.position = position
  }

  /// For example `"é" (U+00E9), character 4 of the text, is not in the alphabet`.
  package var description: String {
    "\(named(character)), character \(position + 1) of the text, is not in the alphabet"
  }
}

/// The character in quotes, control characters escaped, with its code points.
private func named(_ character: Character) -> String {
  "\(String(reflecting: String(character))) (\(codePoints(String(character))))"
}

/// The code points of a text as `U+0065 U+0301`; only the first eight, because a text may be hostile.
private func codePoints(_ text: String) -> String {
  let shown = text.unicodeScalars.prefix(8).map { scalar in
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
  return shown.joined(separator: " ") + (text.unicodeScalars.count > 8 ? " ..." : "")
}
