import LegibleTensors

/// A convolution while it is trained.
final class ConvolutionTraining: TrainingLayer {
  struct Cache {
    /// The weights as the forward and as the backward pass read them.
    let forward, backward: ConvolutionWeights
    /// `[kh, kw, in, out]`, where the gradient is summed directly.
    let gradient = FloatBuffer()
    let sums = ChannelSums()
  }

  /// `[out, in, kh, kw]`
  private let weight: Parameter
  /// `[out]`
  private let bias: Parameter
  private let activation: Activation
  private let geometry: ConvolutionGeometry
  private let inputChannels, outputChannels: Int

  var parameters: [Parameter] { [weight, bias] }

  init(_ geometry: ConvolutionGeometry, _ parameters: LayerParameters, activation: Activation) {
    weight = parameters["weight"]
    bias = parameters["bias"]
    outputChannels = weight.shape[0]
    inputChannels = weight.shape[1]
    self.geometry = geometry
    self.activation = activation
  }

  /// He initialisation (He et al. 2015, eq. 10): normal with variance `2 / fan-in`; bias zero.
  func initialize(using random: inout RandomSource, start: RecurrentStart) {
    let fanIn = Float(weight.count / outputChannels)
    weight.fillNormal(standardDeviation: (2 / fanIn).squareRoot(), using: &random)
  }

  func makeCache() -> Cache {
    Cache(
      forward: ConvolutionWeights(geometry, depth: inputChannels, columns: outputChannels),
      backward: ConvolutionWeights(geometry.transposed, depth: outputChannels, columns: inputChannels))
  }

  func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    geometry.shape(output, from: input.layout, channels: outputChannels)
    cache.forward.pack(
      weight.value.base, taps: geometry.taps, depthStride: geometry.taps,
      columnStride: inputChannels * geometry.taps, threads: context.threads)
    geometry.convolve(
      input, weights: cache.forward, bias: bias.value.base, activation: activation, into: output,
      threads: context.threads, workspace: context.workspace)
  }

  func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext
  ) {
    outputGradient.applyGradient(of: activation, output: output, threads: context.threads)

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
