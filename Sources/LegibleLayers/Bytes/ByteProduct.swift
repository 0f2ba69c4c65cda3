import LegibleKernels
import LegibleTensors

/// A product of bytes with all that is known of it before a crop comes: packed weights, and what follows the
/// 32-bit sums, a scale and a bias for each output (Jacob et al. 2018).
struct ByteProduct: Sendable {
  let matrix: QuantizedMatrix
  /// `[out]`
  private let scale, bias: FloatBuffer
  /// What the sums start from so that the input's zero point counts as zero: `[out]`, or empty where that is
  /// the byte 0.
  private let initial: [Int32]
  private let writes: Strip.Format
  private let activation: Activation

  /// - Parameters:
  ///   - matrix: packed.
  ///   - scales: of the weights of each output.
  ///   - bias: `[out]`; nil for zeros.
  ///   - input: what the bytes of the input stand for.
  ///   - writes: what the sums become.
  init(
    _ matrix: QuantizedMatrix, scales: TensorValues<Float>, bias: TensorValues<Float>?, input: Quantization,
    writes: Strip.Format, activation: Activation
  ) {
    let count = matrix.columns
    precondition(scales.count == count && bias?.count ?? count == count, "scales or biases of another layer")
    self.matrix = matrix
    self.writes = writes
    self.activation = activation
    (scale, self.bias) = writes.scaleAndBias(scales, bias, input: input)
    initial = input.zeroPoint == 0 ? [] : matrix.initialSums(zeroPoint: input.zeroPoint)
  }

  /// Calls `body` with the product's description, without input and output.
  func withDescription(_ body: (LegibleQuantizedProduct) -> Void) {
    initial.withUnsafeBufferPointer { initial in
      var product = matrix.product(
        scale: UnsafePointer(scale.base), bias: UnsafePointer(bias.base),
        initial: initial.isEmpty ? nil : initial.baseAddress)
      if case .bytes(let quantization) = writes { product.largest = Float(quantization.largest) }
      product.relu = activation == .relu
      body(product)
    }
  }
}

extension Strip.Format {
  /// What a sum of bytes is multiplied by, and what is added to that, to become a number of this format.
  /// - Parameters:
  ///   - scales: of the weights of each output.
  ///   - bias: `[out]`; nil for zeros.
  ///   - input: what the bytes of the input stand for.
  func scaleAndBias(
    _ scales: TensorValues<Float>, _ bias: TensorValues<Float>?, input: Quantization
  ) -> (scale: FloatBuffer, bias: FloatBuffer) {
    let (factors, shifts) = (FloatBuffer(count: scales.count), FloatBuffer(count: scales.count))
    for index in 0..<scales.count {
      let (factor, bias) = (scales.base[index] * input.scale, bias?.base[index] ?? 0)
      switch self {
      case .floats: (factors.base[index], shifts.base[index]) = (factor, bias)
      case .bytes(let output):
        factors.base[index] = factor / output.scale
        shifts.base[index] = bias / output.scale + Float(output.zeroPoint)
      }
    }
    return (factors, shifts)
  }
}

extension LegibleQuantizedProduct {
  /// Lets the product write to a position of a strip and those behind it, floats or bytes.
  mutating func write(to output: Strip, row: Int, column: Int) {
    switch output.format {
    case .floats: self.output = output.position(row: row, column: column)
    case .bytes: bytes = output.bytePosition(row: row, column: column)
    }
    outputStride = Int64(output.channelStride)
  }

  /// Lets the product read a position of a strip of bytes and those behind it.
  mutating func read(_ input: Strip, row: Int, column: Int) {
    self.input = UnsafePointer(input.bytePosition(row: row, column: column))
    inputStride = Int64(input.channelStride)
  }

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

extension QuantizedMatrix {
  /// Packs a matrix of weights.
  /// - Parameter weights: `[out, in]`; rows become columns of the matrix.
  convenience init(rows weights: QuantizedWeights) {
    let outputs = weights.scales.count
    let inputs = weights.integers.count / outputs
    self.init(depth: Strip.byteStride(inputs), columns: outputs)
    pack(weights.integers.base, depthStride: 1, columnStride: inputs, count: inputs)
  }
}
