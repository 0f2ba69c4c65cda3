import LegibleLanguage
import LegibleSystem

/// What is known of a text beside its picture.
package struct DecodingGuide: Sendable {
  /// The only texts that are possible; nil for any.
  package var texts: SymbolAutomaton?
  /// Words that gain; others stay possible.
  package var words: WordBonus?
  /// How probable texts are by themselves.
  package var language: LanguageWeights?

  package init(
    texts: SymbolAutomaton? = nil, words: WordBonus? = nil, language: LanguageWeights? = nil
  ) {
    self.texts = texts
    self.words = words
    self.language = language
  }

  /// True where nothing is known.
  package var isEmpty: Bool { texts == nil && words == nil && language == nil }
}

/// A list of words each of which is worth something where it stands as a whole word.
package struct WordBonus: Sendable {
  package let automaton: SymbolAutomaton
  /// Added to ln of a text's probability for each such word.
  package let bonus: Float
  /// What stands between words; nil where the alphabet has no space.
  package let space: Int32?

  package init(automaton: SymbolAutomaton, bonus: Float, space: Int32?) {
    self.automaton = automaton
    self.bonus = bonus
    self.space = space
  }

  /// Moves on by a symbol.
  /// - Parameter state: where the word under way stands; nil for one that the list lacks.
  /// - Returns: what a word is worth that has ended here.
  func step(_ state: inout SymbolAutomaton.State?, _ symbol: Int32) -> Float {
    if symbol == space {
      let worth = end(state)
      state = automaton.start
      return worth
    }
    state = state.flatMap { automaton.next($0, symbol) }
    return 0
  }

  func end(_ state: SymbolAutomaton.State?) -> Float {
    state.map { automaton.needed($0) == 0 } == true ? bonus : 0
  }
}

/// A language model with its weight: ln P(text | picture) + weight * ln P(text) + bonus * characters is looked for.
///
/// The bonus makes up for the language model's liking of short texts.
package struct LanguageWeights: Sendable {
  package let model: any LanguageModel
  package let weight: Float
  package let lengthBonus: Float
  /// For each symbol of the recogniser that of the language model; -1 where it has none.
  private let symbols: [Int32]

  /// ln P of a symbol that the language model does not know: less than that of most that it knows.
  private static let unknown: Float = -10

  /// - Parameter alphabet: of the recogniser.
  package init(model: any LanguageModel, alphabet: Alphabet, weight: Float, lengthBonus: Float) {
    self.model = model
    self.weight = weight
    self.lengthBonus = lengthBonus
    symbols = [0] + alphabet.symbols.map { model.alphabet.index(of: $0) ?? -1 }
  }

  /// The language model's symbol. After one that it does not know it begins anew, as it does after an end.
  func symbol(_ symbol: Int32) -> Int32 { max(0, symbols[Int(symbol)]) }

  /// What each of some symbols gains.
  /// - Parameters:
  ///   - logs: ln P of the language model's symbols in a state.
  ///   - gains: `[symbol]`; those of the others stay as they are.
  func gains(of symbols: [Int32], logs: ArraySlice<Float>, into gains: inout [Float]) {
    for symbol in symbols {
      let known = self.symbols[Int(symbol)]
      let log = known < 0 ? Self.unknown : logs[logs.startIndex + Int(known)]
      gains[Int(symbol)] = weight * log + lengthBonus
    }
  }

  func endBonus(states: any LanguageModelStates, row: Int) -> Float {
    weight * states.logProbability(of: 0, row: row)
  }
}
