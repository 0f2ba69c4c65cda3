/// How a byte stands for a number: `value = (byte - zeroPoint) * step` (Jacob et al. 2018, eq. 1).
package struct Quantization: Hashable, Sendable {
  /// Difference of neighbouring bytes; finite and positive.
  package let step: Float
  /// The byte of the number zero: 0 for numbers that are never negative, 128 for others.
  package let zeroPoint: UInt8
  /// The largest byte that occurs.
  package let largest: UInt8

  package init(step: Float, zeroPoint: UInt8, largest: UInt8 = 255) {
    precondition(step > 0 && step.isFinite, "a quantisation step of \(step)")
    self.step = step
    self.zeroPoint = zeroPoint
    self.largest = largest
  }

  /// For numbers from -1 to 1, such as the hidden state of an LSTM.
  package static let unit = Quantization(step: 1 / 127, zeroPoint: 128)
}
