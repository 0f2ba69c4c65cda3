import Legible
import LegibleImages
import LegibleTensors
import Testing

@Suite struct ColumnPosteriorsTests {
  private func pictures() -> [Image] {
    var random = RandomSource(seed: 6)
    return (0..<30).map { _ in
      let (width, height) = (Int(random.uniform(in: 20...300)), Int(random.uniform(in: 10...60)))
      return Image(
        width: width, height: height, pixels: (0..<width * height).map { _ in UInt8(random.uniform() * 255) })
    }
  }

  /// What the columns write, equal neighbours taken once, is what best path decoding reads.
  @Test func theColumnsSayWhatIsRead() throws {
    let recognizer = try nonsenseRecognizer(scale: 60)
    var texts: Set<String> = []
    for picture in pictures() {
      let columns = recognizer.posteriors(of: picture).columns
      var text = ""
      for (index, column) in columns.enumerated() {
        guard let written = column.written else { continue }
        if index == 0 || columns[index - 1].written != written { text.append(written) }
      }
      let read = recognizer.recognize(picture)
      #expect(text == read.text)
      texts.insert(text)
    }
    #expect(texts.count > 10, "nonsense, but different nonsense")
  }

  @Test func probabilitiesAreOrderedAndAddUp() throws {
    let recognizer = try nonsenseRecognizer(scale: 5)
    for picture in pictures() {
      // All five symbols of the alphabet, so that with the blank nothing is left out.
      for column in recognizer.posteriors(of: picture, limit: 9).columns {
        let probabilities = column.best.map(\.probability)
        #expect(probabilities.count == 5 && Set(column.best.map(\.character)).count == 5)
        #expect(probabilities == probabilities.sorted(by: >))
        #expect(abs(probabilities.reduce(column.blank, +) - 1) < 1e-5)
      }
      let (all, few) = (
        recognizer.posteriors(of: picture, limit: 9), recognizer.posteriors(of: picture, limit: 2)
      )
      for (all, few) in zip(all.columns, few.columns) {
        #expect(few.best.map(\.character) == all.best.prefix(2).map(\.character))
      }
    }
  }

  @Test func moreTextsAreGivenForTheAsking() throws {
    let recognizer = try nonsenseRecognizer(scale: 5)
    for picture in pictures().prefix(5) {
      #expect(recognizer.recognize(picture).candidates.count == 1)
      let candidates = recognizer.giving(candidates: 4).recognize(picture).candidates
      #expect(candidates.count == 4 && Set(candidates.map(\.string)).count == 4)
    }
  }
}
