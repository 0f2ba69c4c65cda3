/// How a byte stands for a number: `value = (byte - zeroPoint) * step` (Jacob et al. 2018, eq. 1).
public struct Quantization: Hashable, Sendable {
  /// Difference of neighbouring bytes; finite and positive.
  public let step: Float
  /// The byte of the number zero: 0 for numbers that are never negative, 128 for others.
  public let zeroPoint: UInt8
  /// The largest byte that occurs.
  public let largest: UInt8

  public init(step: Float, zeroPoint: UInt8, largest: UInt8 = 255) {
    precondition(step > 0 && step.isFinite, "a quantisation step of \(step)")
    self.step = step
    self.zeroPoint = zeroPoint
    self.largest = largest
  }

  /// The hidden state of an LSTM, which lies between -1 and 1.
  public static let hiddenState = Quantization(step: 1 / 127, zeroPoint: 128)
}
