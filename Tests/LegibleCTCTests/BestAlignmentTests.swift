import LegibleCTC
import LegibleTensors
import Testing

@Suite struct BestAlignmentTests {
  @Test(arguments: [(1, 3), (3, 3), (5, 3), (6, 3), (6, 4)])
  func isTheMostProbableOfAllAlignments(columns: Int, symbols: Int) throws {
    var source = RandomSource(seed: UInt64(columns * 10 + symbols))
    let logits = (0..<columns * symbols).map { _ in source.uniform(in: -3...3) }
    let posteriors = posteriors(logits, symbols: symbols)
    var best: [[Int32]: (path: [Int32], probability: Double)] = [:]
    everyAlignment(columns: columns, symbols: symbols) { path, text in
      let probability = probability(of: path, posteriors)
      if probability > best[text]?.probability ?? 0 { best[text] = (path, probability) }
    }
    for (label, best) in best {
      let ranges = try #require(
        CTC.bestAlignment(logits: logits, columns: columns, symbols: symbols, label: label))
      #expect(ranges.count == label.count)
      var path = [Int32](repeating: 0, count: columns)
      for (symbol, range) in zip(label, ranges) {
        for column in range {
          #expect(path[column] == 0)
          path[column] = symbol
        }
      }
      #expect(path == best.path)
    }
  }

  @Test func certainColumnsAreFound() {
    let path: [Int] = [0, 1, 1, 0, 1, 2, 2, 0]
    let logits = path.flatMap { certain in (0..<3).map { $0 == certain ? Float(80) : -80 } }
    #expect(
      CTC.bestAlignment(logits: logits, columns: 8, symbols: 3, label: [1, 1, 2]) == [1..<3, 4..<5, 5..<7])
  }

  @Test func labelsThatDoNotFitHaveNone() {
    let logits = [Float](repeating: 0, count: 6)
    #expect(CTC.bestAlignment(logits: logits, columns: 2, symbols: 3, label: [1, 1]) == nil)
    #expect(CTC.bestAlignment(logits: logits, columns: 2, symbols: 3, label: [1, 2]) == [0..<1, 1..<2])
    #expect(CTC.bestAlignment(logits: logits, columns: 2, symbols: 3, label: []) == [])
    #expect(CTC.bestAlignment(logits: logits, columns: 0, symbols: 3, label: []) == [])
    #expect(CTC.bestAlignment(logits: logits, columns: 0, symbols: 3, label: [1]) == nil)
  }
}
