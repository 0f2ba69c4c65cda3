/// When a text that was read counts as right.
public enum TextEquality: String, Codable, Sendable, CaseIterable {
  /// Every character is the label's.
  case exact
  /// The two are equal when lower-cased and stripped of all but `a-z` and `0-9`, as scene-text benchmarks compare.
  case caseInsensitiveAlphanumeric

  /// What is usual for texts of an alphabet: scene text's rule where all of its letters and digits are ASCII; with
  /// others, which that rule drops, every character counts.
  package init(suiting alphabet: Alphabet) {
    let isASCII = alphabet.symbols.allSatisfy { $0.isASCII || !($0.isLetter || $0.isNumber) }
    self = isASCII ? .caseInsensitiveAlphanumeric : .exact
  }

  /// What is usual for a model's vocabulary: as for its alphabet; a class is right where it has the label's very name.
  package init(suiting vocabulary: Vocabulary) {
    self = vocabulary.alphabet.map { TextEquality(suiting: $0) } ?? .exact
  }

  /// Whether a text is right by this rule.
  public func isRight(_ text: String, label: String) -> Bool {
    switch self {
    case .exact: text == label
    case .caseInsensitiveAlphanumeric:
      LegibleLanguage.caseInsensitiveAlphanumeric(text) == LegibleLanguage.caseInsensitiveAlphanumeric(label)
    }
  }
}
