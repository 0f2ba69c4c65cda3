import LegibleSystem

/// How well a language model predicts texts: the mean of -log2 P(next symbol | those before), in bits per character.
///
/// The end of a text counts as a character, because the model predicts it too and a reader has to. The perplexity
/// is 2 to the power of this.
package struct CrossEntropy: Sendable {
  /// The characters predicted so far, an end for each text among them, each as often as its text counts.
  package private(set) var characters = 0.0
  private var nats = 0.0

  package init() {}

  /// In bits; nil before the first character.
  package var bitsPerCharacter: Double? { characters == 0 ? nil : nats / (characters * log(2)) }

  /// Adds a part of a stream of texts.
  /// - Parameters:
  ///   - symbols: 0 ends a text.
  ///   - count: how often they were seen.
  ///   - states: of the model to be measured; row 0 has what came before, and is moved on.
  package mutating func add(
    _ symbols: some Sequence<Int32>, count: UInt64 = 1, states: inout some LanguageModelStates
  ) {
    for symbol in symbols {
      nats -= Double(count) * Double(states.logProbability(of: symbol, row: 0))
      characters += Double(count)
      states.advance([LanguageModelMove(from: 0, symbol: symbol, to: 0)])
    }
  }

  /// Adds texts, many at once: each row of the states follows one of them, and takes the next when it has ended.
  /// - Parameters:
  ///   - texts: symbols, and 0 for the end, which may be missing.
  ///   - rows: of the states, all of which are written.
  package mutating func add(texts: [[Int32]], states: inout some LanguageModelStates, rows: Int) {
    /// The texts that have not begun, the next one last.
    var waiting = Array(texts.filter { !$0.isEmpty }.reversed())
    var followed: [(row: Int, text: [Int32], index: Int)] = []
    for row in 0..<min(rows, waiting.count) {
      followed.append((row, waiting.removeLast(), 0))
      states.start(row: row)
    }
    while !followed.isEmpty {
      var moves: [LanguageModelMove] = []
      for place in followed.indices.reversed() {
        let (row, text, index) = followed[place]
        nats -= Double(states.logProbability(of: text[index], row: row))
        characters += 1
        if index + 1 < text.count {
          followed[place].index += 1
          moves.append(LanguageModelMove(from: row, symbol: text[index], to: row))
        } else if let text = waiting.popLast() {
          followed[place] = (row, text, 0)
          states.start(row: row)
        } else {
          followed.remove(at: place)
        }
      }
      states.advance(moves)
    }
  }
}
