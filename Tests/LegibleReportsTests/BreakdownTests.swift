import LegibleReports
import Testing

@Suite struct BreakdownTests {
  private func crop(_ label: String, _ prediction: String, aspect: Double = 2.5) -> EvaluatedCrop {
    EvaluatedCrop(path: "x.png", label: label, prediction: prediction, confidence: 1, aspect: aspect)
  }

  private func words(_ breakdown: Breakdown) -> [String] {
    breakdown.groups.map { "\($0.name): \($0.count), \($0.right)" }
  }

  @Test func cropsFallIntoGroupsByTheirLength() {
    let crops = [
      "", "ab", "abc", "abcd", String(repeating: "x", count: 40), String(repeating: "y", count: 41),
    ]
    let breakdown = Breakdown.byLength(crops.map { crop($0, $0 == "abc" ? "" : $0) })
    #expect(
      words(breakdown) == ["1 to 2: 2, 1.0", "3 to 4: 2, 0.5", "21 to 40: 1, 1.0", "41 and more: 1, 1.0"])
    #expect(breakdown.groups[1].interval == 0...1)
    #expect(breakdown.groups[0].interval == 1...1)
  }

  @Test func cropsFallIntoGroupsByTheirShape() {
    let crops = [0.2, 1, 1.99, 2, 9.9, 10, 500].map { crop("a", $0 < 1 ? "b" : "a", aspect: $0) }
    #expect(
      words(Breakdown.byAspect(crops)) == [
        "below 1: 1, 0.0", "1 up to 2: 2, 1.0", "2 up to 3: 1, 1.0", "6 up to 10: 1, 1.0",
        "10 and more: 2, 1.0",
      ])
  }

  @Test func charactersAreCountedByTheirKind() {
    let breakdown = Breakdown.bySymbolClass([crop("aB1", "aB2"), crop("ab", "ab"), crop("7", "7")])
    #expect(words(breakdown) == ["small letters: 3, 1.0", "capitals: 1, 1.0", "digits: 2, 0.5"])
  }

  @Test func ofNothingThereIsNothing() {
    #expect(Breakdown.byLength([]).groups.isEmpty && Breakdown.bySymbolClass([crop("", "x")]).groups.isEmpty)
  }
}
