/// How a byte stands for a number: `value = (byte - zeroPoint) * scale` (Jacob et al. 2018, eq. 1).
package struct Quantization: Hashable, Sendable {
  /// Difference of neighbouring bytes; finite and positive.
  package let scale: Float
  /// The byte of the number zero: 0 for numbers that are never negative, 128 for others.
  package let zeroPoint: UInt8
  /// The largest byte that occurs.
  package let largest: UInt8

  package init(scale: Float, zeroPoint: UInt8, largest: UInt8 = 255) {
    precondition(scale > 0 && scale.isFinite, "a quantisation scale of \(scale)")
    self.scale = scale
    self.zeroPoint = zeroPoint
    self.largest = largest
  }

  /// For numbers from -1 to 1, such as the hidden state of an LSTM.
  package static let unit = Quantization(scale: 1 / 127, zeroPoint: 128)
}
