/// Kinds of characters that a model may read differently well.
public enum SymbolClass: String, Sendable, Hashable, CaseIterable {
  case smallLetters = "small letters"
  case capitals
  /// Of scripts without capitals, such as Arabic and Chinese.
  case otherLetters = "other letters"
  case digits
  case punctuation
  case spaces
  /// Currency signs, emoji and all the rest.
  case symbols

  /// By the first code point's general category (Unicode Standard, section 4.5).
  public init(_ character: Character) {
    switch character.unicodeScalars.first!.properties.generalCategory {
    case .lowercaseLetter: self = .smallLetters
    case .uppercaseLetter, .titlecaseLetter: self = .capitals
    case .otherLetter, .modifierLetter: self = .otherLetters
    case .decimalNumber, .letterNumber, .otherNumber: self = .digits
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      self = .punctuation
    case .spaceSeparator, .lineSeparator, .paragraphSeparator: self = .spaces
    default: self = .symbols
    }
  }
}
