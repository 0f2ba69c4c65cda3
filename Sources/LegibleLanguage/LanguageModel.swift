/// A language model over characters: "what is the probability of the next character, given a state".
///
/// The symbols are those of its ``alphabet``, with index 0 for the end of the text: a model predicts it after the
/// last character, and a text begins where another has ended. So in the place of the CTC blank, which no text
/// contains, stands the one thing that a text has and a column has not.
package protocol LanguageModel: Sendable {
  associatedtype States: LanguageModelStates

  /// The characters that it knows; symbol `i` in `1..<alphabet.symbolCount` is `alphabet[index: i]`.
  var alphabet: Alphabet { get }

  /// Room for so many states at once.
  func makeStates(capacity: Int) -> States
}

/// States of a language model, one a row: what it remembers of a text so far, and what it expects next.
///
/// A search keeps a row for each of its hypotheses. It moves many of them at once, so that a model that multiplies
/// matrices does one product a step however many hypotheses there are. One thread uses one value.
package protocol LanguageModelStates: Sendable {
  /// The row becomes the state before the first character of a text.
  mutating func start(row: Int)

  /// Each move makes the row `to` the state that follows the row `from` when `symbol` comes next.
  ///
  /// All rows are read before the first one is written, so rows may change places. No two moves have one `to`.
  mutating func advance(_ moves: [LanguageModelMove])

  /// ln P(symbol | the text of the row) of each symbol, at most 0; the first element is that of symbol 0. The
  /// probabilities add up to 1. To be let go before rows are written again: who keeps it makes that copy all rows.
  func logProbabilities(row: Int) -> ArraySlice<Float>
}

extension LanguageModelStates {
  /// ln P(symbol | the text of the row).
  package func logProbability(of symbol: Int32, row: Int) -> Float {
    let logs = logProbabilities(row: row)
    return logs[logs.startIndex + Int(symbol)]
  }
}

/// One step of one state; see `LanguageModelStates.advance`.
package struct LanguageModelMove: Hashable, Sendable {
  package let from: Int
  /// `0..<alphabet.symbolCount`; after 0, the end of a text, comes the beginning of another.
  package let symbol: Int32
  package let to: Int

  package init(from: Int, symbol: Int32, to: Int) {
    self.from = from
    self.symbol = symbol
    self.to = to
  }
}
