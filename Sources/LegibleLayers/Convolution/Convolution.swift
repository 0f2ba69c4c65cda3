import LegibleTensors

/// Two-dimensional convolution (cross-correlation, as everywhere in the field), stride 1, with bias, batch
/// normalisation where asked for, and activation.
///
/// `output[y, x, d] = activation(bias[d] + sum over i, j, c of input[y + i - py, x + j - px, c] * weight[d,
/// c, i, j])`
///
/// `C[v][b](r|l)<height>,<width>,<channels>`; `KernelLayerSpec` has the letters.
package struct Convolution: KernelLayerSpec {
  package let kernel: Kernel
  package let outputChannels: Int

  package init(_ kernel: Kernel, outputChannels: Int) {
    self.kernel = kernel
    self.outputChannels = outputChannels
  }

  // MARK: The word

  package static let word = "C"

  package static func parse(
    _ reader: inout SpecReader, on shape: FeatureShape
  ) throws(NetworkSpecError) -> Convolution? {
    guard reader.take("C") else { return nil }
    let kernel = try Kernel(&reader, after: word)
    try reader.comma()
    return Convolution(kernel, outputChannels: try reader.size("a number of channels"))
  }

  package var description: String { "C\(kernel.letters),\(outputChannels)" }

  // MARK: Shape and weights

  package func outputChannels(for inputChannels: Int) -> Int { outputChannels }

  package func readingTensors(input: FeatureShape) -> [TensorDescription] {
    [
      TensorDescription("weight", [outputChannels, input.channels, kernel.height, kernel.width], .weight),
      TensorDescription("bias", [outputChannels], .bias),
    ]
  }

  // MARK: Training

  package func makeTrainingLayer(
    _ parameters: LayerParameters, activation: Activation, input: FeatureShape
  ) -> any TrainingLayer {
    ConvolutionTraining(kernel.geometry, parameters, activation: activation)
  }

  // MARK: Reading

  package func byteUse(of numbers: NumberRange, input: FeatureShape) -> ByteUse {
    guard fitsSums(input) else { return .floats }
    if numbers == .nonnegative { return .multiplies(zeroPoint: 0, largest: suitsPairs ? 127 : 255) }
    // Padding would not be the byte 0, and rows of it could not be left out.
    return kernel.geometry.taps == 1 ? .multiplies(zeroPoint: 128, largest: 255) : .floats
  }

  package func accepts(_ quantization: Quantization, input: FeatureShape) -> Bool {
    fitsSums(input) && (quantization.zeroPoint == 0 || kernel.geometry.taps == 1)
  }

  package func makeReading(_ request: ReadingRequest) -> ReadingForm {
    let bias = request.weights.floats("bias")
    guard case .bytes(let input) = request.reads else { return makeFloatReading(request, bias: bias) }
    let weights = request.weights.bytes("weight")
    if suitsPairs, input.largest <= 127 {
      return ReadingForm([
        PairsConvolution(
          self, weights: weights, bias: bias, inputChannels: request.input.channels, input: input,
          writes: request.writes)
      ])
    }
    return ReadingForm([
      ByteConvolution(
        self, weights: weights, bias: bias, inputChannels: request.input.channels, input: input,
        writes: request.writes)
    ])
  }

  /// In floats, with the pooling behind it taken into the store as far as that can be.
  private func makeFloatReading(_ request: ReadingRequest, bias: TensorValues<Float>) -> ReadingForm {
    let pooling = (request.next as? MaxPooling)?.window
    let (fused, rest) = pooling?.split() ?? (FusedPooling(), nil)
    let convolution = ConvolutionReading(
      self, weight: request.weights.floats("weight"), bias: bias, inputChannels: request.input.channels,
      pooling: fused)
    return ReadingForm(
      [convolution] + (rest.map { [MaxPoolingReading(window: $0)] } ?? []), includesNext: pooling != nil)
  }

  /// True for kernels that `PairsConvolution` is made for. What it prepares grows with the square of their height.
  private var suitsPairs: Bool { kernel.width == 3 && kernel.height <= 7 && kernel.padding == .same }

  /// Sums of more products of bytes might not fit 32 bits.
  private func fitsSums(_ input: FeatureShape) -> Bool {
    kernel.geometry.taps * Strip.byteStride(input.channels) <= 65536
  }
}
