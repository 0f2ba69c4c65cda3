import LegibleCTC
import LegibleLanguage
import LegibleTensors
import Testing

@Suite struct PatternTests {
  let alphabet = Alphabet.printableASCII

  private func matches(_ pattern: String, _ text: String) throws -> Bool {
    try Pattern(pattern, alphabet: alphabet).automaton.contains(alphabet.encode(text))
  }

  static let cases: [(String, [String], [String])] = [
    ("[A-Z]{2}[0-9]{4}", ["AB1234", "ZZ0000"], ["A1234", "AB123", "AB12345", "ab1234", ""]),
    ("(GB|D|NL)-?\\d+", ["GB-1", "D22", "NL-9"], ["F1", "GB-", "-1", "GBD1"]),
    ("a?b*c+", ["c", "abbcc", "bc", "ac"], ["", "ab", "aac"]),
    ("[^a-y]", ["z", "A", "-"], ["a", "y", "zz", ""]),
    ("[]a-]", ["]", "a", "-"], ["b", "[]"]),
    (".", ["a", " ", "~"], ["", "ab"]),
    ("\\.\\\\\\[", [".\\["], [".[", "a\\["]),
    ("x{2,}", ["xx", "xxxxxxx"], ["x", ""]),
    ("x{0,2}", ["", "x", "xx"], ["xxx"]),
    ("x{1,3}y{2}", ["xyy", "xxxyy"], ["yy", "xxxxyy", "xy"]),
    ("(a|b)*(c|)", ["", "abba", "bc"], ["cc", "ca"]),
    ("((a|b)c){2}", ["acbc"], ["ac", "acb"]),
    ("\\w+\\s\\w+", ["two words", "A_1 2"], ["one", "a  b", "a-b c"]),
    ("", [""], ["a"]),
    ("1?[0-9]:[0-5][0-9]", ["9:59", "19:00"], ["29:00", "1:60"]),
    ("(a*)*b", ["b", "aaab"], ["a", ""]),
  ]

  @Test(arguments: cases)
  func aPatternIsTheSetOfItsTexts(pattern: String, inside: [String], outside: [String]) throws {
    for text in inside { #expect(try matches(pattern, text), "\(text)") }
    for text in outside { #expect(try !matches(pattern, text), "\(text)") }
  }

  static let wrong: [(String, Int, String)] = [
    ("ab(c", 2, "a ( without its )"),
    ("abc)", 3, "a ) without its ("),
    ("x[ab", 1, "a [ without its ]"),
    ("*a", 0, "* has nothing before it; \\* is the character"),
    ("a{x}", 1, "{ is followed by a number of times, {3}, or by two, {2,4}; \\{ is the character"),
    ("a{4,2}", 1, "the larger number of times comes second"),
    ("a{0}", 1, "the larger number of times comes second"),
    ("a{2000}", 1, "more than 1000 times"),
    ("a\\", 1, "\\ is followed by nothing"),
    ("\\q", 0, "\\q means nothing; without \\ it is the character"),
    ("ab\u{20AC}", 2, "the model cannot write \"\u{20AC}\""),
    ("a[\u{20AC}]", 1, "the model can write none of these characters"),
    ("[z-a]", 1, "z-a is no range: its ends are in the order of their code points"),
    ("a]", 1, "a ] without its beginning; \\] is the character"),
  ]

  @Test(arguments: wrong)
  func theErrorPointsAtTheCharacter(pattern: String, offset: Int, fact: String) {
    let error = #expect(throws: PatternError.self) { try Pattern(pattern, alphabet: alphabet) }
    #expect(error?.offset == offset)
    #expect(error?.fact == fact)
    #expect(
      error?.description == "\(fact)\n  \(pattern)\n  \(String(repeating: " ", count: offset))^")
  }

  @Test func aPatternBeyondAllMeasureIsRefusedSoon() {
    for pattern in ["((a{1000}){1000}){1000}", ".*a.{14}", String(repeating: "(", count: 100_000)] {
      #expect(throws: PatternError.self) { _ = try Pattern(pattern, alphabet: alphabet) }
    }
  }

  @Test func whatMustStillComeIsKnown() throws {
    let automaton = try Pattern("ab?c{3}", alphabet: alphabet).automaton
    #expect(automaton.needed(automaton.start) == 4)
    let symbols = try alphabet.encode("abc")
    let state = try #require(automaton.next(automaton.start, symbols[0]))
    #expect(automaton.needed(state) == 3)
    #expect(automaton.next(automaton.start, symbols[1]) == nil)
  }
}

@Suite struct SymbolAutomatonTests {
  @Test func aListOfWordsHoldsItsWordsAndNoOther() throws {
    var source = RandomSource(seed: 1)
    func word() -> [Int32] { (0..<Int(source.next() % 5)).map { _ in 1 + Int32(source.next() % 3) } }
    for _ in 0..<20 {
      let words = (0..<30).map { _ in word() }
      let automaton = try #require(SymbolAutomaton(words: words))
      for word in words { #expect(automaton.contains(word)) }
      for _ in 0..<100 {
        let other = word()
        #expect(automaton.contains(other) == words.contains(other))
      }
      #expect(automaton.needed(automaton.start) == words.map(\.count).min())
      // A state for each different beginning.
      let beginnings = Set(words.flatMap { word in (0...word.count).map { Array(word.prefix($0)) } })
      #expect(automaton.stateCount == beginnings.count)
    }
  }

  @Test func noWordsAreNoSet() { #expect(SymbolAutomaton(words: []) == nil) }
}
