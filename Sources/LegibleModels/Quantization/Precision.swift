/// The arithmetic that a model file's weights are made for.
package enum Precision: String, Sendable {
  /// Trained weights, as they are.
  case float32
  /// For reading alone: batch normalisation is folded, and layers that multiply bytes have their weights as bytes.
  case int8
}
