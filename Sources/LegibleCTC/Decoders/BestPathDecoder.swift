#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads the most probable symbol of every column, collapses runs and drops blanks (Graves et al., 2006, section 3.2:
/// best path decoding).
///
/// The value holds the workspace of the confidence; one thread uses one value.
public struct BestPathDecoder: Sendable {
  private var loss = CTCLoss()

  public init() {}

  /// The text of the most probable path, with confidences and columns.
  ///
  /// Of equally probable symbols in a column, the one with the lowest index. Complexity: O(columns * (symbols +
  /// text length)).
  ///
  /// - Parameter logits: `[columns, symbols]`, row-major, finite. Symbol 0 is the blank.
  public mutating func decode(logits: UnsafePointer<Float>, columns: Int, symbols: Int) -> DecodedText {
    precondition(columns >= 0 && symbols >= 1, "CTC: logits of \(columns) columns and \(symbols) symbols")
    var read: [DecodedSymbol] = []
    var before = CTC.blank
    for column in 0..<columns {
      let row = logits + column * symbols
      var best = 0
      for symbol in 1..<symbols where row[symbol] > row[best] { best = symbol }
      let index = Int32(best)
      if index != CTC.blank {
        let posterior = Float(exp(Double(row[best]) - softmax(row, count: symbols)))
        if index == before {
          let last = read.count - 1
          read[last].columns = read[last].columns.lowerBound..<column + 1
          read[last].confidence = max(read[last].confidence, posterior)
        } else {
          read.append(DecodedSymbol(index: index, confidence: posterior, columns: column..<column + 1))
        }
      }
      before = index
    }
    let nats = loss(logits: logits, columns: columns, symbols: symbols, label: read.map(\.index))
    return DecodedText(symbols: read, confidence: Float(exp(-nats)))
  }
}
