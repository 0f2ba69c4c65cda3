import LegibleKernels
import LegibleTensors

/// A fully connected layer for each position: `output = activation(input * weight^T + bias)`.
public final class Linear: Layer {
  public struct Cache {
    /// The weights as the forward and as the backward pass read them.
    let packed, transposed: PackedMatrix
    let sums = ChannelSums()
  }

  /// `[out, in]`
  public let weight: Parameter
  /// `[out]`
  public let bias: Parameter
  public let activation: Activation
  private let inputSize: Int
  private let outputSize: Int

  public var parameters: [Parameter] { [weight, bias] }

  /// - Parameter name: prefix of the parameters' names, such as `layers.9`.
  public init(name: String, inputSize: Int, outputSize: Int, activation: Activation = .linear) {
    weight = Parameter(name: name + ".weight", shape: [outputSize, inputSize], kind: .weight)
    bias = Parameter(name: name + ".bias", shape: [outputSize], kind: .bias)
    self.inputSize = inputSize
    self.outputSize = outputSize
    self.activation = activation
  }

  /// Uniform in `±1/sqrt(in)`, PyTorch's default, biases zero.
  public func initialize(using random: inout RandomSource) {
    weight.fillUniform(bound: 1 / Float(inputSize).squareRoot(), using: &random)
    bias.value.zero(bias.count)
  }

  public func makeCache() -> Cache {
    Cache(
      packed: PackedMatrix(depth: inputSize, columns: outputSize),
      transposed: PackedMatrix(depth: outputSize, columns: inputSize))
  }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (input, outputSize)
  }

  public func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    cache.packed.pack(weight.value.base, depthStride: 1, columnStride: inputSize)
    InferenceLinear(weights: cache.packed, bias: bias.value, activation: activation)
      .forward(input, into: output, threads: context.threads)
  }

  public func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext
  ) {
    if activation == .relu { outputGradient.applyReLUGradient(output: output, threads: context.threads) }
    outputGradient.addChannelSums(to: bias.gradient.base, scratch: cache.sums, threads: context.threads)
    let positions = input.layout.height * input.layout.width
    LegibleOuterProduct(
      left: outputGradient.base, leftStride: Int64(outputSize), right: input.base,
      rightStride: Int64(inputSize),
      positions: Int64(positions), output: weight.gradient.base, outputStride: Int64(inputSize),
      rows: Int64(outputSize), columns: Int64(inputSize)
    ).run(threads: context.threads)
    guard let inputGradient else { return }
    inputGradient.reshape(input.layout, channels: inputSize)
    cache.transposed.pack(weight.value.base, depthStride: inputSize, columnStride: 1)
    // Gap rows of the gradient are zero, and so are their products.
    cache.transposed.product(
      outputGradient.base, inputStride: outputSize, output: inputGradient.base, outputStride: inputSize,
      rows: positions
    ).run(threads: context.threads)
  }

  public func inference() -> (any InferenceLayer)? {
    let weights = PackedMatrix(depth: inputSize, columns: outputSize)
    weights.pack(weight.value.base, depthStride: 1, columnStride: inputSize)
    let bias = FloatBuffer(count: outputSize)
    bias.base.update(from: self.bias.value.base, count: outputSize)
    return InferenceLinear(weights: weights, bias: bias, activation: activation)
  }
}

struct InferenceLinear: InferenceLayer {
  let weights: PackedMatrix
  let bias: FloatBuffer
  let activation: Activation

  func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (input, weights.columns)
  }

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    forward(input, into: output, threads: 1)
  }

  func forward(_ input: Strip, into output: Strip, threads: Int) {
    precondition(
      input.channels == weights.depth, "weights for \(weights.depth) features on a strip of \(input.channels)"
    )
    output.reshape(input.layout, channels: weights.columns)
    var product = weights.product(
      input.base, inputStride: input.channels, output: output.base, outputStride: output.channels,
      rows: input.layout.height * input.layout.width)
    product.bias = UnsafePointer(bias.base)
    product.relu = activation == .relu
    product.run(threads: threads)
    output.zeroGaps()
  }
}
