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
    let forward, backward: ConvolutionWeights
    /// `[kh, kw, in, out]`, where the gradient is summed directly.
    let gradient = FloatBuffer()
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
      forward: ConvolutionWeights(geometry, depth: inputChannels, columns: outputChannels),
      backward: ConvolutionWeights(geometry.transposed, depth: outputChannels, columns: inputChannels))
  }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (geometry.outputLayout(input), outputChannels)
  }

  public func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    geometry.shape(output, from: input.layout, channels: outputChannels)
    pack(weight.value.base, into: cache.forward, threads: context.threads)
    geometry.convolve(
      input, weights: cache.forward, bias: bias.value.base, activation: activation, into: output,
      threads: context.threads, workspace: context.workspace)
  }

  public func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext
  ) {
    if activation == .relu { outputGradient.applyReLUGradient(output: output, threads: context.threads) }

    outputGradient.addChannelSums(to: bias.gradient.base, scratch: cache.sums, threads: context.threads)
    addWeightGradient(input: input, outputGradient: outputGradient, cache: cache, context: context)

    guard let inputGradient else { return }
    inputGradient.reshape(input.layout, channels: inputChannels)
    cache.backward.pack(
      weight.value.base, taps: geometry.taps, depthStride: inputChannels * geometry.taps,
      columnStride: geometry.taps, flipped: true, threads: context.threads)
    geometry.transposed.convolve(
      outputGradient, weights: cache.backward, bias: nil, activation: .linear, into: inputGradient,
      threads: context.threads, workspace: context.workspace)
  }

  private func addWeightGradient(
    input: Strip, outputGradient: Strip, cache: Cache, context: TrainingContext
  ) {
    switch cache.forward {
    case .winograd:
      addWinogradWeightGradient(
        input: input, outputGradient: outputGradient, to: weight.gradient.base, threads: context.threads,
        workspace: context.workspace)
    case .direct:
      cache.gradient.reserve(weight.count)
      cache.gradient.zero(weight.count)
      geometry.addWeightGradient(
        input: input, outputGradient: outputGradient, to: cache.gradient.base, threads: context.threads)
      addToWeightGradient(cache.gradient.base)
    }
  }

  public func inference() -> (any InferenceLayer)? {
    inference(scale: nil, shift: nil, activation: activation, pooling: FusedPooling())
  }

  /// The layer as it reads, with what follows it taken into its weights and its store.
  /// - Parameters:
  ///   - norm: behind this layer, which then has no activation of its own.
  ///   - pooling: behind both. What of it cannot be taken in is a layer of its own.
  public func inference(norm: BatchNorm?, pooling: MaxPooling?) -> [any InferenceLayer] {
    precondition(
      norm == nil || activation == .linear, "an activation stands between convolution and normalisation")
    let (fused, rest) = pooling?.window.split() ?? (FusedPooling(), nil)
    let scaling = norm?.inferenceScaleAndShift
    let convolution = inference(
      scale: scaling?.scale, shift: scaling?.shift, activation: norm?.activation ?? activation,
      pooling: fused)
    return [convolution] + (rest.map { [InferencePooling(window: $0)] } ?? [])
  }

  /// The layer as it reads, followed by `scale[d] * x + shift[d]`, which goes into its weights, an activation and pooling.
  private func inference(
    scale: [Float]?, shift: [Float]?, activation: Activation, pooling: FusedPooling
  ) -> InferenceConvolution {
    let weights = ConvolutionWeights(geometry, depth: inputChannels, columns: outputChannels)
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
      geometry: geometry, channels: outputChannels, weights: weights, bias: bias, activation: activation,
      pooling: pooling)
  }

  private func pack(_ weight: UnsafePointer<Float>, into weights: ConvolutionWeights, threads: Int = 1) {
    weights.pack(
      weight, taps: geometry.taps, depthStride: geometry.taps, columnStride: inputChannels * geometry.taps,
      threads: threads)
  }

  /// `[kh, kw, in, out]` added to `[out, in, kh, kw]`.
  private func addToWeightGradient(_ gradient: UnsafePointer<Float>) {
    let taps = geometry.taps
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

/// A convolution made ready for reading, with the pooling behind it.
struct InferenceConvolution: InferenceLayer {
  let geometry: ConvolutionGeometry
  let channels: Int
  let weights: ConvolutionWeights
  let bias: FloatBuffer
  let activation: Activation
  let pooling: FusedPooling

  func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (pooling.outputLayout(geometry.outputLayout(input)), self.channels)
  }

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    geometry.shape(output, from: input.layout, channels: channels, pooling: pooling)
    geometry.convolve(
      input, weights: weights, bias: bias.base, activation: activation, pooling: pooling, into: output,
      threads: 1, workspace: workspace)
  }
}
