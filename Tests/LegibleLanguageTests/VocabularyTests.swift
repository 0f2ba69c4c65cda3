import LegibleLanguage
import Testing

@Suite struct VocabularyTests {
  @Test func labelsOfCharactersAreTheirNumbersBehindTheBlank() throws {
    let vocabulary = try Vocabulary(names: ["a", "b"], areClasses: false)
    #expect(vocabulary.outputs == [nil, "a", "b"])
    #expect(try vocabulary.encode("ba") == [2, 1])
    #expect(throws: UnknownCharacter.self) { try vocabulary.encode("bc") }
    #expect(vocabulary.alphabet?.symbols == ["a", "b"])
  }

  @Test func aLabelOfClassesIsOneOfThem() throws {
    let vocabulary = try Vocabulary(names: ["gas meter", "caf\u{E9}"], areClasses: true)
    #expect(vocabulary.outputs == ["gas meter", "caf\u{E9}"])
    #expect(try vocabulary.encode("gas meter") == [0])
    // As characters are, by canonical equivalence.
    #expect(try vocabulary.encode("cafe\u{301}") == [1])
    let error = #expect(throws: UnknownClass.self) { try vocabulary.encode("gas") }
    #expect(error?.description == "\"gas\" is none of the classes")
    #expect(vocabulary.alphabet == nil)
  }

  @Test(arguments: [
    ([], "at least two classes are needed to tell crops apart, and there are none"),
    (["a"], "at least two classes are needed to tell crops apart, and there is \"a\" alone"),
    (["a", ""], "a class without a name"),
    (["a", "b\n"], "the class \"b\\n\" has a control character in its name"),
    (["\u{E9}", "e\u{301}"], "two classes are called \"e\u{301}\""),
  ])
  func namesThatAreNoneAreRefused(names: [String], message: String) {
    let error = #expect(throws: ClassNamesError.self) { try ClassNames(names) }
    #expect(error?.description == message)
  }
}
