import LegibleKernels
import LegibleTensors

/// A fully connected layer for each position: `output = activation(input * weight^T + bias)`.
///
/// `F(r|l)<features>`, on columns.
package struct Linear: PlainLayerSpec {
  package let outputFeatures: Int
  package let activation: Activation

  package init(outputFeatures: Int, activation: Activation = .linear) {
    self.outputFeatures = outputFeatures
    self.activation = activation
  }

  // MARK: The word

  package static let word = "F"

  package static func parse(
    _ reader: inout SpecReader, on shape: FeatureShape
  ) throws(NetworkSpecError) -> Linear? {
    guard reader.take("F") else { return nil }
    let activation = try reader.activation()
    return Linear(outputFeatures: try reader.size("a number of features"), activation: activation)
  }

  package var description: String { "F\(activation.rawValue)\(outputFeatures)" }

  // MARK: Shape

  package var endsNetwork: Bool { false }
  package func misfit(on shape: FeatureShape) -> String? { misfitOfColumns(on: shape) }
  package func output(of shape: FeatureShape) -> FeatureShape {
    shape.with(features: outputFeatures)
  }
  package func outputWidth(_ width: Int) -> Int { width }
  package func minimumInputWidth(forOutputWidth width: Int) -> Int { width }
  package var gap: Int { 1 }

  // MARK: Weights

  package func parameters(input: FeatureShape) -> [TensorDescription] { readingTensors(input: input) }

  package func readingTensors(input: FeatureShape) -> [TensorDescription] {
    [
      TensorDescription("weight", [outputFeatures, input.channels], .weight),
      TensorDescription("bias", [outputFeatures], .bias),
    ]
  }

  package func fold(
    _ parameter: (String) -> TensorValues<Float>, input: FeatureShape
  ) -> [TensorValues<Float>] { [parameter("weight"), parameter("bias")] }

  package func multiplyAdds(input: FeatureShape, width: Int) -> Int {
    multiplyAddsOfMatrices(input: input, width: width)
  }

  // MARK: Training and reading

  package func makeTrainingLayer(name: String, number: Int, input: FeatureShape) -> any TrainingLayer {
    LinearTraining(self, name: name, input: input)
  }

  package func byteUse(of numbers: NumberRange, input: FeatureShape) -> ByteUse { .multipliesAny(numbers) }

  package func accepts(_ quantization: Quantization, input: FeatureShape) -> Bool { true }

  package func outputRange(of numbers: NumberRange) -> NumberRange {
    activation == .relu ? .nonnegative : .any
  }

  package func makeReading(_ request: ReadingRequest) -> ReadingForm {
    let bias = request.weights.floats("bias")
    if case .bytes(let input) = request.reads {
      return ReadingForm([
        ByteLinear(
          weights: request.weights.bytes("weight"), bias: bias, activation: activation, input: input,
          writes: request.writes)
      ])
    }
    return ReadingForm([
      LinearReading(weight: request.weights.floats("weight"), bias: bias, activation: activation)
    ])
  }
}

/// A fully connected layer while it is trained.
final class LinearTraining: TrainingLayer {
  struct Cache {
    /// The weights as the forward and as the backward pass read them.
    let packed, transposed: PackedMatrix
    let sums = ChannelSums()
  }

  let parameters: [Parameter]
  /// `[out, in]`
  private let weight: Parameter
  /// `[out]`
  private let bias: Parameter
  private let activation: Activation
  private let inputSize, outputSize: Int

  init(_ spec: Linear, name: String, input: FeatureShape) {
    let parameters = LayerParameters(spec.parameters(input: input), name: name)
    self.parameters = parameters.all
    weight = parameters["weight"]
    bias = parameters["bias"]
    inputSize = input.channels
    outputSize = spec.outputFeatures
    activation = spec.activation
  }

  /// Uniform in `±1/sqrt(in)`, PyTorch's default, biases zero.
  func initialize(using random: inout RandomSource, start: RecurrentStart) {
    weight.fillUniform(bound: 1 / Float(inputSize).squareRoot(), using: &random)
  }

  func makeCache() -> Cache {
    Cache(
      packed: PackedMatrix(depth: inputSize, columns: outputSize),
      transposed: PackedMatrix(depth: outputSize, columns: inputSize))
  }

  func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    cache.packed.pack(weight.value.base, depthStride: 1, columnStride: inputSize)
    multiply(
      input, cache.packed, bias: bias.value.base, activation: activation, into: output,
      threads: context.threads)
  }

  func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext
  ) {
    outputGradient.applyGradient(of: activation, output: output, threads: context.threads)
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
}

/// A fully connected layer of floats made ready for reading.
struct LinearReading: ReadingLayer {
  private let weights: PackedMatrix
  private let bias: FloatBuffer
  private let activation: Activation

  /// - Parameters:
  ///   - weight: `[out, in]`.
  ///   - bias: `[out]`.
  init(weight: TensorValues<Float>, bias: TensorValues<Float>, activation: Activation) {
    let inputs = weight.count / bias.count
    weights = PackedMatrix(depth: inputs, columns: bias.count)
    weights.pack(weight.base, depthStride: 1, columnStride: inputs)
    self.bias = FloatBuffer(count: bias.count)
    self.bias.base.update(from: bias.base, count: bias.count)
    self.activation = activation
  }

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    multiply(input, weights, bias: bias.base, activation: activation, into: output, threads: 1)
  }
}

private func multiply(
  _ input: Strip, _ weights: PackedMatrix, bias: UnsafePointer<Float>, activation: Activation,
  into output: Strip, threads: Int
) {
  precondition(
    input.channels == weights.depth, "weights for \(weights.depth) features on a strip of \(input.channels)")
  output.reshape(input.layout, channels: weights.columns)
  var product = weights.product(
    input.base, inputStride: input.channels, output: output.base, outputStride: output.channels,
    rows: input.layout.height * input.layout.width)
  product.bias = bias
  product.relu = activation == .relu
  product.run(threads: threads)
  output.clearGaps()
}

/// A fully connected layer of bytes made ready for reading.
struct ByteLinear: ReadingLayer {
  private let product: ByteProduct
  private let writes: Strip.Format

  /// - Parameters:
  ///   - weights: `[out, in]`.
  ///   - bias: `[out]`.
  ///   - input: what the bytes of the input stand for.
  init(
    weights: QuantizedWeights, bias: TensorValues<Float>, activation: Activation, input: Quantization,
    writes: Strip.Format
  ) {
    self.writes = writes
    product = ByteProduct(
      QuantizedMatrix(rows: weights), scales: weights.scales, bias: bias, input: input, writes: writes,
      activation: activation)
  }

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    precondition(
      input.channelStride == product.matrix.depth,
      "weights for \(product.matrix.depth) features on a strip of \(input.channels)")
    output.reshape(input.layout, channels: product.matrix.columns, format: writes)
    product.withDescription {
      var product = $0
      product.read(input, row: 0, column: 0)
      product.rows = Int64(input.layout.height * input.layout.width)
      product.write(to: output, row: 0, column: 0)
      legible_quantized_product(&product)
    }
    output.clearGaps()
  }
}
