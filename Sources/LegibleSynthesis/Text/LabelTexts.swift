import LegibleTensors

/// Texts like those of some labels: the labels themselves, and others that are built as they are.
package struct LabelTexts: Sendable {
  /// What of a label stays as it is when its characters change: where it has figures, where capitals, and what is
  /// neither.
  private enum Kind: Hashable {
    case figure, capital, small
    case sign

    init(_ character: Character) {
      self =
        character.isNumber
        ? .figure : character.isUppercase ? .capital : character.isLowercase ? .small : .sign
    }
  }

  private let labels: [String]
  /// The characters of the labels by their kind, each as often as it occurs: a rare one stays rare.
  private let characters: [Kind: [Character]]

  package init(_ labels: [String]) {
    self.labels = labels
    characters = Dictionary(grouping: labels.joined(), by: Kind.init)
  }

  package var isEmpty: Bool { labels.isEmpty }

  /// A label in half of the draws; in the others one whose figures and letters are drawn anew, each out of those of
  /// its kind, so that a model learns what such labels are made of and not the labels by heart.
  package func draw(using random: inout RandomSource) -> String {
    let label = random.pick(labels)
    guard random.chance(0.5) else { return label }
    return String(
      label.map { character in
        let kind = Kind(character)
        guard kind != .sign, let others = characters[kind] else { return character }
        return random.pick(others)
      })
  }
}
