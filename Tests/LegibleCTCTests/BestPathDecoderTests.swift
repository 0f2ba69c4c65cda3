import Foundation
import LegibleCTC
import LegibleTensors
import Testing

@Suite struct BestPathDecoderTests {
  private func decode(_ posteriors: [[Float]]) -> DecodedText {
    var decoder = BestPathDecoder()
    let logits = posteriors.flatMap { $0.map { log($0) } }
    decoder.decode(logits: logits, columns: posteriors.count, symbols: posteriors.first?.count ?? 1)
    return decoder.candidates[0]
  }

  @Test func runsCollapseAndBlanksPartEqualSymbols() {
    let text = decode([
      [0.5, 0.25, 0.25],
      [0.25, 0.5, 0.25],
      [0.125, 0.75, 0.125],
      [0.25, 0.5, 0.25],
      [0.75, 0.125, 0.125],
      [0.125, 0.625, 0.25],
      [0.125, 0.25, 0.625],
    ])
    #expect(text.label == [1, 1, 2])
    #expect(text.symbols.map(\.columns) == [1..<4, 5..<6, 6..<7])
    for (confidence, expected) in zip(text.symbols.map(\.confidence), [0.75, 0.625, 0.625] as [Float]) {
      #expect(abs(confidence - expected) < 1e-6)
    }
  }

  @Test func confidenceIsTheProbabilityOfTheTextOverAllItsAlignments() {
    var source = RandomSource(seed: 8)
    for columns in 1...6 {
      let logits = (0..<columns * 4).map { _ in source.uniform(in: -2...2) }
      let posteriors = posteriors(logits, symbols: 4)
      var total: [[Int32]: Double] = [:]
      var best: (path: [Int32], probability: Double) = ([], 0)
      everyAlignment(columns: columns, symbols: 4) { path, text in
        let probability = probability(of: path, posteriors)
        total[text, default: 0] += probability
        if probability > best.probability { best = (path, probability) }
      }
      var decoder = BestPathDecoder()
      decoder.decode(logits: logits, columns: columns, symbols: 4)
      let text = decoder.candidates[0]
      #expect(text.label == collapsed(best.path))
      #expect(abs(Double(text.confidence) - total[text.label]!) < 1e-6)
      #expect(Double(text.confidence) >= best.probability - 1e-6)
    }
  }

  @Test func blanksAloneAreTheEmptyText() {
    let text = decode([[0.5, 0.25, 0.25], [0.75, 0.125, 0.125]])
    #expect(text.symbols.isEmpty)
    #expect(abs(text.confidence - 0.375) < 1e-6)
    #expect(decode([]) == DecodedText(symbols: [], confidence: 1))
  }

  @Test func tiesGoToTheLowestIndex() {
    #expect(decode([[0.25, 0.25, 0.25, 0.25]]).label == [])
    #expect(decode([[0.1, 0.3, 0.3, 0.3]]).label == [1])
  }

  @Test func certainColumnsHaveConfidenceOne() {
    var decoder = BestPathDecoder()
    let logits = [0, 2, 2, 1].flatMap { certain in (0..<3).map { $0 == certain ? Float(80) : -80 } }
    decoder.decode(logits: logits, columns: 4, symbols: 3)
    let text = decoder.candidates[0]
    #expect(
      text
        == DecodedText(
          symbols: [
            DecodedSymbol(index: 2, confidence: 1, columns: 1..<3),
            DecodedSymbol(index: 1, confidence: 1, columns: 3..<4),
          ], confidence: 1))
  }

  /// The memory of a longer text is used again; nothing of it shows.
  @Test func nothingOfOneTextReachesTheNext() {
    var used = BestPathDecoder()
    for symbols in [[1, 0, 2, 2], [], [0], [2, 1]] {
      let logits = symbols.flatMap { certain in (0..<3).map { $0 == certain ? Float(3) : -1 } }
      var fresh = BestPathDecoder()
      used.decode(logits: logits, columns: symbols.count, symbols: 3)
      fresh.decode(logits: logits, columns: symbols.count, symbols: 3)
      #expect(used.candidates == fresh.candidates)
    }
  }
}
