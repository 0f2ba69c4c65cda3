import Foundation
import LegibleCTC
import LegibleTensors
import Testing

@Suite struct CTCLossTests {
  /// `[columns, symbols]`, uniform in `-spread...spread`.
  private func logits(_ columns: Int, _ symbols: Int, spread: Float, seed: UInt64) -> [Float] {
    var source = RandomSource(seed: seed)
    return (0..<columns * symbols).map { _ in source.uniform(in: -spread...spread) }
  }

  @Test(arguments: [(1, 2), (1, 4), (2, 3), (3, 4), (4, 3), (5, 3), (6, 2), (6, 4)])
  func isTheSumOverAllAlignments(columns: Int, symbols: Int) throws {
    let logits = logits(columns, symbols, spread: 3, seed: UInt64(columns * 10 + symbols))
    let posteriors = posteriors(logits, symbols: symbols)
    // Of every text: its probability, and the probability that it is read with symbol k in column t.
    var total: [[Int32]: Double] = [:]
    var occupied: [[Int32]: [Double]] = [:]
    everyAlignment(columns: columns, symbols: symbols) { path, text in
      let probability = probability(of: path, posteriors)
      total[text, default: 0] += probability
      for (column, symbol) in path.enumerated() {
        occupied[text, default: Array(repeating: 0, count: columns * symbols)][
          column * symbols + Int(symbol)] += probability
      }
    }
    #expect(abs(total.values.reduce(0, +) - 1) < 1e-12)

    var ctc = CTCLoss()
    // Every text of up to `columns + 1` symbols: those without an alignment are infeasible.
    var labels: [[Int32]] = [[]]
    var start = 0
    for _ in 0...columns {
      let end = labels.count
      for index in start..<end {
        for symbol in 1..<Int32(symbols) { labels.append(labels[index] + [symbol]) }
      }
      start = end
    }
    var feasible = 0
    for label in labels {
      let (loss, gradient) = ctc(logits: logits, symbols: symbols, label: label)
      guard let probability = total[label], let occupied = occupied[label] else {
        #expect(loss == .infinity)
        #expect(gradient.allSatisfy { $0 == 0 })
        #expect(CTC.requiredColumns(label) > columns)
        continue
      }
      feasible += 1
      #expect(CTC.requiredColumns(label) <= columns)
      // Float softmax normalisers: 2 ulp a column.
      #expect(abs(loss + log(probability)) < 1e-6)
      for index in gradient.indices {
        let expected = posteriors[index / symbols][index % symbols] - occupied[index] / probability
        #expect(abs(Double(gradient[index]) - expected) < 5e-7)
      }
    }
    #expect(feasible == total.count)
  }

  @Test func gradientAgreesWithCentralDifferences() {
    let columns = 9
    let symbols = 6
    var ctc = CTCLoss()
    for (seed, label) in [[1, 2, 2, 5], [3, 3, 3], [], [4]].enumerated() {
      let logits = logits(columns, symbols, spread: 2, seed: UInt64(seed))
      let (_, gradient) = ctc(logits: logits, symbols: symbols, label: label.map(Int32.init))
      for index in logits.indices {
        // A power of two near 0.004, so that the shifted logits are exact to a bit or two. The difference
        // errs by step^2/6 times the third derivative (below 1) and by the loss's 1e-6 over the step.
        let step: Float = 0x1p-8
        var shifted = logits
        shifted[index] = logits[index] + step
        let above = ctc(logits: shifted, symbols: symbols, label: label.map(Int32.init)).loss
        let width = Double(shifted[index])
        shifted[index] = logits[index] - step
        let below = ctc(logits: shifted, symbols: symbols, label: label.map(Int32.init)).loss
        let slope = (above - below) / (width - Double(shifted[index]))
        #expect(abs(slope - Double(gradient[index])) < 2e-4)
      }
    }
  }

  @Test func agreesWithPyTorch() throws {
    struct Golden: Decodable {
      let name: String
      let symbols: Int
      let label: [Int32]
      let logits: [Float]
      let loss: Double
      let gradient: [Double]
    }
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Goldens/ctc.json")
    let goldens = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
    #expect(goldens.count == 7)
    var ctc = CTCLoss()
    for golden in goldens {
      let (loss, gradient) = ctc(logits: golden.logits, symbols: golden.symbols, label: golden.label)
      #expect(abs(loss - golden.loss) < 1e-6 * max(1, golden.loss), "\(golden.name)")
      #expect(gradient.count == golden.gradient.count)
      for (value, expected) in zip(gradient, golden.gradient) {
        #expect(abs(Double(value) - expected) < 1e-6, "\(golden.name)")
      }
    }
  }

  @Test func emptyLabelIsTheProductOfTheBlanks() {
    let logits = logits(7, 5, spread: 4, seed: 3)
    var ctc = CTCLoss()
    let expected = posteriors(logits, symbols: 5).reduce(0) { $0 - log($1[0]) }
    #expect(abs(ctc(logits: logits, symbols: 5, label: []).loss - expected) < 1e-6)
  }

  @Test func noColumnsHoldTheEmptyLabelOnly() {
    var ctc = CTCLoss()
    #expect(ctc(logits: [], symbols: 3, label: []).loss == 0)
    #expect(ctc(logits: [], symbols: 3, label: [1]).loss == .infinity)
  }

  @Test func requiredColumnsCountTheBlanksBetweenEqualNeighbours() {
    #expect(CTC.requiredColumns([]) == 0)
    #expect(CTC.requiredColumns([1, 2, 3]) == 3)
    #expect(CTC.requiredColumns([1, 1, 1, 2, 1]) == 7)
  }

  @Test func labelThatJustFitsIsFiniteAndOneColumnLessIsNot() {
    var ctc = CTCLoss()
    let label: [Int32] = [1, 1, 2, 2]
    #expect(ctc(logits: logits(6, 3, spread: 1, seed: 1), symbols: 3, label: label).loss.isFinite)
    let (loss, gradient) = ctc(logits: logits(5, 3, spread: 1, seed: 1), symbols: 3, label: label)
    #expect(loss == .infinity)
    #expect(gradient == Array(repeating: 0, count: 15))
  }

  @Test func certainLogitsGiveZeroOrTheirWholeMargin() {
    // Every column is certain of one symbol by a margin of 160 nats: e^-160 is far below the smallest Float.
    let path = [0, 1, 1, 0, 2, 0]
    let logits = path.flatMap { certain in (0..<3).map { $0 == certain ? Float(80) : -80 } }
    var ctc = CTCLoss()

    let right = ctc(logits: logits, symbols: 3, label: [1, 2])
    #expect(right.loss == 0)
    #expect(right.gradient.allSatisfy { $0 == 0 })

    // The other order has to go against some columns, each at the whole margin.
    let wrong = ctc(logits: logits, symbols: 3, label: [2, 1])
    var best = Double.infinity
    everyAlignment(columns: 6, symbols: 3) { candidate, text in
      if text == [2, 1] {
        best = min(best, zip(candidate, path).reduce(0) { $0 + (Int($1.0) == $1.1 ? 0 : 160) })
      }
    }
    // The best alignments dominate; there are at most 3^6 of them.
    #expect(wrong.loss <= best && wrong.loss > best - 6 * log(3))
    #expect(wrong.gradient.allSatisfy { $0.isFinite && abs($0) <= 1 })
    #expect(wrong.gradient.contains { $0 < -0.1 })
  }

  @Test func tenThousandSymbolsAndAnUnlikelyLabelStayExact() {
    let columns = 40
    let symbols = 10_000
    // Flat logits: every one of the paths has probability symbols^-columns, and there are C(columns + n, 2n)
    // of them for a label of n different symbols.
    let logits = [Float](repeating: 2.5, count: columns * symbols)
    var ctc = CTCLoss()
    let (loss, gradient) = ctc(logits: logits, symbols: symbols, label: [9_999, 17, 5_000])
    let paths = (1...6).reduce(1.0) { $0 * Double(columns + 3 - 6 + $1) / Double($1) }
    let expected = Double(columns) * log(Double(symbols)) - log(paths)
    #expect(abs(loss - expected) < 1e-6 * expected)
    for row in stride(from: 0, to: gradient.count, by: symbols) {
      #expect(abs(gradient[row..<row + symbols].reduce(0) { $0 + Double($1) }) < 1e-6)
    }
  }

  @Test func gradientRowsSumToZero() {
    var ctc = CTCLoss()
    for (seed, symbols) in [5, 8, 37, 96, 400].enumerated() {
      let logits = logits(32, symbols, spread: 20, seed: UInt64(seed))
      let (_, gradient) = ctc(logits: logits, symbols: symbols, label: [1, 2, 2, 4, 3, 1])
      for row in stride(from: 0, to: gradient.count, by: symbols) {
        #expect(abs(gradient[row..<row + symbols].reduce(0) { $0 + Double($1) }) < 1e-6)
      }
    }
  }

  @Test func shiftingARowOfLogitsChangesNothing() {
    var ctc = CTCLoss()
    let logits = logits(8, 5, spread: 3, seed: 11)
    let shifted = logits.enumerated().map { $0.element + Float(64 * ($0.offset / 5)) }
    let a = ctc(logits: logits, symbols: 5, label: [1, 2])
    let b = ctc(logits: shifted, symbols: 5, label: [1, 2])
    // The shift by up to 448 rounds the logits themselves to 2^-15 / 2, in each of eight rows.
    #expect(abs(a.loss - b.loss) < 2.5e-4)
  }

  @Test func theWorkspaceLeavesNoTrace() {
    let long = logits(30, 12, spread: 5, seed: 1)
    let short = logits(6, 4, spread: 5, seed: 2)
    var fresh = CTCLoss()
    let expected = fresh(logits: short, symbols: 4, label: [3, 1])

    var used = CTCLoss()
    _ = used(logits: long, symbols: 12, label: [1, 1, 5, 11, 7])
    _ = used(logits: [Float](repeating: .nan, count: 48), symbols: 4, label: [2, 2, 1])
    let result = used(logits: short, symbols: 4, label: [3, 1])
    #expect(result.loss == expected.loss)
    #expect(result.gradient == expected.gradient)
  }

  @Test func lossAloneIsTheSameLossAndLeavesTheLogits() {
    let logits = logits(10, 7, spread: 3, seed: 4)
    var ctc = CTCLoss()
    let expected = ctc(logits: logits, symbols: 7, label: [1, 6]).loss
    #expect(ctc(logits: logits, columns: 10, symbols: 7, label: [1, 6]) == expected)
    var gradient = [Float](repeating: .nan, count: 70)
    #expect(ctc(logits: logits, columns: 10, symbols: 7, label: [1, 6], gradient: &gradient) == expected)
    #expect(gradient == ctc(logits: logits, symbols: 7, label: [1, 6]).gradient)
  }

  @Test(arguments: [Float.nan, .infinity])
  func logitsThatAreNotFiniteGiveALossThatIsNotFinite(bad: Float) {
    var logits = logits(5, 4, spread: 1, seed: 1)
    logits[9] = bad
    var ctc = CTCLoss()
    #expect(!ctc(logits: logits, symbols: 4, label: [1, 2]).loss.isFinite)
  }
}
