import Foundation
import LegibleLanguage
import LegibleTensors
import Testing

/// `count` texts of random length over `symbols` symbols, in which the last two often say what comes next.
func randomTexts(_ count: Int, symbols: Int32, seed: UInt64) -> [[Int32]] {
  var random = RandomSource(seed: seed)
  return (0..<count).map { _ in
    var text: [Int32] = []
    while text.count < 12, !random.chance(0.15) {
      let next = text.suffix(2).reduce(0, +) % (symbols - 1) + 1
      text.append(random.chance(0.6) ? next : 1 + Int32(random.uniform() * Float(symbols - 1)))
    }
    return text
  }
}

/// An alphabet `a`, `b`, ... whose symbols with the end are so many.
func letters(_ symbolCount: Int32) throws -> Alphabet {
  try Alphabet((1..<UInt32(symbolCount)).map { String(Character(Unicode.Scalar(0x60 + $0)!)) })
}

func counts(_ texts: [[Int32]], order: Int, symbolCount: Int32) -> NGramCounts {
  var counts = NGramCounts(order: order, symbolCount: Int(symbolCount))
  for text in texts { counts.add(text + [0]) }
  return counts
}

func model(_ texts: [[Int32]], order: Int, symbolCount: Int32, limit: Int? = nil) throws -> NGramModel {
  var counts = counts(texts, order: order, symbolCount: symbolCount)
  return NGramModel(NGramTable(&counts, limit: limit), alphabet: try letters(symbolCount))
}

extension LanguageModel {
  /// P of each symbol after a text.
  func probabilities(after text: [Int32]) -> [Double] {
    var states = makeStates(capacity: 1)
    states.start(row: 0)
    for symbol in text { states.advance([.init(from: 0, symbol: symbol, to: 0)]) }
    return (0..<Int32(alphabet.symbolCount)).map { exp(Double(states.logProbability(of: $0, row: 0))) }
  }
}

@Suite struct NGramTests {
  @Test(arguments: 1...4)
  func theProbabilitiesAreThoseOfTheDefinition(order: Int) throws {
    // Few enough for a model of at most 256 different probabilities of each length, which loses nothing.
    let texts = randomTexts(30, symbols: 5, seed: UInt64(order))
    let model = try model(texts, order: order, symbolCount: 5)
    let plain = PlainKneserNey(texts, order: order, symbolCount: 5)
    var contexts = Set(texts.flatMap { text in (0...text.count).map { Array(text.prefix($0)) } })
    // Some that no text begins with.
    contexts.formUnion(randomTexts(20, symbols: 5, seed: 99))
    for context in contexts {
      for (symbol, probability) in model.probabilities(after: context).enumerated() {
        let expected = plain.probability(of: Int32(symbol), after: [0] + context)
        #expect(abs(probability - expected) < 2e-6, "\(symbol) after \(context)")
      }
    }
  }

  @Test(arguments: [nil, 3000, 900, 1])
  func probabilitiesAddUpToOneWhateverIsLeftOut(limit: Int?) throws {
    let texts = randomTexts(400, symbols: 20, seed: 3)
    let model = try model(texts, order: 5, symbolCount: 20, limit: limit)
    for text in texts.prefix(40) + randomTexts(20, symbols: 20, seed: 4) {
      let probabilities = model.probabilities(after: text)
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5)
      #expect(probabilities.allSatisfy { $0 > 0 })
    }
  }

  /// What is left out is what says least: half the size costs far less than a lower order of that size.
  @Test func aSmallerModelKeepsWhatSaysMost() throws {
    let texts = randomTexts(3000, symbols: 12, seed: 5)
    let heldOut = randomTexts(300, symbols: 12, seed: 6)
    func bits(_ model: NGramModel) -> Double {
      var (entropy, states) = (CrossEntropy(), model.makeStates(capacity: 1))
      states.start(row: 0)
      for text in heldOut { entropy.add(text + [0], states: &states) }
      return entropy.bitsPerCharacter ?? .infinity
    }
    let whole = try model(texts, order: 4, symbolCount: 12)
    var all = counts(texts, order: 4, symbolCount: 12)
    let half = NGramTable(&all).byteCount / 2
    let pruned = try model(texts, order: 4, symbolCount: 12, limit: half)
    #expect(pruned.sequenceCount < whole.sequenceCount * 6 / 10)
    #expect(pruned.levels.allSatisfy { !$0.symbols.isEmpty })
    #expect(bits(pruned) < bits(whole) + 0.02)
    #expect(bits(pruned) < (try bits(model(texts, order: 2, symbolCount: 12))))
  }

  @Test func aLimitThatHoldsAllChangesNothing() throws {
    let texts = randomTexts(100, symbols: 8, seed: 7)
    let whole = try model(texts, order: 4, symbolCount: 8)
    #expect(try model(texts, order: 4, symbolCount: 8, limit: 1 << 20).levels == whole.levels)
  }

  @Test func aTextThatIsSeenTwiceCountsAsTwo() throws {
    let texts = randomTexts(50, symbols: 6, seed: 8)
    let twice = try model(texts + texts, order: 3, symbolCount: 6)
    var counts = NGramCounts(order: 3, symbolCount: 6)
    for text in texts { counts.add(text + [0], count: 2) }
    #expect(counts.characters == UInt64(2 * texts.reduce(0) { $0 + $1.count + 1 }))
    #expect(NGramModel(NGramTable(&counts), alphabet: try letters(6)).levels == twice.levels)
  }

  @Test func aStreamMayComeInPieces() throws {
    let texts = randomTexts(50, symbols: 6, seed: 9)
    let stream: [Int32] = Array(texts.map { $0 + [0] }.joined())
    var counts = NGramCounts(order: 4, symbolCount: 6)
    for start in stride(from: 0, to: stream.count, by: 7) {
      counts.add(stream[start..<min(start + 7, stream.count)])
    }
    let whole = try model(texts, order: 4, symbolCount: 6)
    #expect(NGramModel(NGramTable(&counts), alphabet: try letters(6)).levels == whole.levels)
  }

  @Test func withoutATextAllSymbolsAreEquallyProbable() throws {
    let model = try model([], order: 3, symbolCount: 4)
    for probability in model.probabilities(after: [1, 2]) { #expect(abs(probability - 0.25) < 1e-6) }
  }

  @Test func theLongestOrderFollowsFromTheSymbols() {
    #expect(NGramCounts.largestOrder(symbolCount: 2) == 64)
    #expect(NGramCounts.largestOrder(symbolCount: 96) == 9)
    #expect(NGramCounts.largestOrder(symbolCount: 128) == 9)
    #expect(NGramCounts.largestOrder(symbolCount: 129) == 8)
    #expect(NGramCounts.largestOrder(symbolCount: 1024) == 6)
  }

  /// The keys of the longest order fill 63 of 64 bits.
  @Test func theLongestOrderIsCountedRightly() throws {
    let texts = randomTexts(20, symbols: 27, seed: 10)
    let order = NGramCounts.largestOrder(symbolCount: 128)
    var counts = NGramCounts(order: order, symbolCount: 128)
    for text in texts { counts.add(text.map { $0 + 100 } + [0]) }
    let alphabet = try Alphabet((1..<128).map { String(Character(Unicode.Scalar(0x400 + UInt32($0))!)) })
    let model = NGramModel(NGramTable(&counts), alphabet: alphabet)
    let plain = PlainKneserNey(texts.map { $0.map { $0 + 100 } }, order: order, symbolCount: 128)
    for text in texts.prefix(5) {
      let context = text.map { $0 + 100 }
      let probability = model.probabilities(after: context)[0]
      #expect(abs(probability - plain.probability(of: 0, after: [0] + context)) < 1e-5)
    }
  }
}

@Suite struct NGramStatesTests {
  @Test func rowsMovedTogetherAreAsRowsMovedAlone() throws {
    let model = try model(randomTexts(200, symbols: 7, seed: 1), order: 4, symbolCount: 7)
    var states = model.makeStates(capacity: 3)
    for row in 0..<3 { states.start(row: row) }
    states.advance([.init(from: 0, symbol: 1, to: 1), .init(from: 0, symbol: 2, to: 0)])
    // Rows change places, and one goes on in two ways.
    states.advance([
      .init(from: 0, symbol: 3, to: 1), .init(from: 1, symbol: 2, to: 0), .init(from: 1, symbol: 5, to: 2),
    ])
    for (row, text) in [[1, 2], [2, 3], [1, 5]].enumerated() {
      let expected = model.probabilities(after: text.map { Int32($0) })
      let found = (0..<Int32(7)).map { exp(Double(states.logProbability(of: $0, row: row))) }
      #expect(found == expected)
    }
  }

  @Test func afterTheEndOfATextComesTheBeginOfAnother() throws {
    let model = try model(randomTexts(200, symbols: 7, seed: 2), order: 4, symbolCount: 7)
    #expect(model.probabilities(after: [3, 1, 0]) == model.probabilities(after: []))
    #expect(model.probabilities(after: [3, 1, 0, 2]) == model.probabilities(after: [2]))
  }
}

@Suite struct NGramModelTests {
  static let whole = NGramModel.Level(
    symbols: [0, 1, 2], probabilities: [0, 0, 1], probabilityValues: [0.25, 0.5])

  static func first(_ change: (inout NGramModel.Level) -> Void = { _ in }) -> NGramModel.Level {
    var level = whole
    level.backoffs = [0, 0, 0]
    level.backoffValues = [0.5]
    level.children = [1, 0, 2]
    change(&level)
    return level
  }

  static func second(_ change: (inout NGramModel.Level) -> Void = { _ in }) -> NGramModel.Level {
    var level = NGramModel.Level(symbols: [1, 0, 2], probabilities: [0, 0, 0], probabilityValues: [0.5])
    change(&level)
    return level
  }

  @Test func whatBelongsTogetherIsTaken() throws {
    let model = try NGramModel(alphabet: letters(3), levels: [Self.first(), Self.second()])
    #expect(model.order == 2)
    #expect(model.sequenceCount == 6)
  }

  static let wrong: [([NGramModel.Level], String)] = [
    ([], "an n-gram model that has 0 depths"),
    ([first { $0.symbols = [0, 2, 1] }, second()], "an n-gram model whose depth 1 lacks a symbol"),
    ([first { $0.symbols[2] = 3 }, second()], "an n-gram model whose depth 1 has a symbol that is none"),
    (
      [first { $0.probabilities[1] = 2 }, second()],
      "an n-gram model whose depth 1 has a sequence without a probability"
    ),
    (
      [first { $0.probabilityValues[1] = .nan }, second()],
      "an n-gram model whose depth 1 has a probability that is none"
    ),
    (
      [first { $0.probabilityValues[1] = 0 }, second()],
      "an n-gram model whose depth 1 has a probability that is none"
    ),
    (
      [first { $0.backoffs = [] }, second()],
      "an n-gram model whose depth 1 has a sequence without a back-off weight"
    ),
    (
      [first { $0.backoffValues = [-1] }, second()],
      "an n-gram model whose depth 1 has a sequence without a back-off weight"
    ),
    (
      [first { $0.children = [1, 1, 2] }, second()],
      "an n-gram model whose depth 1 has children that are missing"
    ),
    (
      [first { $0.children = [1, 0, 1] }, second()],
      "an n-gram model whose depth 2 has a sequence whose beginning is missing"
    ),
    (
      [first { $0.children = [1, 0] }, second()],
      "an n-gram model whose depth 1 has a sequence whose children are not known"
    ),
    ([first(), second { $0.symbols = [1, 2, 2] }], "an n-gram model whose depth 2 is not sorted"),
    ([first(), second { $0.symbols[0] = 7 }], "an n-gram model whose depth 2 has a symbol that is none"),
  ]

  @Test(arguments: wrong)
  func whatDoesNotIsRefused(levels: [NGramModel.Level], message: String) throws {
    let alphabet = try letters(3)
    let error = #expect(throws: NGramModelError.self) { try NGramModel(alphabet: alphabet, levels: levels) }
    #expect(error?.description == message)
  }
}
