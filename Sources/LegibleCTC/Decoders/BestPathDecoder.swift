import LegibleSystem

/// Reads the most probable symbol of every column, collapses runs and drops blanks (Graves et al., 2006,
/// section 3.2: best path decoding).
///
/// The value holds the workspace and what was decoded last; one thread uses one value.
package struct BestPathDecoder: ColumnDecoder {
  /// The one text.
  package private(set) var candidates = [DecodedText(symbols: [], confidence: 1)]

  private var label: [Int32] = []
  private var loss = CTCLoss()

  package init() {}

  /// Of equally probable symbols in a column, takes the one with the lowest index. Complexity: O(columns *
  /// (symbols + text length)).
  package mutating func decode(logits: UnsafePointer<Float>, columns: Int, symbols count: Int) {
    precondition(columns >= 0 && count >= 1, "CTC: logits of \(columns) columns and \(count) symbols")
    candidates[0].symbols.removeAll(keepingCapacity: true)
    label.removeAll(keepingCapacity: true)
    var before = CTC.blank
    for column in 0..<columns {
      let row = logits + column * count
      var best = 0
      for symbol in 1..<count where row[symbol] > row[best] { best = symbol }
      let index = Int32(best)
      if index != CTC.blank {
        let posterior = Float(exp(Double(row[best]) - softmax(row, count: count)))
        if index == before {
          let last = candidates[0].symbols.count - 1
          let symbol = candidates[0].symbols[last]
          candidates[0].symbols[last].columns = symbol.columns.lowerBound..<column + 1
          candidates[0].symbols[last].confidence = max(symbol.confidence, posterior)
        } else {
          candidates[0].symbols.append(
            DecodedSymbol(index: index, confidence: posterior, columns: column..<column + 1))
          label.append(index)
        }
      }
      before = index
    }
    candidates[0].confidence = Float(
      exp(-loss(logits: logits, columns: columns, symbols: count, label: label)))
    candidates[0].posterior = candidates[0].confidence
    candidates[0].score = candidates[0].confidence
  }
}
