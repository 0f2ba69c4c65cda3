/// Gives the most probable classes of a crop: its logits are one column, and its text is one symbol.
package struct ClassDecoder: ColumnDecoder {
  package private(set) var candidates = [DecodedText(symbols: [], confidence: 1)]

  private let limit: Int
  private var probabilities: [Float] = []

  /// - Parameter candidates: classes that are given, at most.
  package init(candidates limit: Int = 1) { self.limit = limit }

  /// Of equally probable classes the first comes first. Complexity: O(symbols * ln symbols).
  package mutating func decode(logits: UnsafePointer<Float>, columns: Int, symbols count: Int) {
    precondition(columns == 1, "a class of \(columns) columns")
    if probabilities.count != count { probabilities = [Float](repeating: 0, count: count) }
    probabilities.withUnsafeMutableBufferPointer {
      _ = softmax(logits, count: count, into: $0.baseAddress)
    }
    let order = probabilities.indices.sorted {
      (probabilities[$1], $0) < (probabilities[$0], $1)
    }
    candidates = order.prefix(limit).map { index in
      let probability = probabilities[index]
      return DecodedText(
        symbols: [DecodedSymbol(index: Int32(index), confidence: probability, columns: 0..<1)],
        confidence: probability)
    }
  }
}
