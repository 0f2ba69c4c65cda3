import LegibleKernels
import LegibleTensors

/// Weights of a recurrent layer, packed for products of floats or of bytes.
enum RecurrentMatrix: Sendable {
  case floats(PackedMatrix)
  /// Of operands from -1 to 1, of `depth` numbers.
  case bytes(ByteProduct, depth: Int)

  /// Rows of a tensor as they are multiplied in reading.
  /// - Parameters:
  ///   - values: `[all rows, depth]`.
  ///   - range: of the operand's numbers. Bytes need to know what they stand for before the network runs: other
  ///     numbers than those from -1 to 1 are multiplied as floats, with the weights that the bytes stand for.
  init(_ values: LayerWeights.Values, rows: Range<Int>, depth: Int, range: NumberRange) {
    switch values {
    case .floats(let floats):
      self.init(floats: floats.base + rows.lowerBound * depth, rows: rows.count, depth: depth)
    case .bytes(let weights) where range == .unit:
      let weights = weights.rows(rows)
      self = .bytes(
        ByteProduct(
          QuantizedMatrix(rows: weights), scales: weights.scales, bias: nil, input: .unit, writes: .floats,
          activation: .linear), depth: depth)
    case .bytes(let weights):
      let floats = weights.rows(rows).floats
      self.init(floats: floats, rows: rows.count, depth: depth)
    }
  }

  /// The weights that all columns of the input are multiplied by at once.
  /// - Parameters:
  ///   - values: `[sums, depth]`.
  ///   - bias: `[sums]`, for a product of bytes.
  init(
    input values: LayerWeights.Values, bias: TensorValues<Float>, depth: Int, reads: Strip.Format
  ) {
    switch (values, reads) {
    case (.floats(let floats), .floats):
      self.init(floats: floats.base, rows: bias.count, depth: depth)
    case (.bytes(let weights), .bytes(let input)):
      self = .bytes(
        ByteProduct(
          QuantizedMatrix(rows: weights), scales: weights.scales, bias: bias, input: input, writes: .floats,
          activation: .linear), depth: depth)
    default: preconditionFailure("a recurrent layer whose input and weights are of different formats")
    }
  }

  private init(floats: UnsafePointer<Float>, rows: Int, depth: Int) {
    let matrix = PackedMatrix(depth: depth, columns: rows)
    matrix.pack(floats, depthStride: 1, columnStride: depth)
    self = .floats(matrix)
  }

  /// Packs weights `[rows, depth]` anew, in training.
  func pack(_ weights: UnsafePointer<Float>) {
    guard case .floats(let matrix) = self else { preconditionFailure("bytes in training") }
    matrix.pack(weights, depthStride: 1, columnStride: matrix.depth)
  }

  /// `sums += operand * weights`, for the sequences of one step.
  /// - Parameters:
  ///   - operand: `[rows, depth]`, dense.
  ///   - backwards: true every other time; see `LegibleProduct.runToAndFro`.
  ///   - workspace: for the operand's bytes.
  func add(
    _ operand: UnsafePointer<Float>, rows: Int, to sums: UnsafeMutablePointer<Float>, stride: Int,
    backwards: Bool, _ workspace: Workspace
  ) {
    switch self {
    case .floats(let matrix):
      var product = matrix.product(
        operand, inputStride: matrix.depth, output: sums, outputStride: stride, rows: rows)
      product.accumulate = true
      product.runToAndFro(backwards: backwards)
    case .bytes(let bytes, let depth):
      let unit = Quantization.unit
      let packedStride = bytes.matrix.depth
      let packed = workspace.bytes(.output, count: rows * packedStride)
      legible_quantize(
        operand, 1 / unit.scale, Float(unit.zeroPoint), Float(unit.largest), packed, Int64(packedStride),
        Int64(rows), Int64(depth))
      bytes.withDescription {
        var product = $0
        product.input = UnsafePointer(packed)
        product.inputStride = Int64(packedStride)
        product.output = sums
        product.outputStride = Int64(stride)
        product.rows = Int64(rows)
        product.accumulate = true
        legible_quantized_product(&product)
      }
    }
  }
}
