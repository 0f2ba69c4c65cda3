import LegibleKernels
import LegibleTensors

/// Two-dimensional convolution (cross-correlation, as everywhere in the field), stride 1, with bias and activation.
///
/// `output[y, x, d] = activation(bias[d] + sum over i, j, c of input[y + i - py, x + j - px, c] * weight[d, c, i, j])`
public final class Convolution: Layer {
  /// Zero padding around every item.
  public enum Padding: Sendable, Equatable {
    /// Output as large as the input; kernel sides must be odd.
    case same
    /// None: the output loses `kernel - 1` rows and columns.
    case valid
  }

  public struct Cache {
    /// The weights as the forward and as the backward pass read them.
    let packed, flipped: PackedMatrix
    /// `[kh, kw, in, out]`
    let gradient: FloatBuffer
    let sums = ChannelSums()
  }

  /// `[out, in, kh, kw]`
  public let weight: Parameter
  /// `[out]`
  public let bias: Parameter
  public let activation: Activation
  let geometry: ConvolutionGeometry
  private let inputChannels: Int
  private let outputChannels: Int

  public var parameters: [Parameter] { [weight, bias] }

  /// - Parameters:
  ///   - name: prefix of the parameters' names, such as `layers.0`.
  ///   - kernel: height and width.
  public init(
    name: String, inputChannels: Int, outputChannels: Int, kernel: (height: Int, width: Int),
    padding: Padding = .same, activation: Activation = .linear
  ) {
    precondition(
      padding == .valid || (kernel.height % 2 == 1 && kernel.width % 2 == 1),
      "same padding needs an odd kernel, not \(kernel.height)x\(kernel.width)")
    weight = Parameter(
      name: name + ".weight", shape: [outputChannels, inputChannels, kernel.height, kernel.width],
      kind: .weight)
    bias = Parameter(name: name + ".bias", shape: [outputChannels], kind: .bias)
    self.activation = activation
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    geometry = ConvolutionGeometry(
      kernelHeight: kernel.height, kernelWidth: kernel.width,
      paddingHeight: padding == .same ? kernel.height / 2 : 0,
      paddingWidth: padding == .same ? kernel.width / 2 : 0)
  }

  /// He initialisation (He et al. 2015, eq. 10): normal with variance `2 / fan-in`; bias zero.
  public func initialize(using random: inout RandomSource) {
    let fanIn = Float(weight.count / outputChannels)
    weight.fillNormal(standardDeviation: (2 / fanIn).squareRoot(), using: &random)
    bias.value.zero(bias.count)
  }

  public func makeCache() -> Cache {
    Cache(
      packed: makePacked(),
      flipped: PackedMatrix(
        depth: geometry.kernelHeight * geometry.kernelWidth * outputChannels, columns: inputChannels),
      gradient: FloatBuffer(count: weight.count))
  }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (geometry.outputLayout(input), outputChannels)
  }

  public func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    geometry.shape(output, from: input.layout, channels: outputChannels)
    pack(weight.value.base, into: cache.packed)
    geometry.convolve(
      input, weights: cache.packed, bias: bias.value.base, activation: activation, into: output,
      threads: context.threads)
  }

  public func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext
  ) {
    if activation == .relu { outputGradient.applyReLUGradient(output: output, threads: context.threads) }

    outputGradient.addChannelSums(to: bias.gradient.base, scratch: cache.sums, threads: context.threads)

    cache.gradient.zero(weight.count)
    geometry.addWeightGradient(
      input: input, outputGradient: outputGradient, to: cache.gradient.base, threads: context.threads)
    addToWeightGradient(cache.gradient.base)

    guard let inputGradient else { return }
    inputGradient.reshape(input.layout, channels: inputChannels)
    packFlipped(into: cache.flipped)
    geometry.transposed.convolve(
      outputGradient, weights: cache.flipped, bias: nil, activation: .linear, into: inputGradient,
      threads: context.threads)
  }

  public func inference() -> (any InferenceLayer)? {
    inference(scale: nil, shift: nil, activation: activation)
  }

  /// The layer as it reads, followed by `scale[d] * x + shift[d]`, which goes into its weights, and an activation.
  func inference(scale: [Float]?, shift: [Float]?, activation: Activation) -> InferenceConvolution {
    let weights = makePacked()
    let bias = FloatBuffer(count: outputChannels)
    for d in 0..<outputChannels {
      bias.base[d] = self.bias.value.base[d] * (scale?[d] ?? 1) + (shift?[d] ?? 0)
    }
    if let scale {
      let scaled = FloatBuffer(count: weight.count)
      let size = weight.count / outputChannels
      for d in 0..<outputChannels {
        let factor = scale[d]
        for index in d * size..<(d + 1) * size { scaled.base[index] = weight.value.base[index] * factor }
      }
      pack(scaled.base, into: weights)
    } else {
      pack(weight.value.base, into: weights)
    }
    return InferenceConvolution(
      geometry: geometry, channels: outputChannels, weights: weights, bias: bias, activation: activation)
  }

  // MARK: Packing

  private func makePacked() -> PackedMatrix {
    PackedMatrix(
      depth: geometry.kernelHeight * geometry.kernelWidth * inputChannels, columns: outputChannels)
  }

  /// Row `(i * kw + j) * in + c` of the matrix holds `weight[:, c, i, j]`.
  private func pack(_ weight: UnsafePointer<Float>, into packed: PackedMatrix) {
    let taps = geometry.kernelHeight * geometry.kernelWidth
    for tap in 0..<taps {
      packed.pack(
        weight + tap, depthStride: taps, columnStride: inputChannels * taps,
        slice: tap * inputChannels..<(tap + 1) * inputChannels)
    }
  }

  /// Row `(i * kw + j) * out + d` of the matrix holds `weight[d, :, kh - 1 - i, kw - 1 - j]`.
  private func packFlipped(into packed: PackedMatrix) {
    let taps = geometry.kernelHeight * geometry.kernelWidth
    for tap in 0..<taps {
      packed.pack(
        weight.value.base + (taps - 1 - tap), depthStride: inputChannels * taps, columnStride: taps,
        slice: tap * outputChannels..<(tap + 1) * outputChannels)
    }
  }

  /// `[kh, kw, in, out]` added to `[out, in, kh, kw]`.
  private func addToWeightGradient(_ gradient: UnsafePointer<Float>) {
    let taps = geometry.kernelHeight * geometry.kernelWidth
    let sum = weight.gradient.base
    for d in 0..<outputChannels {
      for c in 0..<inputChannels {
        for tap in 0..<taps {
          sum[(d * inputChannels + c) * taps + tap] +=
            gradient[(tap * inputChannels + c) * outputChannels + d]
        }
      }
    }
  }
}

/// A convolution made ready for reading.
struct InferenceConvolution: InferenceLayer {
  let geometry: ConvolutionGeometry
  let channels: Int
  let weights: PackedMatrix
  let bias: FloatBuffer
  let activation: Activation

  func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (geometry.outputLayout(input), self.channels)
  }

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    geometry.shape(output, from: input.layout, channels: channels)
    geometry.convolve(
      input, weights: weights, bias: bias.base, activation: activation, into: output, threads: 1)
  }
}
