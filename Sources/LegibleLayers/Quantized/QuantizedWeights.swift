import LegibleKernels
import LegibleTensors

/// The weights of a layer as int8, with a scale for each output: `weight = integer * scale`.
public struct QuantizedWeights: Sendable {
  /// Row-major, in the float layer's shape, outputs first.
  public let integers: [Int8]
  /// `[out]`, positive.
  public let scales: [Float]

  public init(integers: [Int8], scales: [Float]) {
    precondition(!scales.isEmpty && integers.count % scales.count == 0, "weights that are no whole rows")
    self.integers = integers
    self.scales = scales
  }

  /// Rounds each output's weights to 255 steps between its extremes, symmetric around zero.
  /// - Parameter floats: row-major, `[outputs, ...]`, finite.
  public init(rounding floats: UnsafeBufferPointer<Float>, outputs: Int) {
    let size = floats.count / outputs
    var scales = [Float](repeating: 0, count: outputs)
    integers = [Int8](unsafeUninitializedCapacity: floats.count) { integers, count in
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
    self.scales = scales
  }

  /// Below this all weights of an output count as zero; see `isUsable`.
  public static let smallestScale: Float = 1e-12
  /// Scales within these bounds keep every product of theirs with steps and sums finite.
  public static func isUsable(scale: Float) -> Bool { scale >= smallestScale && scale <= 1e6 }
  public static func isUsable(bias: Float) -> Bool { abs(bias) <= 1e12 }
}

/// What follows the 32-bit sums of a layer: a scale and a bias for each output.
struct QuantizedStore: Sendable {
  let scale: FloatBuffer
  let bias: FloatBuffer
  /// `[out]` or empty.
  let initial: [Int32]
  private let largest: Float

  /// - Parameters:
  ///   - matrix: packed.
  ///   - input: what the bytes of the input stand for.
  ///   - output: what those of the output do; nil for floats.
  init(
    _ matrix: QuantizedMatrix, scales: [Float], bias: [Float], input: Quantization, output: Quantization?
  ) {
    let count = matrix.columns
    precondition(scales.count == count && bias.count == count, "scales or biases of another layer")
    scale = FloatBuffer(count: count)
    self.bias = FloatBuffer(count: count)
    for index in 0..<count {
      let step = scales[index] * input.step
      scale.base[index] = output.map { step / $0.step } ?? step
      self.bias.base[index] = output.map { bias[index] / $0.step + Float($0.zeroPoint) } ?? bias[index]
    }
    largest = Float(output?.largest ?? 255)
    initial = input.zeroPoint == 0 ? [] : matrix.initialSums(zeroPoint: input.zeroPoint)
  }

  /// Calls `body` with the product's description, without input and output.
  func withProduct(_ matrix: QuantizedMatrix, _ body: (LegibleQuantizedProduct) -> Void) {
    initial.withUnsafeBufferPointer { initial in
      var product = matrix.product(
        scale: UnsafePointer(scale.base), bias: UnsafePointer(bias.base),
        initial: initial.isEmpty ? nil : initial.baseAddress)
      product.largest = largest
      body(product)
    }
  }
}

extension LegibleQuantizedProduct {
  /// The same product for one panel of 32 columns.
  func panel(_ number: Int) -> LegibleQuantizedProduct {
    var part = self
    let first = number * LegiblePanel
    part.weights += first * Int(packedDepth)
    part.scale += first
    if let bias { part.bias = bias + first }
    if let initial { part.initial = initial + first }
    if let bytes { part.bytes = bytes + first }
    if let output { part.output = output + first }
    part.columns = min(Int64(LegiblePanel), columns - Int64(first))
    return part
  }

  var panels: Int { (Int(columns) + LegiblePanel - 1) / LegiblePanel }
}
