#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads the most probable symbol of every column, collapses runs and drops blanks (Graves et al., 2006, section 3.2:
/// best path decoding).
///
/// The value holds the workspace and what was read last; one thread uses one value.
public struct BestPathDecoder: Sendable {
  /// What `read` read last: the symbols of the text in order.
  public private(set) var symbols: [DecodedSymbol] = []
  /// The probability of that text, as ``DecodedText/confidence``.
  public private(set) var confidence: Float = 1

  private var label: [Int32] = []
  private var loss = CTCLoss()

  public init() {}

  /// The text of the most probable path, with confidences and columns.
  ///
  /// Of equally probable symbols in a column, the one with the lowest index. Complexity: O(columns * (symbols +
  /// text length)).
  ///
  /// - Parameter logits: `[columns, symbols]`, row-major, finite. Symbol 0 is the blank.
  public mutating func decode(logits: UnsafePointer<Float>, columns: Int, symbols: Int) -> DecodedText {
    read(logits: logits, columns: columns, symbols: symbols)
    return DecodedText(symbols: self.symbols, confidence: confidence)
  }

  /// Reads as `decode` does, and leaves the result here, in memory that the next text uses again.
  public mutating func read(logits: UnsafePointer<Float>, columns: Int, symbols count: Int) {
    precondition(columns >= 0 && count >= 1, "CTC: logits of \(columns) columns and \(count) symbols")
    symbols.removeAll(keepingCapacity: true)
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
          let last = symbols.count - 1
          symbols[last].columns = symbols[last].columns.lowerBound..<column + 1
          symbols[last].confidence = max(symbols[last].confidence, posterior)
        } else {
          symbols.append(DecodedSymbol(index: index, confidence: posterior, columns: column..<column + 1))
          label.append(index)
        }
      }
      before = index
    }
    confidence = Float(exp(-loss(logits: logits, columns: columns, symbols: count, label: label)))
  }
}
