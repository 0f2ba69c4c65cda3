import LegibleTensors

/// The weights of a layer as int8, with a scale for each output: `weight = integer * scale`.
package struct QuantizedWeights: Sendable {
  /// Row-major, in the float layer's shape, outputs first.
  package let integers: TensorValues<Int8>
  /// `[out]`, positive.
  package let scales: TensorValues<Float>

  package init(integers: TensorValues<Int8>, scales: TensorValues<Float>) {
    precondition(
      scales.count > 0 && integers.count % scales.count == 0, "weights that are no whole rows")
    self.integers = integers
    self.scales = scales
  }

  /// Rounds each output's weights to 255 steps between its extremes, symmetric around zero.
  /// - Parameter floats: row-major, `[outputs, ...]`, finite.
  package init(rounding floats: UnsafeBufferPointer<Float>, outputs: Int) {
    let size = floats.count / outputs
    var scales = [Float](repeating: 0, count: outputs)
    let integers = [Int8](unsafeUninitializedCapacity: floats.count) { integers, count in
      for output in 0..<outputs {
        let row = UnsafeBufferPointer(rebasing: floats[output * size..<(output + 1) * size])
        let largest = row.reduce(0) { max($0, abs($1)) }
        let scale = max(largest / 127, Self.smallestScale)
        scales[output] = scale
        for index in 0..<size {
          integers[output * size + index] = Int8(max(-127, min(127, (row[index] / scale).rounded())))
        }
      }
      count = floats.count
    }
    self.init(integers: TensorValues(integers), scales: TensorValues(scales))
  }

  /// Those of some outputs.
  func rows(_ rows: Range<Int>) -> QuantizedWeights {
    let size = integers.count / scales.count
    return QuantizedWeights(
      integers: integers.slice(rows.lowerBound * size..<rows.upperBound * size), scales: scales.slice(rows))
  }

  /// What the bytes stand for.
  var floats: [Float] {
    let size = integers.count / scales.count
    return integers.elements.indices.map { Float(integers.base[$0]) * scales.base[$0 / size] }
  }

  /// Below this all weights of an output count as zero; see `isUsable`.
  package static let smallestScale: Float = 1e-12
  /// Scales within these bounds keep every product of theirs with steps and sums finite.
  package static func isUsable(scale: Float) -> Bool { scale >= smallestScale && scale <= 1e6 }
  package static func isUsable(bias: Float) -> Bool { abs(bias) <= 1e12 }
}
