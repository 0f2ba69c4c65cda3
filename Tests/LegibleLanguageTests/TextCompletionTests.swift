import Foundation
import LegibleLanguage
import LegibleTensors
import Testing

@Suite struct TextCompletionTests {
  /// All texts of up to `limit` more characters, with their ends' and their own probability, the slow way.
  private func enumerated(_ model: NGramModel, after beginning: [Int32], limit: Int) -> [TextCompletion] {
    var (open, ended) = ([([Int32](), 0.0)], [TextCompletion]())
    for _ in 0..<limit {
      var next: [([Int32], Double)] = []
      for (symbols, log) in open {
        for (symbol, probability) in model.probabilities(after: beginning + symbols).enumerated() {
          let sum = log + Foundation.log(probability)
          if symbol == 0 {
            ended.append(TextCompletion(symbols: symbols, logProbability: Float(sum), isEnded: true))
          } else {
            next.append((symbols + [Int32(symbol)], sum))
          }
        }
      }
      open = next
    }
    let rest = open.map { TextCompletion(symbols: $0.0, logProbability: Float($0.1), isEnded: false) }
    return (ended + rest).sorted { $0.logProbability > $1.logProbability }
  }

  @Test(arguments: [[], [1], [2, 3]] as [[Int32]])
  func theBestTextsAreThoseOfAllTexts(beginning: [Int32]) throws {
    let model = try model(randomTexts(60, symbols: 4, seed: 11), order: 3, symbolCount: 4)
    let all = enumerated(model, after: beginning, limit: 5)
    // Wide enough for every text.
    let found = model.bestCompletions(of: beginning, count: 6, limit: 5, width: 1000)
    for (found, expected) in zip(found, all.prefix(6)) {
      #expect(found.symbols == expected.symbols && found.isEnded == expected.isEnded)
      #expect(abs(found.logProbability - expected.logProbability) < 1e-4)
    }
    #expect(found.count == 6)
  }

  @Test func drawnTextsHaveTheModelsProbabilities() throws {
    let model = try model(randomTexts(60, symbols: 4, seed: 12), order: 2, symbolCount: 4)
    var random = RandomSource(seed: 1)
    var firsts = [Double](repeating: 0, count: 4)
    for _ in 0..<4000 {
      let text = model.completion(of: [2], limit: 1, temperature: 1, using: &random)
      firsts[Int(text.symbols.first ?? 0)] += 1 / 4000
      #expect(text.isEnded == text.symbols.isEmpty)
    }
    // Four standard deviations of a share of 4,000 draws.
    for (share, probability) in zip(firsts, model.probabilities(after: [2])) {
      #expect(abs(share - probability) < 4 * (probability * (1 - probability) / 4000).squareRoot())
    }
  }

  @Test func withoutTemperatureTheMostProbableCharacterIsTaken() throws {
    let model = try model(randomTexts(60, symbols: 5, seed: 13), order: 3, symbolCount: 5)
    var random = RandomSource(seed: 1)
    let text = model.completion(of: [], limit: 8, temperature: 0, using: &random)
    var expected: [Int32] = []
    while expected.count < 8 {
      let probabilities = model.probabilities(after: expected)
      let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
      if best == 0 { break }
      expected.append(Int32(best))
    }
    #expect(text.symbols == expected)
  }
}

@Suite struct CrossEntropyTests {
  @Test func aModelThatKnowsNothingNeedsTheBitsOfItsSymbols() throws {
    let model = try model([], order: 2, symbolCount: 8)
    var (entropy, states) = (CrossEntropy(), model.makeStates(capacity: 1))
    states.start(row: 0)
    #expect(entropy.bitsPerCharacter == nil)
    entropy.add([1, 2, 3, 0], count: 5, states: &states)
    #expect(entropy.characters == 20)
    #expect(abs((entropy.bitsPerCharacter ?? 0) - 3) < 1e-6)
  }

  @Test func itIsTheMeanOfTheLogarithms() throws {
    let texts = randomTexts(80, symbols: 6, seed: 14)
    let model = try model(texts, order: 3, symbolCount: 6)
    var (entropy, states, expected, count) = (CrossEntropy(), model.makeStates(capacity: 1), 0.0, 0.0)
    states.start(row: 0)
    for text in texts.prefix(10) {
      entropy.add(text + [0], states: &states)
      for end in 0...text.count {
        let next = end < text.count ? text[end] : 0
        expected -= log2(model.probabilities(after: Array(text.prefix(end)))[Int(next)])
        count += 1
      }
    }
    #expect(abs((entropy.bitsPerCharacter ?? 0) - expected / count) < 1e-5)
  }

  /// Texts of different lengths, an empty one among them, followed by any number of rows.
  @Test(arguments: [1, 2, 5, 40])
  func textsSideBySideComeToTheSame(rows: Int) throws {
    let texts = randomTexts(30, symbols: 6, seed: 15)
    let model = try model(texts, order: 3, symbolCount: 6)
    var (alone, states) = (CrossEntropy(), model.makeStates(capacity: rows))
    states.start(row: 0)
    for text in texts { alone.add(text + [0], states: &states) }
    var together = CrossEntropy()
    together.add(texts: texts.map { $0 + [0] } + [[]], states: &states, rows: rows)
    #expect(together.characters == alone.characters)
    let difference = try #require(together.bitsPerCharacter) - #require(alone.bitsPerCharacter)
    #expect(abs(difference) < 1e-9)
  }
}
