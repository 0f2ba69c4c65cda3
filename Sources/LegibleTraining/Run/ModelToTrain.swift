import LegibleImages
import LegibleLanguage
import LegibleLayers
import LegibleModels

// What the options say of the model, worked out.

extension TrainingPlan {
  /// What the model shall be able to say: characters, or, where its network gives classes, the starting model's
  /// classes with the labels that it lacks, or the labels alone.
  /// - Parameters:
  ///   - spec: of the network, with any number of outputs.
  ///   - start: of the starting model.
  /// - Throws: `AlphabetError`, `ClassNamesError`, `TrainingPlanError` for options that do not fit the network.
  static func vocabulary(
    _ options: TrainingOptions, of spec: NetworkSpec, start: Vocabulary?, labels: [String]
  ) throws -> Vocabulary {
    guard spec.isClassifier else {
      if options.turned == true { throw TrainingPlanError.textsOfTurnedCrops }
      return .characters(try alphabet(options, start: start?.alphabet, labels: labels))
    }
    if options.alphabet != nil { throw TrainingPlanError.alphabetOfClasses }
    if options.turned == true { return .classes(try ClassNames(TextOrientation.allCases.map(\.rawValue))) }
    if options.syntheticShare > 0 { throw TrainingPlanError.classesOfSyntheticCrops }
    let known = start?.names ?? []
    let new = Set(labels.map { composed($0) }).subtracting(known).sorted()
    return .classes(try ClassNames(known + new))
  }

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

  /// The network of a preset or of a spec. An output layer that is missing is added: for classes where the spec ends in
  /// a summary of the columns, else for texts.
  /// - Returns: also whether it says how many outputs there are.
  /// - Throws: `TrainingPlanError`, `NetworkSpecError`.
  private static func network(_ text: String) throws -> (spec: NetworkSpec, saysOutputs: Bool) {
    if NetworkSpec.presetNames.contains(text) { return (try .preset(text, symbols: 2), false) }
    guard text.contains("[") else {
      throw TrainingPlanError.unknownNetwork(text, presets: NetworkSpec.presetNames)
    }
    guard !text.contains(Output.word), let end = text.lastIndex(of: "]") else {
      return (try NetworkSpec(parsing: text), true)
    }
    func ending(_ output: Output) throws(NetworkSpecError) -> NetworkSpec {
      try NetworkSpec(parsing: text[..<end] + " \(output)" + text[end...])
    }
    do {
      return (try ending(Output(symbols: 2)), false)
    } catch {
      if let spec = try? ending(Output(classes: 2)) { return (spec, false) }
      throw error
    }
  }

  /// The network of a preset or of a spec, with the outputs that a vocabulary needs.
  /// - Parameter vocabulary: given the network with any number of outputs.
  /// - Throws: `TrainingPlanError`, `NetworkSpecError`, what `vocabulary` throws.
  package static func spec(
    _ text: String, for vocabulary: (NetworkSpec) throws -> Vocabulary
  ) throws -> (spec: NetworkSpec, vocabulary: Vocabulary) {
    let (spec, saysOutputs) = try network(text)
    let vocabulary = try vocabulary(spec)
    let fitting = try spec.with(symbols: vocabulary.outputs.count)
    guard !saysOutputs || fitting == spec else {
      throw TrainingPlanError.wrongOutputs("\(spec.layers.last!)", needed: "\(fitting.layers.last!)")
    }
    return (fitting, vocabulary)
  }
}
