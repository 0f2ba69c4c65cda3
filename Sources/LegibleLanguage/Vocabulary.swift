/// What the outputs of a network stand for, and how labels become their numbers.
package enum Vocabulary: Sendable, Equatable {
  /// Characters that texts are written in; output 0 is the CTC blank.
  case characters(Alphabet)
  /// Classes of whole crops.
  case classes(ClassNames)

  /// - Throws: ``AlphabetError`` or ``ClassNamesError``.
  package init(names: [String], areClasses: Bool) throws {
    self = areClasses ? .classes(try ClassNames(names)) : .characters(try Alphabet(names))
  }

  /// Nil where the outputs are classes.
  package var alphabet: Alphabet? {
    if case .characters(let alphabet) = self { alphabet } else { nil }
  }

  /// The characters or the classes, in order.
  package var names: [String] {
    switch self {
    case .characters(let alphabet): alphabet.symbols.map { String($0) }
    case .classes(let classes): classes.names
    }
  }

  /// What each output stands for; nil for the blank.
  package var outputs: [String?] { alphabet == nil ? names : [nil] + names }

  /// The outputs that a label asks for: one for each of its characters, or one for its class.
  /// - Throws: ``UnknownCharacter`` or ``UnknownClass``.
  package func encode(_ label: String) throws -> [Int32] {
    switch self {
    case .characters(let alphabet): return try alphabet.encode(label)
    case .classes(let classes):
      guard let index = classes.index(of: label) else { throw UnknownClass(name: label) }
      return [index]
    }
  }
}
