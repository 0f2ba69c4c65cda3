/// The cross-entropy of a softmax, `-ln p(class | logits)`, for the class of a whole crop: its logits are one column.
package struct ClassLoss: LabelLoss {
  package init() {}

  /// The gradient is `p - 1` for the class and `p` for the others.
  /// - Parameter label: one index in `0..<symbols`.
  package mutating func callAsFunction(
    logits: UnsafePointer<Float>, columns: Int, symbols: Int, label: [Int32],
    gradient: UnsafeMutablePointer<Float>? = nil
  ) -> Double {
    precondition(columns == 1 && label.count == 1, "a class of \(columns) columns, labels \(label)")
    let target = Int(label[0])
    precondition(target >= 0 && target < symbols, "class \(target) of \(symbols)")
    let logit = Double(logits[target])
    let normalizer = softmax(logits, count: symbols, into: gradient)
    gradient?[target] -= 1
    // Rounding can leave a certain class below 0. NaN stays NaN.
    return normalizer <= logit ? 0 : normalizer - logit
  }
}
