import LegibleLanguage
import LegibleModels

// What the options say of the model, worked out.

extension TrainingPlan {
  /// The alphabet as asked for, or the starting model's with the data's characters that it lacks, or the
  /// data's alone. Characters that show nothing, such as U+200B, are among them only where they are asked for
  /// or the starting model has them: in labels they are slips, as a rule, and no picture teaches them.
  /// - Throws: `AlphabetError` where there is no character at all.
  static func alphabet(
    _ options: TrainingOptions, start: Alphabet?, labels: [String]
  ) throws(AlphabetError) -> Alphabet {
    if let given = options.alphabet { return try alphabet(of: given) }
    var found = characters(of: labels).filter { !showsNothing($0) }
    if start == nil, options.syntheticShare > 0 { found.formUnion(Alphabet.printableASCII.symbols) }
    let known = start?.symbols ?? []
    let new = found.subtracting(known).sorted()
    return try Alphabet((known + new).map { String($0) })
  }

  /// The alphabet of a text's characters, in their order.
  /// - Throws: `AlphabetError` where there is none.
  package static func alphabet(of text: String) throws(AlphabetError) -> Alphabet {
    try Alphabet(characters(of: [text]).sorted().map { String($0) })
  }

  private static func characters(of texts: [String]) -> Set<Character> {
    Set(composed(texts.joined(separator: "\n"))).filter { character in
      character.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
  }

  /// Whether a character has a format character of Unicode (Cf) in it. A joiner within a character, as in an
  /// emoji of several, is a part of what shows.
  private static func showsNothing(_ character: Character) -> Bool {
    let scalars = character.unicodeScalars
    return zip(scalars.indices, scalars).contains { index, scalar in
      let isWithin = index > scalars.startIndex && scalars.index(after: index) < scalars.endIndex
      switch scalar.properties.generalCategory {
      case .format: return !(scalar == "\u{200D}" && isWithin)
      case .lineSeparator, .paragraphSeparator: return true
      default: return false
      }
    }
  }

  /// A preset or a spec; an output layer that is missing is added.
  /// - Throws: `TrainingPlanError`, `NetworkSpecError`.
  package static func spec(_ text: String, symbols: Int) throws -> NetworkSpec {
    if NetworkSpec.presetNames.contains(text) { return try .preset(text, symbols: symbols) }
    guard text.contains("[") else {
      throw TrainingPlanError.unknownNetwork(text, presets: NetworkSpec.presetNames)
    }
    let spec = try NetworkSpec(parsing: text.addingOutput(symbols: symbols))
    guard spec.symbolCount == symbols else {
      throw TrainingPlanError.wrongOutputs(spec.symbolCount, needed: symbols)
    }
    return spec
  }
}
