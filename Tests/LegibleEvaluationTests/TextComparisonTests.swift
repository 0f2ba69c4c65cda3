import LegibleEvaluation
import Testing

@Suite struct TextComparisonTests {
  @Test func charactersAreCountedByTheirClass() {
    let comparison = TextComparison(label: "Ab 12-\u{20AC}\u{5B57}", prediction: "AB 13\u{20AC}\u{5B57}x")
    func found(_ symbols: SymbolClass) -> [Int] {
      comparison.classes[symbols].map { [$0.characters, $0.read] } ?? []
    }
    #expect(found(.capitals) == [1, 1])
    #expect(found(.smallLetters) == [1, 0])
    #expect(found(.spaces) == [1, 1])
    #expect(found(.digits) == [2, 1])
    #expect(found(.punctuation) == [1, 0])
    #expect(found(.symbols) == [1, 1])
    #expect(found(.otherLetters) == [1, 1])
    #expect(comparison.characterEdits == 4)
    #expect(!comparison.isExact && !comparison.isAlphanumericExact)
  }

  @Test func capitalsDoNotCountAmongAlphanumerics() {
    let comparison = TextComparison(label: "O.K.", prediction: "ok")
    #expect(!comparison.isExact && comparison.isAlphanumericExact)
    #expect(comparison.oneMinusNED == 1)
    #expect(comparison.classes[.capitals]?.read == 0)
  }
}
