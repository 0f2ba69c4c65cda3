/// Decodes as if the model had only some of its symbols: the others' logits are minus infinity before any search, so that
/// their probability goes to those that are left, and nothing is taken out of a finished text.
package struct MaskedDecoder: ColumnDecoder {
  private var decoder: any ColumnDecoder
  /// Whether a symbol is possible; the blank always is.
  private let isPossible: [Bool]
  private var masked: [Float] = []

  package init(_ decoder: any ColumnDecoder, isPossible: [Bool]) {
    precondition(isPossible.first == true, "the blank is always possible")
    self.decoder = decoder
    self.isPossible = isPossible
  }

  package var candidates: [DecodedText] { decoder.candidates }

  package mutating func decode(logits: UnsafePointer<Float>, columns: Int, symbols: Int) {
    precondition(symbols == isPossible.count, "\(symbols) symbols, and a mask of \(isPossible.count)")
    let count = columns * symbols
    if masked.count < count { masked = Array(repeating: 0, count: count) }
    for index in 0..<count { masked[index] = isPossible[index % symbols] ? logits[index] : -.infinity }
    masked.withUnsafeBufferPointer {
      decoder.decode(logits: $0.baseAddress!, columns: columns, symbols: symbols)
    }
  }
}
