/// What a decoder read from the logits of one crop.
package struct DecodedText: Sendable, Equatable {
  /// The symbols of the text in order.
  package var symbols: [DecodedSymbol]
  /// The model's probability of exactly this text, 0...1: the sum over all its alignments, `exp(-CTC loss)`.
  ///
  /// Unlike the probability of a single path it does not fall because a symbol could as well begin one column earlier.
  package var confidence: Float

  package init(symbols: [DecodedSymbol], confidence: Float) {
    self.symbols = symbols
    self.confidence = confidence
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

  package init(index: Int32, confidence: Float, columns: Range<Int>) {
    self.index = index
    self.confidence = confidence
    self.columns = columns
  }
}
