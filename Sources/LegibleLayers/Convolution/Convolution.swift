import LegibleTensors

/// Two-dimensional convolution (cross-correlation, as everywhere in the field), stride 1, with bias, batch normalisation where
/// asked for, and activation.
///
/// `output[y, x, d] = activation(bias[d] + sum over i, j, c of input[y + i - py, x + j - px, c] * weight[d, c, i, j])`
///
/// `C[v][b](r|l)<height>,<width>,<channels>`: `v` no padding, `b` batch normalisation between sum and activation, `r` ReLU, `l`
/// linear. The letters `v` and `b` are ours.
package struct Convolution: LayerSpec {
  /// Zero padding around every item.
  package enum Padding: Hashable, Sendable {
    /// Output as large as the input; kernel sides must be odd.
    case same
    /// None: the output loses `kernel - 1` rows and columns.
    case valid
  }

  package let kernelHeight, kernelWidth: Int
  package let outputChannels: Int
  package let activation: Activation
  package let padding: Padding
  /// After the convolution and before the activation.
  package let batchNormalization: Bool

  package init(
    kernelHeight: Int, kernelWidth: Int, outputChannels: Int, activation: Activation = .relu,
    padding: Padding = .same, batchNormalization: Bool = false
  ) {
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.outputChannels = outputChannels
    self.activation = activation
    self.padding = padding
    self.batchNormalization = batchNormalization
  }

  // MARK: The word

  package static let word = "C"

  package static func parse(
    _ reader: inout SpecReader, on shape: FeatureShape
  ) throws(NetworkSpecError) -> Convolution? {
    guard reader.take("C") else { return nil }
    let padding: Padding = reader.take("v") ? .valid : .same
    let isNormalized = reader.take("b")
    let activation = try reader.activation()
    let height = try reader.kernelSide("a kernel height", mustBeOdd: padding == .same, word: "Cv")
    try reader.comma()
    let width = try reader.kernelSide("a kernel width", mustBeOdd: padding == .same, word: "Cv")
    try reader.comma()
    return Convolution(
      kernelHeight: height, kernelWidth: width, outputChannels: try reader.size("a number of channels"),
      activation: activation, padding: padding, batchNormalization: isNormalized)
  }

  package var description: String {
    "C\(padding == .valid ? "v" : "")\(batchNormalization ? "b" : "")\(activation.rawValue)"
      + "\(kernelHeight),\(kernelWidth),\(outputChannels)"
  }

  // MARK: Shape

  package var endsNetwork: Bool { false }

  package func misfit(on shape: FeatureShape) -> String? { misfitOfFeatureMap(on: shape) }

  package func output(of shape: FeatureShape) -> FeatureShape {
    FeatureShape(
      height: padding == .same ? shape.height : shape.height - kernelHeight + 1, channels: outputChannels,
      isColumns: false)
  }

  package func outputWidth(_ width: Int) -> Int { geometry.outputWidth(width) }

  package func minimumInputWidth(forOutputWidth width: Int) -> Int {
    padding == .same ? width : width + kernelWidth - 1
  }

  /// What the forward pass reads beside an item, or the gradient's pass of a convolution without padding.
  package var gap: Int { max(1, padding == .same ? kernelWidth / 2 : kernelWidth - 1) }

  var geometry: ConvolutionGeometry {
    ConvolutionGeometry(kernelHeight: kernelHeight, kernelWidth: kernelWidth, isPadded: padding == .same)
  }

  // MARK: Weights

  package func parameters(input: FeatureShape) -> [TensorDescription] {
    readingTensors(input: input) + (batchNormalization ? BatchNorm.parameters(channels: outputChannels) : [])
  }

  package func readingTensors(input: FeatureShape) -> [TensorDescription] {
    [
      TensorDescription("weight", [outputChannels, input.channels, kernelHeight, kernelWidth], .weight),
      TensorDescription("bias", [outputChannels], .bias),
    ]
  }

  package func fold(
    _ parameter: (String) -> TensorValues<Float>, input: FeatureShape
  ) -> [TensorValues<Float>] {
    let (weight, bias) = (parameter("weight"), parameter("bias"))
    return batchNormalization ? BatchNorm.fold(weight: weight, bias: bias, parameter) : [weight, bias]
  }

  package func multiplyAdds(input: FeatureShape, width: Int) -> Int {
    multiplyAddsOfMatrices(input: input, width: width)
  }

  // MARK: Training

  package func makeTrainingLayer(name: String, number: Int, input: FeatureShape) -> any TrainingLayer {
    ConvolutionTraining(self, name: name, input: input)
  }

  // MARK: Reading

  package func byteUse(of numbers: NumberRange, input: FeatureShape) -> ByteUse {
    guard fitsSums(input) else { return .floats }
    if numbers == .nonnegative { return .multiplies(zeroPoint: 0, largest: suitsPairs ? 127 : 255) }
    // Padding would not be the byte 0, and rows of it could not be left out.
    return geometry.taps == 1 ? .multiplies(zeroPoint: 128, largest: 255) : .floats
  }

  package func accepts(_ quantization: Quantization, input: FeatureShape) -> Bool {
    fitsSums(input) && (quantization.zeroPoint == 0 || geometry.taps == 1)
  }

  package func outputRange(of numbers: NumberRange) -> NumberRange {
    activation == .relu ? .nonnegative : .any
  }

  package func makeReading(_ request: ReadingRequest) -> ReadingForm {
    guard case .bytes(let input) = request.reads else { return makeFloatReading(request) }
    let weights = request.weights
    if suitsPairs, input.largest <= 127 {
      return ReadingForm([
        PairsConvolution(
          self, weights: weights.bytes("weight"), bias: weights.floats("bias"),
          inputChannels: request.input.channels, input: input, writes: request.writes)
      ])
    }
    return ReadingForm([
      ByteConvolution(
        self, weights: weights.bytes("weight"), bias: weights.floats("bias"),
        inputChannels: request.input.channels, input: input, writes: request.writes)
    ])
  }

  /// In floats, with the pooling behind it taken into the store as far as that can be.
  private func makeFloatReading(_ request: ReadingRequest) -> ReadingForm {
    let pooling = (request.next as? MaxPooling)?.window
    let (fused, rest) = pooling?.split() ?? (FusedPooling(), nil)
    let convolution = ConvolutionReading(
      self, weight: request.weights.floats("weight"), bias: request.weights.floats("bias"),
      inputChannels: request.input.channels, pooling: fused)
    return ReadingForm(
      [convolution] + (rest.map { [MaxPoolingReading(window: $0)] } ?? []), includesNext: pooling != nil)
  }

  /// True for kernels that `PairsConvolution` is made for.
  private var suitsPairs: Bool { kernelWidth == 3 && padding == .same }

  /// Sums of more products of bytes might not fit 32 bits.
  private func fitsSums(_ input: FeatureShape) -> Bool {
    geometry.taps * ((input.channels + 3) / 4 * 4) <= 65536
  }
}

extension SpecReader {
  /// A side of a kernel, which must be odd where padding is to keep the size.
  /// - Parameter word: of the layer without padding, which the message names as the way out.
  mutating func kernelSide(
    _ what: String, mustBeOdd: Bool, word: String
  ) throws(NetworkSpecError) -> Int {
    let start = position
    let side = try number(what, in: 1...SpecLimit.kernel)
    guard !mustBeOdd || side % 2 == 1 else {
      throw error("an odd kernel, or \(word): an even one cannot keep the size", at: start)
    }
    return side
  }
}
