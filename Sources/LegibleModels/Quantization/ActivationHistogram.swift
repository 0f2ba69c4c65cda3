/// How often a layer's input takes which absolute value. Zeros are not counted: they are exact whatever the scale.
package struct ActivationHistogram {
  private static let binCount = 2048
  private var bins = [Int](repeating: 0, count: binCount)
  /// Upper end of the last bin; doubles when it is exceeded.
  private var range: Float = 0x1p-10
  /// Largest absolute value.
  package private(set) var maximum: Float = 0

  package init() {}

  /// - Parameter values: finite.
  package mutating func add(_ values: UnsafeBufferPointer<Float>) {
    for value in values where value != 0 {
      let size = abs(value)
      if size > maximum { raiseMaximum(to: size) }
      bins[min(Self.binCount - 1, Int(size / range * Float(Self.binCount)))] += 1
    }
  }

  private mutating func raiseMaximum(to size: Float) {
    maximum = size
    while range < size {
      range *= 2
      for index in 0..<Self.binCount / 2 { bins[index] = bins[2 * index] + bins[2 * index + 1] }
      for index in Self.binCount / 2..<Self.binCount { bins[index] = 0 }
    }
  }

  /// The largest value that is represented, larger ones being cut to it, for which the squared error is
  /// smallest: a step's own error of `step^2 / 12` below it, and the distance above it.
  /// - Parameter levels: steps from zero to that value.
  package func clip(levels: Float) -> Float {
    guard maximum > 0 else { return 1 }
    let width = Double(range) / Double(Self.binCount)
    let candidates = 128
    var best = (error: Double.infinity, clip: Double(maximum))
    for number in (candidates / 16...candidates).reversed() {
      let clip = Double(maximum) * Double(number) / Double(candidates)
      let step = clip / Double(levels)
      var error = 0.0
      for (index, count) in bins.enumerated() where count > 0 {
        let distance = (Double(index) + 0.5) * width - clip
        error += Double(count) * (distance > 0 ? distance * distance : step * step / 12)
      }
      if error < best.error { best = (error, clip) }
    }
    return Float(best.clip)
  }
}
