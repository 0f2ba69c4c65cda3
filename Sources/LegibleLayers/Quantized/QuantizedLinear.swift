import LegibleKernels
import LegibleTensors

/// A fully connected layer of bytes; see `Linear`.
public struct QuantizedLinear: QuantizedProductLayer {
  public let output: Quantization?
  private let weights: QuantizedMatrix
  private let store: QuantizedStore
  private let activation: Activation

  /// - Parameters:
  ///   - weights: `[out, in]`.
  ///   - bias: `[out]`.
  ///   - input: what the bytes of the input stand for.
  ///   - output: what those of the output do, zero point 0 after a ReLU; nil for floats.
  public init(
    weights: QuantizedWeights, bias: [Float], activation: Activation, input: Quantization,
    output: Quantization?
  ) {
    precondition(activation == .linear || (output?.zeroPoint ?? 0) == 0, "a ReLU cuts at byte 0")
    self.output = output
    self.activation = activation
    self.weights = QuantizedMatrix(rows: weights)
    store = QuantizedStore(self.weights, scales: weights.scales, bias: bias, input: input, output: output)
  }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (input, weights.columns)
  }

  public func forward(_ input: QuantizedStrip, into output: QuantizedStrip, workspace: Workspace) {
    output.reshape(input.layout, channels: weights.columns, quantization: self.output!)
    multiply(input) { product in
      product.bytes = output.base
      product.outputStride = Int64(output.channelStride)
    }
    output.clearGaps()
  }

  public func forward(_ input: QuantizedStrip, into output: Strip, workspace: Workspace) {
    output.reshape(input.layout, channels: weights.columns)
    multiply(input) { product in
      product.output = output.base
      product.outputStride = Int64(output.channels)
      product.relu = activation == .relu
    }
    output.zeroGaps()
  }

  private func multiply(_ input: QuantizedStrip, target: (inout LegibleQuantizedProduct) -> Void) {
    precondition(
      input.channelStride == weights.depth,
      "weights for \(weights.depth) features on a strip of \(input.channels)")
    store.withProduct(weights) {
      var product = $0
      product.input = UnsafePointer(input.base)
      product.inputStride = Int64(input.channelStride)
      product.rows = Int64(input.layout.height * input.layout.width)
      target(&product)
      legible_quantized_product(&product)
    }
  }
}

extension QuantizedMatrix {
  /// - Parameter weights: `[out, in]`; rows become columns of the matrix.
  convenience init(rows weights: QuantizedWeights) {
    let outputs = weights.scales.count
    let inputs = weights.integers.count / outputs
    self.init(depth: (inputs + 3) / 4 * 4, columns: outputs)
    weights.integers.withUnsafeBufferPointer {
      pack($0.baseAddress!, depthStride: 1, columnStride: inputs, count: inputs)
    }
  }
}
