import LegibleKernels
import LegibleTensors

/// Depthwise convolution, stride 1: each channel by a kernel of its own, with bias, batch normalisation where
/// asked for, and activation. Followed by a 1x1 convolution it is the separable convolution of MobileNet
/// (Howard et al. 2017), at about a ninth of the products of a full 3x3 one.
///
/// `output[y, x, c] = activation(bias[c] + sum over i, j of input[y + i - py, x + j - px, c] * weight[c, 0,
/// i, j])`
///
/// `D[v][b](r|l)<height>,<width>`, a word of ours; `KernelLayerSpec` has the letters.
package struct DepthwiseConvolution: KernelLayerSpec {
  package let kernel: Kernel

  package init(_ kernel: Kernel) { self.kernel = kernel }

  // MARK: The word

  package static let word = "D"

  package static func parse(
    _ reader: inout SpecReader, on shape: FeatureShape
  ) throws(NetworkSpecError) -> DepthwiseConvolution? {
    // Dropout begins with the same letter.
    var ahead = reader
    guard ahead.take("D"), ahead.peek() != "o" else { return nil }
    reader = ahead
    return DepthwiseConvolution(try Kernel(&reader, after: word))
  }

  package var description: String { "D\(kernel.letters)" }

  // MARK: Shape and weights

  package func outputChannels(for inputChannels: Int) -> Int { inputChannels }

  /// In PyTorch's shape of a convolution of as many groups as channels.
  package func readingTensors(input: FeatureShape) -> [TensorDescription] {
    [
      TensorDescription("weight", [input.channels, 1, kernel.height, kernel.width], .weight),
      TensorDescription("bias", [input.channels], .bias),
    ]
  }

  // MARK: Training and reading

  package func makeTrainingLayer(
    _ parameters: LayerParameters, activation: Activation, input: FeatureShape
  ) -> any TrainingLayer {
    DepthwiseTraining(kernel.geometry, parameters, activation: activation)
  }

  package func byteUse(of numbers: NumberRange, input: FeatureShape) -> ByteUse {
    numbers == .nonnegative ? .multiplies(zeroPoint: 0, largest: 255) : .floats
  }

  /// Padding would not be the byte 0 with another zero point.
  package func accepts(_ quantization: Quantization, input: FeatureShape) -> Bool {
    quantization.zeroPoint == 0
  }

  package func makeReading(_ request: ReadingRequest) -> ReadingForm {
    let bias = request.weights.floats("bias")
    if case .bytes(let input) = request.reads {
      return ReadingForm([
        ByteDepthwise(
          kernel.geometry, weights: request.weights.bytes("weight"), bias: bias,
          activation: kernel.activation, input: input, writes: request.writes)
      ])
    }
    return ReadingForm([
      DepthwiseReading(
        kernel.geometry, weight: request.weights.floats("weight"), bias: bias, activation: kernel.activation)
    ])
  }
}

/// A depthwise convolution while it is trained.
final class DepthwiseTraining: TrainingLayer {
  struct Cache {
    /// `[kh, kw, C]`: the weights, those of the input's gradient, and the weights' gradient.
    let forward, backward, gradient: FloatBuffer
    let sums = ChannelSums()
  }

  /// `[C, 1, kh, kw]`
  private let weight: Parameter
  /// `[C]`
  private let bias: Parameter
  private let activation: Activation
  private let geometry: ConvolutionGeometry
  private let channels: Int

  var parameters: [Parameter] { [weight, bias] }

  init(_ geometry: ConvolutionGeometry, _ parameters: LayerParameters, activation: Activation) {
    weight = parameters["weight"]
    bias = parameters["bias"]
    channels = bias.count
    self.geometry = geometry
    self.activation = activation
  }

  /// He initialisation (He et al. 2015, eq. 10): normal with variance `2 / fan-in`; bias zero.
  func initialize(using random: inout RandomSource, start: RecurrentStart) {
    weight.fillNormal(standardDeviation: (2 / Float(geometry.taps)).squareRoot(), using: &random)
  }

  func makeCache() -> Cache {
    func buffer() -> FloatBuffer { FloatBuffer(count: weight.count) }
    return Cache(forward: buffer(), backward: buffer(), gradient: buffer())
  }

  func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    geometry.shape(output, from: input.layout, channels: channels)
    geometry.transpose(weight.value.base, channels: channels, into: cache.forward.base)
    geometry.convolveDepthwise(
      input, weights: cache.forward.base, bias: bias.value.base, activation: activation, into: output,
      threads: context.threads)
  }

  func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext
  ) {
    outputGradient.applyGradient(of: activation, output: output, threads: context.threads)
    outputGradient.addChannelSums(to: bias.gradient.base, scratch: cache.sums, threads: context.threads)
    addWeightGradient(input: input, outputGradient: outputGradient, cache: cache, threads: context.threads)
    guard let inputGradient else { return }
    inputGradient.reshape(input.layout, channels: channels)
    geometry.transpose(weight.value.base, channels: channels, flipped: true, into: cache.backward.base)
    geometry.transposed.convolveDepthwise(
      outputGradient, weights: cache.backward.base, bias: nil, activation: .linear, into: inputGradient,
      threads: context.threads)
  }

  private func addWeightGradient(input: Strip, outputGradient: Strip, cache: Cache, threads: Int) {
    let gradient = cache.gradient
    gradient.zero(weight.count)
    // Some channels of one kernel row are a piece; all positions are summed in order.
    let block = 64
    let blocks = (channels + block - 1) / block
    parallelFor(pieces: geometry.kernelHeight * blocks, threads: threads) { piece in
      let (kernelRow, first) = (piece / blocks, piece % blocks * block)
      for row in 0..<outputGradient.layout.height {
        let inputRow = row + kernelRow - geometry.paddingHeight
        guard inputRow >= 0, inputRow < input.layout.height else { continue }
        // The gaps' gradients are zero, so running over them adds nothing.
        geometry.forEachRun(input.layout, outputGradient.layout) { run in
          var part = LegibleDepthwiseWeightsGradient(
            input: input.position(row: inputRow, column: run.input - geometry.paddingWidth) + first,
            outputGradient: outputGradient.position(row: row, column: run.output) + first,
            columns: Int64(run.count), kernelWidth: Int64(geometry.kernelWidth),
            channels: Int64(min(block, channels - first)),
            gradient: gradient.base + kernelRow * geometry.kernelWidth * channels + first,
            stride: Int64(channels))
          legible_depthwise_weights_gradient(&part)
        }
      }
    }
    for tap in 0..<geometry.taps {
      for channel in 0..<channels {
        weight.gradient.base[channel * geometry.taps + tap] += gradient.base[tap * channels + channel]
      }
    }
  }
}

/// A depthwise convolution of floats made ready for reading.
struct DepthwiseReading: ReadingLayer {
  private let geometry: ConvolutionGeometry
  /// `[kh, kw, C]` and `[C]`.
  private let weights, bias: FloatBuffer
  private let activation: Activation

  /// - Parameters:
  ///   - weight: `[C, 1, kh, kw]`.
  ///   - bias: `[C]`.
  init(
    _ geometry: ConvolutionGeometry, weight: TensorValues<Float>, bias: TensorValues<Float>,
    activation: Activation
  ) {
    self.geometry = geometry
    self.activation = activation
    weights = FloatBuffer(count: weight.count)
    geometry.transpose(weight.base, channels: bias.count, into: weights.base)
    self.bias = FloatBuffer(count: bias.count)
    self.bias.base.update(from: bias.base, count: bias.count)
  }

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    geometry.shape(output, from: input.layout, channels: input.channels)
    geometry.convolveDepthwise(
      input, weights: weights.base, bias: bias.base, activation: activation, into: output, threads: 1)
  }
}

/// A depthwise convolution of bytes made ready for reading. Its input is never negative, so that padding is
/// the byte 0.
struct ByteDepthwise: ReadingLayer {
  private let geometry: ConvolutionGeometry
  private let channels: Int
  /// `[kh, kw, C]`
  private let weights: TensorValues<Int8>
  /// `[C]`, with the scales of input and output in them.
  private let scale, bias: FloatBuffer
  private let activation: Activation
  private let writes: Strip.Format

  /// - Parameters:
  ///   - weights: `[C, 1, kh, kw]`.
  ///   - bias: `[C]`.
  ///   - input: what the bytes of the input stand for; zero point 0.
  init(
    _ geometry: ConvolutionGeometry, weights: QuantizedWeights, bias: TensorValues<Float>,
    activation: Activation, input: Quantization, writes: Strip.Format
  ) {
    precondition(input.zeroPoint == 0, "a depthwise convolution of bytes that may be negative")
    self.geometry = geometry
    self.activation = activation
    self.writes = writes
    let (channels, taps) = (bias.count, geometry.taps)
    self.channels = channels
    self.weights = TensorValues(
      (0..<taps * channels).map { weights.integers.base[$0 % channels * taps + $0 / channels] })
    (scale, self.bias) = writes.scaleAndBias(weights.scales, bias, input: input)
  }

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    precondition(
      input.channels == channels, "weights for \(channels) channels on a strip of \(input.channels)")
    geometry.shape(output, from: input.layout, channels: channels, format: writes)
    for row in 0..<output.layout.height {
      let kernelRows = geometry.kernelRows(outputRow: row, inputHeight: input.layout.height)
      geometry.forEachRun(input.layout, output.layout) { run in
        var part = LegibleDepthwiseBytes()
        part.input = UnsafePointer(
          input.bytePosition(
            row: row + kernelRows.lowerBound - geometry.paddingHeight,
            column: run.input - geometry.paddingWidth))
        part.segments = Int64(kernelRows.count)
        part.segmentStride = Int64(input.rowStride)
        part.inputStride = Int64(input.channelStride)
        part.kernelWidth = Int64(geometry.kernelWidth)
        part.channels = Int64(channels)
        part.weights = weights.base + kernelRows.lowerBound * geometry.kernelWidth * channels
        part.scale = UnsafePointer(scale.base)
        part.bias = UnsafePointer(bias.base)
        switch writes {
        case .floats: part.output = output.position(row: row, column: run.output)
        case .bytes(let quantization):
          part.bytes = output.bytePosition(row: row, column: run.output)
          part.largest = Float(quantization.largest)
        }
        part.outputStride = Int64(output.channelStride)
        part.columns = Int64(run.count)
        part.relu = activation == .relu
        legible_depthwise_bytes(&part)
      }
    }
    output.clearGaps()
  }
}

extension ConvolutionGeometry {
  /// Weights as the kernels read them.
  /// - Parameters:
  ///   - weight: `[C, 1, kh, kw]`.
  ///   - flipped: takes the kernel turned by 180 degrees.
  ///   - target: `[kh, kw, C]`, written.
  fileprivate func transpose(
    _ weight: UnsafePointer<Float>, channels: Int, flipped: Bool = false,
    into target: UnsafeMutablePointer<Float>
  ) {
    for tap in 0..<taps {
      let source = flipped ? taps - 1 - tap : tap
      for channel in 0..<channels { target[tap * channels + channel] = weight[channel * taps + source] }
    }
  }

  /// Convolves each channel of a strip by its own kernel.
  /// - Parameters:
  ///   - weights: `[kh, kw, C]`.
  ///   - bias: `[C]` or nil.
  ///   - output: already of its shape. Every element is written, gaps as zeros.
  fileprivate func convolveDepthwise(
    _ input: Strip, weights: UnsafePointer<Float>, bias: UnsafePointer<Float>?, activation: Activation,
    into output: Strip, threads: Int
  ) {
    precondition(
      paddingWidth <= input.layout.gap, "padding of \(paddingWidth) columns, gap of \(input.layout.gap)")
    let channels = input.channels
    parallelFor(pieces: output.layout.height, threads: threads) { row in
      let kernelRows = kernelRows(outputRow: row, inputHeight: input.layout.height)
      forEachRun(input.layout, output.layout) { run in
        var part = LegibleDepthwise(
          input: input.position(
            row: row + kernelRows.lowerBound - paddingHeight, column: run.input - paddingWidth),
          segments: Int64(kernelRows.count), segmentStride: Int64(input.rowStride),
          kernelWidth: Int64(kernelWidth), channels: Int64(channels),
          weights: weights + kernelRows.lowerBound * kernelWidth * channels, bias: bias,
          relu: activation == .relu, output: output.position(row: row, column: run.output),
          columns: Int64(run.count))
        legible_depthwise(&part)
      }
      output.clearGaps(row: row)
    }
  }
}
