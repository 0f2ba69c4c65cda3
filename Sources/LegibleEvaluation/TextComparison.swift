import LegibleLanguage

/// How well one text was read: what all figures are sums of.
public struct TextComparison: Sendable {
  /// Whether both texts are equal.
  public let isExact: Bool
  /// Whether they are equal when lower-cased and with all but `a-z0-9` removed.
  public let isAlphanumericExact: Bool
  /// 1 - edits / length of the longer text, between the texts lower-cased and with all but `a-z0-9` removed, 0...1.
  public let oneMinusNED: Double
  /// Edits from the label to the prediction, in characters and in words, and the label's characters and words.
  public let characterEdits, labelCharacters, wordEdits, labelWords: Int
  /// What was taken for what, in the order of the text.
  public let confusions: [Confusion]
  /// Characters of the label, and those of them that were read, by class.
  public let classes: [SymbolClass: (characters: Int, read: Int)]

  /// Whether the text is right by a rule.
  public func isRight(by equality: TextEquality) -> Bool {
    switch equality {
    case .exact: isExact
    case .caseInsensitiveAlphanumeric: isAlphanumericExact
    }
  }

  /// Complexity: O(characters of the label * characters of the prediction).
  public init(label: String, prediction: String) {
    isExact = label == prediction
    let plainLabel = Array(caseInsensitiveAlphanumeric(label))
    let plainPrediction = Array(caseInsensitiveAlphanumeric(prediction))
    isAlphanumericExact = plainLabel == plainPrediction
    let longer = max(1, plainLabel.count, plainPrediction.count)
    oneMinusNED = 1 - Double(editDistance(from: plainLabel, to: plainPrediction)) / Double(longer)

    var confusions: [Confusion] = []
    var classes: [SymbolClass: (characters: Int, read: Int)] = [:]
    for operation in editOperations(from: Array(label), to: Array(prediction)) {
      if let confusion = Confusion(operation) { confusions.append(confusion) }
      switch operation {
      case .match(let character): classes[SymbolClass(character), default: (0, 0)].read += 1
      case .substitution, .deletion, .insertion: break
      }
    }
    for character in label { classes[SymbolClass(character), default: (0, 0)].characters += 1 }
    self.confusions = confusions
    self.classes = classes
    characterEdits = confusions.count
    labelCharacters = label.count
    let words = label.split(separator: " ")
    wordEdits = editDistance(from: words, to: prediction.split(separator: " "))
    labelWords = words.count
  }
}
