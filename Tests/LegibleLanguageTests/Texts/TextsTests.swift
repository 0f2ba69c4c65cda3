import LegibleLanguage
import TestSupport
import Testing

@Suite struct SymbolStreamTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func symbols(
    _ texts: String..., form: TextForm = .running, alphabet: String = "ab é"
  ) throws -> (symbols: [SymbolStream.Piece], unknown: Int) {
    let paths = try texts.enumerated().map { try folder.write("\($0.offset)", $0.element) }
    let alphabet = try Alphabet(alphabet.map { String($0) })
    var stream = try SymbolStream(paths, form: form, alphabet: alphabet)
    var pieces: [SymbolStream.Piece] = []
    while let next = try stream.next() { pieces += next.filter { !$0.symbols.isEmpty } }
    return (pieces, stream.unknown)
  }

  @Test(arguments: ["ab\nb\n", "ab\r\nb\r\n", "ab\rb", "\u{FEFF}ab\n\n\nb", "ab\n\r\nb"])
  func aLineIsATextWhateverEndsIt(text: String) throws {
    let stream = try symbols(text)
    #expect(stream.symbols.flatMap(\.symbols) == [1, 2, 0, 2, 0])
    #expect(stream.unknown == 0)
  }

  @Test func aFileEndsItsLastText() throws {
    #expect(try symbols("ab", "b", "", "a\n").symbols.flatMap(\.symbols) == [1, 2, 0, 2, 0, 1, 0])
  }

  @Test func charactersAreThoseOfTheirComposedForm() throws {
    #expect(try symbols("a\u{E9}\tb").symbols.flatMap(\.symbols) == [1, 4, 3, 2, 0])
    #expect(try symbols("ae\u{301}b").symbols.flatMap(\.symbols) == [1, 4, 2, 0])
  }

  @Test func aCharacterThatTheAlphabetLacksEndsItsText() throws {
    let stream = try symbols("abXXba\nX\n")
    #expect(stream.symbols.flatMap(\.symbols) == [1, 2, 0, 2, 1, 0])
    #expect(stream.unknown == 3)
  }

  @Test func countsAreTakenFromTheirColumn() throws {
    let stream = try symbols("ab\t3\nb\t3\na b\t1\n", form: .counted)
    #expect(stream.symbols.map(\.symbols) == [[1, 2, 0, 2, 0], [1, 3, 2, 0]])
    #expect(stream.symbols.map(\.count) == [3, 1])
  }

  @Test(arguments: ["ab\t3\nb\n", "ab\t3\nb\tx", "ab\t3\nb\t-1", "ab\t3\nb\t"])
  func aLineWithoutACountIsNamed(text: String) throws {
    let error = #expect(throws: TextError.self) { _ = try symbols(text, form: .counted) }
    #expect(
      error?.description
        == "\(folder.file("0")):2: not a text, a tab, and how often it was seen; give counts in that form, or text "
        + "without them")
  }

  @Test func bytesThatAreNoTextAreRefused() throws {
    let path = try folder.write([0x61, 0x0A, 0xE9, 0x0A])
    var stream = try SymbolStream([path], alphabet: .printableASCII)
    let error = #expect(throws: TextError.self) { while try stream.next() != nil {} }
    #expect(error?.description == "\(path): not text in UTF-8; convert it, for instance with iconv")
  }

  /// More than a piece, without an end or with few: memory is bounded and nothing is lost.
  @Test func aVeryLongLineIsOneText() throws {
    let stream = try symbols(String(repeating: "ab ", count: 800_000))
    let all = stream.symbols.flatMap(\.symbols)
    #expect(stream.symbols.count > 1)
    #expect(all.count == 2_400_001)
    #expect(all.firstIndex(of: 0) == 2_400_000)
    #expect((0..<2_400_000).allSatisfy { all[$0] == Int32($0 % 3) + 1 })
  }
}

@Suite struct CharacterCensusTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func countsCharactersAndOrdersThemByCodePoint() throws {
    let path = try folder.write("text", "ba\te\u{301}\nb a\r\n")
    let census = try CharacterCensus([path])
    #expect(census.counts == ["a": 2, "b": 2, " ": 2, "é": 1])
    #expect(census.total == 7)
    #expect(census.alphabet()?.symbols == [" ", "a", "b", "é"])
    #expect(census.alphabet(share: 0.2)?.symbols == [" ", "a", "b"])
  }

  @Test func theColumnOfCountsIsNoText() throws {
    #expect(
      try CharacterCensus([folder.write("list", "ab\t12\n")], form: .counted).counts == ["a": 1, "b": 1])
  }

  @Test func whatShowsNothingIsNoSymbol() throws {
    let path = try folder.write("text", "a\u{200B}b\u{7}\u{FEFF}")
    #expect(try CharacterCensus([path]).alphabet()?.symbols == ["a", "b"])
    #expect(try CharacterCensus([folder.write("empty", "\n\n")]).alphabet() == nil)
  }
}

@Suite struct HeldOutTextsTests {
  private func heldOut(_ pieces: [[Int32]], every: Int) -> (learned: [Int32], heldOut: [Int32]) {
    var (parting, learned, out) = (HeldOutTexts(every: every), [Int32](), [Int32]())
    for piece in pieces {
      for part in parting.parts(of: piece) {
        if part.isHeldOut { out += part.symbols } else { learned += part.symbols }
      }
    }
    return (learned, out)
  }

  @Test func ofEveryThreeTextsTheLastIsHeldOut() {
    let stream: [Int32] = [1, 0, 2, 0, 3, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0]
    let whole = heldOut([stream], every: 3)
    #expect(whole.heldOut == [3, 3, 0, 6, 0])
    #expect(whole.learned == [1, 0, 2, 0, 4, 0, 5, 0, 7, 0])
    for size in 1...6 {
      let pieces = stride(from: 0, to: stream.count, by: size).map {
        Array(stream[$0..<min($0 + size, stream.count)])
      }
      #expect(heldOut(pieces, every: 3) == whole)
    }
  }
}
