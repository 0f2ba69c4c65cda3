/// What a decoder read from the logits of one crop.
package struct DecodedText: Sendable, Equatable {
  /// The symbols of the text in order.
  package var symbols: [DecodedSymbol]
  /// The model's probability of exactly this text, 0...1: the sum over all its alignments, `exp(-CTC loss)`.
  ///
  /// Unlike the probability of a single path it does not fall because a symbol could as well begin one column
  /// earlier.
  package var confidence: Float
  /// Its probability, 0...1, where what is known of texts beside the picture has its say: `score` over the sum of the
  /// scores of all texts that came into question. The confidence where nothing is known.
  package var posterior: Float
  /// What the decoder put the texts in order by: `confidence`, times what words and a language model make of it.
  package var score: Float

  /// - Parameters:
  ///   - posterior: nil for the confidence.
  ///   - score: nil for the confidence.
  package init(symbols: [DecodedSymbol], confidence: Float, posterior: Float? = nil, score: Float? = nil) {
    self.symbols = symbols
    self.confidence = confidence
    self.posterior = posterior ?? confidence
    self.score = score ?? confidence
  }

  /// The indices of the symbols, to be spelled by an alphabet.
  package var label: [Int32] { symbols.map(\.index) }
}

/// One symbol of a decoded text.
package struct DecodedSymbol: Sendable, Equatable {
  /// The symbol, `1..<symbolCount`.
  package var index: Int32
  /// The largest posterior that the symbol has in one of its columns, 0...1.
  package var confidence: Float
  /// The columns that the symbol was read in; not empty.
  package var columns: Range<Int>
  /// What it may be instead, most probable first; empty unless asked for.
  package var alternatives: [Alternative] = []

  /// Another symbol in the place of one.
  package struct Alternative: Sendable, Equatable {
    /// `1..<symbolCount`.
    package var index: Int32
    /// Its largest posterior in the columns of the other, 0...1.
    package var confidence: Float
  }

  package init(index: Int32, confidence: Float, columns: Range<Int>) {
    self.index = index
    self.confidence = confidence
    self.columns = columns
  }
}

extension DecodedText {
  /// Finds for each symbol what it may be instead.
  ///
  /// Complexity: O(columns of the symbols * symbols * ln symbols).
  /// - Parameters:
  ///   - limit: alternatives of a symbol, at most.
  ///   - logits: `[columns, symbols]`, row-major, of the crop that the text was decoded from.
  package mutating func findAlternatives(_ limit: Int, logits: UnsafePointer<Float>, symbols count: Int) {
    var row = [Float](repeating: 0, count: count)
    for place in symbols.indices {
      var largest = [Float](repeating: 0, count: count)
      for column in symbols[place].columns {
        row.withUnsafeMutableBufferPointer {
          _ = softmax(logits + column * count, count: count, into: $0.baseAddress)
        }
        for symbol in 0..<count { largest[symbol] = max(largest[symbol], row[symbol]) }
      }
      largest[Int(CTC.blank)] = 0
      largest[Int(symbols[place].index)] = 0
      symbols[place].alternatives = largest.indices.sorted { (largest[$1], $0) < (largest[$0], $1) }
        .prefix(limit).filter { largest[$0] > 0 }
        .map { DecodedSymbol.Alternative(index: Int32($0), confidence: largest[$0]) }
    }
  }
}
