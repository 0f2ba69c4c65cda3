import LegibleSynthesis
import LegibleTensors
import Testing

@Suite struct LabelTextsTests {
  @Test func textsAreLabelsOrAreBuiltLikeThem() {
    let labels = ["AB-12", "CD-34 x"]
    let texts = LabelTexts(labels)
    var random = RandomSource(seed: 1)
    let drawn = (0..<2000).map { _ in texts.draw(using: &random) }
    // A label is drawn half of the time, and now and then by chance.
    let own = drawn.count { labels.contains($0) }
    #expect((950...1150).contains(own))
    let built = drawn.map { text in
      text.map { character in
        "ABCD".contains(character) ? "A" : "1234".contains(character) ? "1" : String(character)
      }.joined()
    }
    #expect(Set(built) == ["AA-11", "AA-11 x"])
    // Capitals and figures of one label come in the other, too.
    #expect(drawn.contains { $0.hasPrefix("C") && $0.count == 5 })
    #expect(Set(drawn).count > 100)
  }

  @Test func withoutLabelsThereAreNoTexts() {
    #expect(LabelTexts([]).isEmpty)
    #expect(!LabelTexts(["a"]).isEmpty)
  }
}
