import Foundation
import LegibleCTC
import LegibleLanguage
import LegibleTensors
import Testing

@Suite struct PrefixBeamDecoderTests {
  /// ln P of every text by the definition: the sum over all alignments.
  private func everyText(_ logits: [Float], columns: Int, symbols: Int) -> [[Int32]: Double] {
    let posteriors = posteriors(logits, symbols: symbols)
    var total: [[Int32]: Double] = [:]
    everyAlignment(columns: columns, symbols: symbols) { path, text in
      total[text, default: 0] += probability(of: path, posteriors)
    }
    return total.mapValues { log($0) }
  }

  private func logits(columns: Int, symbols: Int, _ source: inout RandomSource) -> [Float] {
    (0..<columns * symbols).map { _ in source.uniform(in: -3...3) }
  }

  /// The texts with the highest `score`, and ln of their probability.
  private func best(
    _ texts: [[Int32]: Double], count: Int, score: ([Int32], Double) -> Double?
  ) -> [(text: [Int32], log: Double)] {
    texts.compactMap { text, log in score(text, log).map { (text, log, $0) } }
      .sorted { $0.2 > $1.2 }.prefix(count).map { ($0.0, $0.1) }
  }

  private func expect(
    _ guide: DecodingGuide, seed: UInt64, score: ([Int32], Double) -> Double?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var source = RandomSource(seed: seed)
    for columns in 1...6 {
      let logits = logits(columns: columns, symbols: 4, &source)
      let all = everyText(logits, columns: columns, symbols: 4)
      let expected = best(all, count: 5, score: score)
      // Wide enough for every beginning.
      var decoder = PrefixBeamDecoder(width: 4000, candidates: 5, guide: guide)
      decoder.decode(logits: logits, columns: columns, symbols: 4)
      guard !expected.isEmpty else {
        #expect(
          decoder.candidates == [DecodedText(symbols: [], confidence: 0)], sourceLocation: sourceLocation)
        continue
      }
      #expect(decoder.candidates.map(\.label) == expected.map(\.text), sourceLocation: sourceLocation)
      // The search sums up the eight best.
      let scores: [Double] = best(all, count: 8, score: score).map { exp(score($0.text, $0.log)!) }
      for (index, (candidate, text)) in zip(decoder.candidates, expected).enumerated() {
        let posterior: Double = guide.isEmpty ? exp(text.log) : scores[index] / scores.reduce(0, +)
        let difference = abs(Double(candidate.posterior) - posterior)
        #expect(difference < 1e-4, sourceLocation: sourceLocation)
        #expect(abs(log(Double(candidate.confidence)) - text.log) < 1e-4, sourceLocation: sourceLocation)
      }
    }
  }

  @Test func theBestTextsAreThoseOfAllTexts() {
    expect(DecodingGuide(), seed: 1) { $1 }
  }

  /// Two beginnings suffice where the best path is wrong: of 0.6 a 0.4 blank twice, `a` has 0.84 and two blanks 0.16.
  @Test func aTextIsTheSumOfItsAlignments() {
    let logits: [Float] = [log(0.6), log(0.4), log(0.6), log(0.4)]
    var bestPath = BestPathDecoder()
    bestPath.decode(logits: logits, columns: 2, symbols: 2)
    #expect(bestPath.candidates[0].label == [])
    var decoder = PrefixBeamDecoder(width: 2, candidates: 2)
    decoder.decode(logits: logits, columns: 2, symbols: 2)
    #expect(decoder.candidates.map(\.label) == [[1], []])
    #expect(abs(decoder.candidates[0].confidence - 0.64) < 1e-6)
    #expect(abs(decoder.candidates[1].confidence - 0.36) < 1e-6)
  }

  @Test func onlyTextsOfTheGivenSetAreRead() throws {
    let words: [[Int32]] = [[1], [1, 2], [1, 2, 3], [3, 3], [2, 1, 2, 1], [2, 2, 2]]
    let texts = try #require(SymbolAutomaton(words: words))
    expect(DecodingGuide(texts: texts), seed: 2) { words.contains($0) ? $1 : nil }
  }

  @Test func onlyTextsOfThePatternAreRead() throws {
    let alphabet = try Alphabet(["a", "b", "c"])
    let texts = try Pattern("[ab]+c?", alphabet: alphabet).automaton
    expect(DecodingGuide(texts: texts), seed: 3) { text, log in
      let body = text.last == 3 ? text.dropLast() : text[...]
      return body.isEmpty || body.contains(3) ? nil : log
    }
  }

  /// As of a pattern of digits on a crop that says "This": the network is sure of what the pattern forbids.
  @Test func aTextOfTheSetIsReadHoweverImprobableAllOfThemAre() {
    // Symbols 1 to 6 are possible, of which 3 and then 5 are the least improbable; 7 stands in every column.
    let (columns, symbols) = (8, 8)
    var logits = [Float](repeating: -20, count: columns * symbols)
    for column in 0..<columns {
      logits[column * symbols] = 0
      logits[column * symbols + 7] = 20
    }
    logits[2 * symbols + 3] = -12
    logits[5 * symbols + 5] = -12
    let words = (1...6).flatMap { first in (1...6).map { [Int32(first), Int32($0)] } }
    var guide = DecodingGuide()
    guide.texts = SymbolAutomaton(words: words)
    var decoder = PrefixBeamDecoder(width: 16, guide: guide)
    decoder.decode(logits: logits, columns: columns, symbols: symbols)
    #expect(decoder.candidates.map(\.label) == [[3, 5]])
  }

  @Test func wordsGainAndOthersStayPossible() throws {
    let words: [[Int32]] = [[1, 2], [3]]
    let automaton = try #require(SymbolAutomaton(words: words))
    // Symbol 2 stands for the space in the second case.
    for space in [nil, 2] as [Int32?] {
      let guide = DecodingGuide(words: WordBonus(automaton: automaton, bonus: 1.5, space: space))
      expect(guide, seed: 4) { text, log in
        let parts = space.map { text.split(separator: $0, omittingEmptySubsequences: false) } ?? [text[...]]
        return log + 1.5 * Double(parts.count { words.contains(Array($0)) })
      }
    }
  }

  @Test func aLanguageModelIsAskedForEachNextSymbol() throws {
    // Its symbols are in another order, and it lacks one of the three.
    let known = try Alphabet(["b", "a", "x"])
    var counts = NGramCounts(order: 3, symbolCount: 4)
    for text in [[2, 1], [2, 1, 2], [1], [2, 2, 1, 3]] as [[Int32]] { counts.add(text + [0], count: 3) }
    let model = NGramModel(NGramTable(&counts), alphabet: known)
    let alphabet = try Alphabet(["a", "b", "c"])
    let weights = LanguageWeights(model: model, alphabet: alphabet, weight: 0.7, lengthBonus: 0.4)
    expect(DecodingGuide(language: weights), seed: 5) { text, log in
      var states = model.makeStates(capacity: 1)
      states.start(row: 0)
      var sum = 0.0
      for symbol in text {
        let other = [2, 1, -1][Int(symbol) - 1] as Int32
        sum += other < 0 ? -10 : Double(states.logProbability(of: other, row: 0))
        states.advance([.init(from: 0, symbol: max(0, other), to: 0)])
      }
      sum += Double(states.logProbability(of: 0, row: 0))
      return log + 0.7 * sum + 0.4 * Double(text.count)
    }
  }

  /// Rows of the language model are handed on and given back: a narrow beam over many columns uses each many times.
  @Test func aNarrowBeamFindsWhatAWideOneDoes() throws {
    let alphabet = try Alphabet((0..<9).map { "\($0)" })
    var counts = NGramCounts(order: 4, symbolCount: 10)
    var source = RandomSource(seed: 6)
    for _ in 0..<200 { counts.add((0..<6).map { _ in 1 + Int32(source.next() % 9) } + [0]) }
    let model = NGramModel(NGramTable(&counts), alphabet: alphabet)
    let weights = LanguageWeights(model: model, alphabet: alphabet, weight: 0.3, lengthBonus: 0.5)
    let guide = DecodingGuide(language: weights)
    var narrow = PrefixBeamDecoder(width: 8, guide: guide)
    for _ in 0..<20 {
      // Peaks as a trained network has them, with some doubt.
      let columns = 60
      var logits = (0..<columns * 10).map { _ in source.uniform(in: -1...1) }
      for column in 0..<columns {
        logits[column * 10 + (source.chance(0.6) ? 0 : Int(source.next() % 10))] += 6
      }
      var wide = PrefixBeamDecoder(width: 300, guide: guide)
      wide.decode(logits: logits, columns: columns, symbols: 10)
      narrow.decode(logits: logits, columns: columns, symbols: 10)
      // Its sum lacks the texts that it has lost sight of.
      var found = narrow.candidates
      #expect(found[0].posterior >= wide.candidates[0].posterior)
      found[0].posterior = wide.candidates[0].posterior
      #expect(found == wide.candidates)
    }
  }

  @Test func columnsAreThoseOfTheMostProbableAlignment() {
    var source = RandomSource(seed: 7)
    for columns in 3...6 {
      let logits = logits(columns: columns, symbols: 4, &source)
      var decoder = PrefixBeamDecoder(width: 100, candidates: 6)
      decoder.decode(logits: logits, columns: columns, symbols: 4)
      let posteriors = posteriors(logits, symbols: 4)
      for text in decoder.candidates {
        var best: (path: [Int32], probability: Double) = ([], -1)
        everyAlignment(columns: columns, symbols: 4) { path, read in
          let probability = probability(of: path, posteriors)
          if read == text.label, probability > best.probability { best = (path, probability) }
        }
        var path = [Int32](repeating: 0, count: columns)
        for symbol in text.symbols {
          for column in symbol.columns { path[column] = symbol.index }
          let confidence = symbol.columns.map { posteriors[$0][Int(symbol.index)] }.max() ?? 0
          #expect(abs(Double(symbol.confidence) - confidence) < 1e-5)
        }
        #expect(path == best.path)
      }
    }
  }

  @Test func aCropWithoutColumnsIsTheEmptyText() {
    var decoder = PrefixBeamDecoder(width: 4, candidates: 3)
    decoder.decode(logits: [0], columns: 0, symbols: 4)
    #expect(decoder.candidates == [DecodedText(symbols: [], confidence: 1)])
  }

  @Test func theWorkspaceKeepsNothingOfOtherCrops() {
    var source = RandomSource(seed: 9)
    var used = PrefixBeamDecoder(width: 5, candidates: 5)
    for _ in 0..<20 {
      let columns = 1 + Int(source.next() % 12)
      let logits = logits(columns: columns, symbols: 6, &source)
      var fresh = PrefixBeamDecoder(width: 5, candidates: 5)
      used.decode(logits: logits, columns: columns, symbols: 6)
      fresh.decode(logits: logits, columns: columns, symbols: 6)
      #expect(used.candidates == fresh.candidates)
    }
  }

  /// An impossible symbol's probability goes to those that are left.
  @Test func aMaskLeavesTheProbabilityToTheOthers() {
    var source = RandomSource(seed: 10)
    for columns in 1...5 {
      let logits = logits(columns: columns, symbols: 4, &source)
      let masked = logits.enumerated().map { $0.offset % 4 == 2 ? -100 : $0.element }
      var decoding = Decoding()
      decoding.symbols = [1, 3]
      for candidates in [1, 4] {
        decoding.candidates = candidates
        var decoder = decoding.makeDecoder(symbolCount: 4)
        decoder.decode(logits: logits, columns: columns, symbols: 4)
        var plain = Decoding()
        plain.candidates = candidates
        var expected = plain.makeDecoder(symbolCount: 4)
        expected.decode(logits: masked, columns: columns, symbols: 4)
        #expect(decoder.candidates.map(\.label) == expected.candidates.map(\.label))
        for (found, expected) in zip(decoder.candidates, expected.candidates) {
          #expect(abs(found.confidence - expected.confidence) < 1e-6)
        }
      }
    }
  }
}
