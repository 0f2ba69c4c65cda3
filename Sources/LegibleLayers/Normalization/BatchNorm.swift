import LegibleKernels
import LegibleTensors

/// Batch normalisation over positions (Ioffe and Szegedy 2015, algorithm 1), with activation. The positions
/// are those of the items; gaps do not count.
///
/// `output = activation((input - mean) / sqrt(variance + epsilon) * weight + bias)`, for each channel.
///
/// It is no layer of a spec, but a part of those that end in it (`b` in their words). For reading nothing is
/// left of it: it is folded into the weights of the layer before.
package enum BatchNorm {
  /// Added to the variance, as in PyTorch.
  package static let epsilon: Float = 1e-5
  /// Share of the newest batch in the running statistics.
  package static let momentum: Float = 0.1

  /// What a layer keeps of its normalisation, besides its own tensors.
  package static func parameters(channels: Int) -> [TensorDescription] {
    [
      TensorDescription("norm.weight", [channels], .bias, fill: 1),
      TensorDescription("norm.bias", [channels], .bias),
      TensorDescription("norm.running_mean", [channels], .statistic),
      TensorDescription("norm.running_var", [channels], .statistic, fill: 1),
    ]
  }

  /// Scales the weights of each output of a layer, and shifts its bias, as the normalisation behind it would,
  /// by its running statistics.
  /// - Parameters:
  ///   - weight: `[channels, ...]`.
  ///   - bias: `[channels]`.
  ///   - parameter: those of the layer, by their roles.
  /// - Returns: weight and bias of a layer that needs no normalisation.
  package static func fold(
    weight: TensorValues<Float>, bias: TensorValues<Float>, _ parameter: (String) -> TensorValues<Float>
  ) -> [TensorValues<Float>] {
    let (gain, offset) = (parameter("norm.weight"), parameter("norm.bias"))
    let (mean, variance) = (parameter("norm.running_mean"), parameter("norm.running_var"))
    let size = weight.count / bias.count
    let (foldedWeight, foldedBias) = (FloatBuffer(count: weight.count), FloatBuffer(count: bias.count))
    for channel in 0..<bias.count {
      let scale = gain.base[channel] / (variance.base[channel] + epsilon).squareRoot()
      let shift = offset.base[channel] - mean.base[channel] * scale
      foldedBias.base[channel] = bias.base[channel] * scale + shift
      let (from, to) = (weight.base + channel * size, foldedWeight.base + channel * size)
      for index in 0..<size { to[index] = from[index] * scale }
    }
    return [foldedWeight.values(weight.count), foldedBias.values(bias.count)]
  }
}

/// Batch normalisation while it is trained.
package final class BatchNormTraining: TrainingLayer {
  package struct Cache {
    /// Of the batch, `[C]`.
    let mean, inverseDeviation: FloatBuffer
    /// `[C]` each: what the passes multiply and add by.
    let factors: [FloatBuffer]
    let sums = ChannelSums()

    init(channels: Int) {
      mean = FloatBuffer(count: channels)
      inverseDeviation = FloatBuffer(count: channels)
      factors = (0..<3).map { _ in FloatBuffer(count: channels) }
    }
  }

  /// `[C]`
  package let weight, bias, runningMean, runningVariance: Parameter
  private let activation: Activation
  private let channels: Int

  package var parameters: [Parameter] { [weight, bias, runningMean, runningVariance] }

  /// - Parameter parameters: of the layer that it is a part of.
  package init(_ parameters: LayerParameters, activation: Activation) {
    weight = parameters["norm.weight"]
    bias = parameters["norm.bias"]
    runningMean = parameters["norm.running_mean"]
    runningVariance = parameters["norm.running_var"]
    channels = weight.count
    self.activation = activation
  }

  /// Scales and variances start as ones.
  package func initialize(using random: inout RandomSource, start: RecurrentStart) {}

  package func makeCache() -> Cache { Cache(channels: channels) }

  package func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    output.reshape(input.layout, channels: channels)
    let count = Double(input.layout.columns * input.layout.height)
    input.channelSums(into: cache.sums, threads: context.threads)
    let (scale, shift) = (cache.factors[0].base, cache.factors[1].base)
    for c in 0..<channels {
      let mean = cache.sums.first[c] / max(count, 1)
      let variance = max(0, cache.sums.second[c] / max(count, 1) - mean * mean)
      let inverseDeviation = Float(1 / (variance + Double(BatchNorm.epsilon)).squareRoot())
      cache.mean.base[c] = Float(mean)
      cache.inverseDeviation.base[c] = inverseDeviation
      scale[c] = weight.value.base[c] * inverseDeviation
      shift[c] = bias.value.base[c] - Float(mean) * scale[c]
      // A batch without positions says nothing. The running variance is the unbiased one, as in PyTorch.
      guard count > 0 else { continue }
      let unbiased = Float(variance * count / max(count - 1, 1))
      runningMean.value.base[c] += (Float(mean) - runningMean.value.base[c]) * BatchNorm.momentum
      runningVariance.value.base[c] += (unbiased - runningVariance.value.base[c]) * BatchNorm.momentum
    }
    output.forEachPiece(threads: context.threads) { _, row, column, count in
      legible_scale_shift(
        input.position(row: row, column: column), scale, shift, activation == .relu,
        output.position(row: row, column: column), Int64(count), Int64(channels))
    }
    output.clearGaps()
  }

  /// The gradient of the input may be `outputGradient` itself.
  package func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext
  ) {
    // With g the gradient behind the activation, x^ the normalised input and n the number of positions
    // (Ioffe and Szegedy 2015, section 3):
    //   d weight = sum g x^,   d bias = sum g,
    //   d input = weight / deviation * (g - sum g / n - x^ * sum (g x^) / n)
    let relu = activation == .relu
    let mean = cache.mean.base
    let sums = cache.sums
    sums.add(over: outputGradient, threads: context.threads) { row, column, count, sum, product in
      legible_norm_gradient_sums(
        outputGradient.position(row: row, column: column), output.position(row: row, column: column),
        input.position(row: row, column: column), mean, relu, Int64(count), Int64(channels), sum, product)
    }
    let count = Double(max(1, input.layout.columns * input.layout.height))
    let (a, b, shift) = (cache.factors[0].base, cache.factors[1].base, cache.factors[2].base)
    for c in 0..<channels {
      let inverse = Double(cache.inverseDeviation.base[c])
      bias.gradient.base[c] += Float(sums.first[c])
      weight.gradient.base[c] += Float(sums.second[c] * inverse)
      let scale = Double(weight.value.base[c]) * inverse
      a[c] = Float(scale)
      b[c] = Float(-scale * inverse * inverse * sums.second[c] / count)
      shift[c] = Float(-scale * sums.first[c] / count)
    }
    guard let inputGradient else { return }
    inputGradient.reshape(input.layout, channels: channels)
    inputGradient.forEachPiece(threads: context.threads) { _, row, column, count in
      legible_norm_gradient(
        outputGradient.position(row: row, column: column), output.position(row: row, column: column),
        input.position(row: row, column: column), mean, a, b, shift, relu,
        inputGradient.position(row: row, column: column), Int64(count), Int64(channels))
    }
    inputGradient.clearGaps()
  }
}
