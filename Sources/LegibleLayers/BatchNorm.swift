import LegibleKernels
import LegibleTensors

/// Batch normalisation over positions (Ioffe and Szegedy 2015, algorithm 1), with activation. The positions are those of the
/// items; gaps do not count.
///
/// `output = activation((input - mean) / sqrt(variance + epsilon) * weight + bias)`, for each channel.
public final class BatchNorm: Layer {
  public struct Cache {
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
  public let weight, bias, runningMean, runningVariance: Parameter
  public let activation: Activation
  /// Added to the variance, as in PyTorch.
  public static let epsilon: Float = 1e-5
  /// Share of the newest batch in the running statistics.
  public static let momentum: Float = 0.1

  private let channels: Int

  public var parameters: [Parameter] { [weight, bias, runningMean, runningVariance] }

  /// - Parameter name: prefix of the parameters' names, such as `layers.0.norm`.
  public init(name: String, channels: Int, activation: Activation = .linear) {
    weight = Parameter(name: name + ".weight", shape: [channels], kind: .bias, fill: 1)
    bias = Parameter(name: name + ".bias", shape: [channels], kind: .bias)
    runningMean = Parameter(name: name + ".running_mean", shape: [channels], kind: .statistic)
    runningVariance = Parameter(name: name + ".running_var", shape: [channels], kind: .statistic, fill: 1)
    self.channels = channels
    self.activation = activation
  }

  public func makeCache() -> Cache { Cache(channels: channels) }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (input, channels)
  }

  public func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    output.reshape(input.layout, channels: channels)
    let count = Double(input.layout.columns * input.layout.height)
    input.channelSums(into: cache.sums, threads: context.threads)
    let (scale, shift) = (cache.factors[0].base, cache.factors[1].base)
    for c in 0..<channels {
      let mean = cache.sums.first[c] / max(count, 1)
      let variance = max(0, cache.sums.second[c] / max(count, 1) - mean * mean)
      let inverseDeviation = Float(1 / (variance + Double(Self.epsilon)).squareRoot())
      cache.mean.base[c] = Float(mean)
      cache.inverseDeviation.base[c] = inverseDeviation
      scale[c] = weight.value.base[c] * inverseDeviation
      shift[c] = bias.value.base[c] - Float(mean) * scale[c]
      // A batch without positions says nothing. The running variance is the unbiased one, as in PyTorch.
      guard count > 0 else { continue }
      let unbiased = Float(variance * count / max(count - 1, 1))
      runningMean.value.base[c] += (Float(mean) - runningMean.value.base[c]) * Self.momentum
      runningVariance.value.base[c] += (unbiased - runningVariance.value.base[c]) * Self.momentum
    }
    output.fill(
      from: input, scale: scale, shift: shift, activation: activation, threads: context.threads)
  }

  public func backward(
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
    inputGradient.zeroGaps()
  }

  /// Scale and shift by the running statistics: all that is left of the layer when it reads.
  public var inferenceScaleAndShift: (scale: [Float], shift: [Float]) {
    let scale = (0..<channels).map {
      weight.value.base[$0] / (runningVariance.value.base[$0] + Self.epsilon).squareRoot()
    }
    let shift = (0..<channels).map { bias.value.base[$0] - runningMean.value.base[$0] * scale[$0] }
    return (scale, shift)
  }

  public func inference() -> (any InferenceLayer)? {
    let (scale, shift) = inferenceScaleAndShift
    return InferenceScale(scale: scale, shift: shift, activation: activation)
  }
}

/// Batch normalisation made ready for reading, where there is no convolution before it to fold it into.
struct InferenceScale: InferenceLayer {
  let scale: [Float]
  let shift: [Float]
  let activation: Activation

  func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (input, channels)
  }

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    output.reshape(input.layout, channels: input.channels)
    output.fill(from: input, scale: scale, shift: shift, activation: activation, threads: 1)
  }
}

extension Strip {
  /// `activation(input * scale[c] + shift[c])`, gaps zero.
  fileprivate func fill(
    from input: Strip, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>, activation: Activation,
    threads: Int
  ) {
    forEachPiece(threads: threads) { _, row, column, count in
      legible_scale_shift(
        input.position(row: row, column: column), scale, shift, activation == .relu,
        position(row: row, column: column), Int64(count), Int64(channels))
    }
    zeroGaps()
  }
}
