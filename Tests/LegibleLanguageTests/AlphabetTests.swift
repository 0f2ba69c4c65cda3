import LegibleLanguage
import Testing

@Suite struct AlphabetTests {
  @Test func indicesFollowTheOrderAndLeaveZeroToTheBlank() throws {
    let alphabet = try Alphabet(["b", "a", " "])
    #expect(alphabet.symbolCount == 4)
    #expect(try alphabet.encode("a b") == [2, 3, 1])
    #expect(String([1, 1, 3, 2].map { alphabet[$0] }) == "bb a")
    #expect(alphabet.index(of: "b") == 1)
    #expect(alphabet.index(of: "c") == nil)
    #expect(alphabet[3] == " ")
  }

  @Test func printableASCIIHas95SymbolsInCodeOrder() throws {
    let alphabet = Alphabet.printableASCII
    #expect(alphabet.symbols.count == 95)
    #expect(alphabet.symbolCount == 96)
    #expect(try alphabet.encode(" !0Aa~") == [1, 2, 17, 34, 66, 95])
    let all = String(alphabet.symbols)
    #expect(try alphabet.encode(all) == Array(1...95))
    #expect(String((1...95).map { alphabet[$0] }) == all)
  }

  @Test func canonicalEquivalentsAreOneSymbolAndDecodeToTheAlphabetsSpelling() throws {
    let alphabet = try Alphabet(["e", "\u{E9}", "\u{C5}"])
    #expect(try alphabet.encode("e\u{301}\u{E9}e\u{212B}A\u{30A}") == [2, 2, 1, 3, 3])
    #expect([2, 3].map { Array(alphabet[$0].unicodeScalars) } == [["\u{E9}"], ["\u{C5}"]])
  }

  @Test func aSymbolMayBeACharacterOfSeveralCodePoints() throws {
    let alphabet = try Alphabet(["q\u{303}", "👩‍🔬", "q"])
    #expect(try alphabet.encode("qq\u{303}👩‍🔬") == [3, 1, 2])
  }

  @Test func emptyTextIsTheEmptyLabel() throws {
    #expect(try Alphabet.printableASCII.encode("") == [])
  }

  @Test func anUnknownCharacterIsNamedWithItsCodePointsAndPlace() throws {
    let composed = #expect(throws: UnknownCharacter.self) {
      try Alphabet.printableASCII.encode("caf\u{E9} \u{20AC}")
    }
    #expect(composed == UnknownCharacter(character: "é", position: 3))
    #expect(composed?.description == "\"é\" (U+00E9), character 4 of the text, is not in the alphabet")

    let combined = #expect(throws: UnknownCharacter.self) {
      try Alphabet.printableASCII.encode("q\u{303}")
    }
    #expect(
      combined?.description == "\"q\u{303}\" (U+0071 U+0303), character 1 of the text, is not in the alphabet"
    )

    let control = #expect(throws: UnknownCharacter.self) { try Alphabet.printableASCII.encode("a\u{1B}") }
    #expect(
      control?.description == #""\u{1B}" (U+001B), character 2 of the text, is not in the alphabet"#)
  }

  @Test func aHostileCharacterDoesNotFloodTheMessage() {
    let stacked = "a" + String(repeating: "\u{301}", count: 20)
    let error = #expect(throws: UnknownCharacter.self) { try Alphabet.printableASCII.encode(stacked) }
    #expect(
      error?.description.hasSuffix("U+0301 U+0301 ...), character 1 of the text, is not in the alphabet")
        == true)
  }

  @Test func listsThatAreNoAlphabetAreRejected() {
    func message(_ symbols: [String]) -> String? {
      #expect(throws: AlphabetError.self) { try Alphabet(symbols) }?.description
    }
    #expect(message([]) == "an alphabet needs at least one symbol")
    #expect(
      message(["a", "bc"]) == "symbol 2 of the alphabet is not one character but 2: U+0062 U+0063")
    #expect(message([""]) == "symbol 1 of the alphabet is not one character but 0: ")
    #expect(message(["a", "b", "a"]) == "symbols 1 and 3 of the alphabet are the same: \"a\" (U+0061)")
    #expect(
      message(["\u{E9}", "e\u{301}"])
        == "symbols 1 and 2 of the alphabet are the same: \"e\u{301}\" (U+0065 U+0301)")
    #expect(message(["a", "\n"]) == "symbol 2 of the alphabet is a control character: U+000A")
  }
}
