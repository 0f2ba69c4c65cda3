/// The loss of one crop's label, and its gradient. A value is the workspace of one thread.
package protocol LabelLoss: Sendable {
  /// The loss in nats of a label, and the gradient with respect to the logits.
  ///
  /// - Parameters:
  ///   - logits: `[columns, symbols]`, row-major, finite.
  ///   - label: the outputs that it asks for (`Vocabulary.encode`).
  ///   - gradient: `[columns, symbols]`, row-major, overwritten; may be `logits` itself; nil for the loss alone.
  /// - Returns: the loss, 0 or more; `+infinity`, with a gradient of zeros, for a label that does not fit the columns.
  mutating func callAsFunction(
    logits: UnsafePointer<Float>, columns: Int, symbols: Int, label: [Int32],
    gradient: UnsafeMutablePointer<Float>?
  ) -> Double
}

extension CTCLoss: LabelLoss {}
