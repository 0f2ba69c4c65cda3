import LegibleTensors

/// A convolution of floats made ready for reading, with the pooling behind it.
struct ConvolutionReading: ReadingLayer {
  private let geometry: ConvolutionGeometry
  private let channels: Int
  private let weights: ConvolutionWeights
  private let bias: FloatBuffer
  private let activation: Activation
  private let pooling: FusedPooling

  /// - Parameters:
  ///   - weight: `[out, in, kh, kw]`.
  ///   - bias: `[out]`.
  init(
    _ spec: Convolution, weight: TensorValues<Float>, bias: TensorValues<Float>, inputChannels: Int,
    pooling: FusedPooling
  ) {
    geometry = spec.kernel.geometry
    channels = spec.outputChannels
    activation = spec.kernel.activation
    self.pooling = pooling
    weights = ConvolutionWeights(geometry, depth: inputChannels, columns: channels)
    weights.pack(
      weight.base, taps: geometry.taps, depthStride: geometry.taps,
      columnStride: inputChannels * geometry.taps)
    self.bias = FloatBuffer(count: channels)
    self.bias.base.update(from: bias.base, count: channels)
  }

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    geometry.shape(output, from: input.layout, channels: channels, pooling: pooling)
    geometry.convolve(
      input, weights: weights, bias: bias.base, activation: activation, pooling: pooling, into: output,
      threads: 1, workspace: workspace)
  }
}
