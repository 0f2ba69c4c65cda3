import LegibleSystem

/// A text that a language model has gone on with.
package struct TextCompletion: Sendable, Equatable {
  /// The symbols after the beginning, without the end.
  package var symbols: [Int32]
  /// ln of the model's probability of exactly these symbols, and of the end where the text ended by itself.
  package var logProbability: Float
  /// False where the limit of length cut it off.
  package var isEnded: Bool

  package init(symbols: [Int32], logProbability: Float, isEnded: Bool) {
    self.symbols = symbols
    self.logProbability = logProbability
    self.isEnded = isEnded
  }
}

extension LanguageModel {
  /// Goes on with a text by drawing each next character at random.
  ///
  /// - Parameters:
  ///   - beginning: its symbols, in `1..<alphabet.symbolCount`.
  ///   - limit: the most characters to add.
  ///   - temperature: 1 draws by the model's probabilities, less prefers the probable ones, more the others: they are
  ///     raised to the power of 1 / temperature. 0 takes the most probable one.
  ///   - generator: where the randomness comes from.
  package func completion(
    of beginning: [Int32], limit: Int, temperature: Float, using generator: inout some RandomNumberGenerator
  ) -> TextCompletion {
    var states = states(after: beginning, capacity: 1)
    var result = TextCompletion(symbols: [], logProbability: 0, isEnded: false)
    while result.symbols.count < limit {
      let logs = (0..<Int32(alphabet.symbolCount)).map { states.logProbability(of: $0, row: 0) }
      let symbol = draw(logs, temperature, using: &generator)
      result.logProbability += logs[Int(symbol)]
      if symbol == 0 {
        result.isEnded = true
        break
      }
      result.symbols.append(symbol)
      states.advance([LanguageModelMove(from: 0, symbol: symbol, to: 0)])
    }
    return result
  }

  private func draw(
    _ logs: [Float], _ temperature: Float, using generator: inout some RandomNumberGenerator
  ) -> Int32 {
    let largest = logs.max() ?? 0
    let best = Int32(logs.firstIndex(of: largest) ?? 0)
    guard temperature > 0 else { return best }
    let weights = logs.map { exp(($0 - largest) / temperature) }
    var rest = Float.random(in: 0..<weights.reduce(0, +), using: &generator)
    for (symbol, weight) in weights.enumerated() {
      if rest < weight { return Int32(symbol) }
      rest -= weight
    }
    // Rounding has left a little.
    return best
  }

  /// The most probable ways to go on with a text up to its end, found by a beam search, best first.
  ///
  /// - Parameters:
  ///   - beginning: its symbols, in `1..<alphabet.symbolCount`.
  ///   - count: how many to find, at most.
  ///   - limit: the most characters to add; a text that is still going on then is cut off.
  ///   - width: how many texts are followed at once, at least `count`.
  package func bestCompletions(
    of beginning: [Int32], count: Int, limit: Int, width: Int
  ) -> [TextCompletion] {
    precondition(count >= 1 && width >= count, "\(count) texts from a beam of \(width)")
    var states = states(after: beginning, capacity: width)
    var beam = [TextCompletion(symbols: [], logProbability: 0, isEnded: false)]
    var ended: [TextCompletion] = []
    for _ in 0..<limit where !beam.isEmpty {
      var steps: [(row: Int, symbol: Int32, logProbability: Float)] = []
      for (row, text) in beam.enumerated() {
        for symbol in 0..<Int32(alphabet.symbolCount) {
          steps.append((row, symbol, text.logProbability + states.logProbability(of: symbol, row: row)))
        }
      }
      // Of equally probable ones, that of the better beginning and the lower symbol.
      steps.sort { ($1.logProbability, $0.row, $0.symbol) < ($0.logProbability, $1.row, $1.symbol) }
      var next: [TextCompletion] = []
      var moves: [LanguageModelMove] = []
      for step in steps.prefix(width) {
        var text = beam[step.row]
        text.logProbability = step.logProbability
        if step.symbol == 0 {
          text.isEnded = true
          ended.append(text)
        } else {
          text.symbols.append(step.symbol)
          moves.append(LanguageModelMove(from: step.row, symbol: step.symbol, to: next.count))
          next.append(text)
        }
      }
      states.advance(moves)
      beam = next
      // A text can only lose by going on.
      ended.sort { $0.logProbability > $1.logProbability }
      if ended.count >= count, let best = beam.first?.logProbability, best <= ended[count - 1].logProbability
      {
        return Array(ended.prefix(count))
      }
    }
    return Array((ended + beam).sorted { $0.logProbability > $1.logProbability }.prefix(count))
  }

  /// States whose row 0 follows a text.
  private func states(after beginning: [Int32], capacity: Int) -> States {
    var states = makeStates(capacity: capacity)
    states.start(row: 0)
    for symbol in beginning { states.advance([LanguageModelMove(from: 0, symbol: symbol, to: 0)]) }
    return states
  }
}
