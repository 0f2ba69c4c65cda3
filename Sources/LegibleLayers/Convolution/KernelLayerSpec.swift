import LegibleTensors

/// A kind of layer that moves a kernel over feature maps, stride 1, with bias, batch normalisation where
/// asked for, and activation. What follows from the kernel's size and padding, and from the normalisation, is
/// the same for all of them.
///
/// Their words go on `[v][b](r|l)<height>,<width>`: `v` no padding, `b` batch normalisation between sum and
/// activation, `r` ReLU, `l` linear. The letters `v` and `b` are ours.
package protocol KernelLayerSpec: PlainLayerSpec {
  var kernel: Kernel { get }

  /// Channels that come out for those that go in.
  func outputChannels(for inputChannels: Int) -> Int

  /// The layer for training.
  /// - Parameters:
  ///   - parameters: those of `readingTensors`, and those of the normalisation.
  ///   - activation: linear where a normalisation follows, which then has the layer's.
  func makeTrainingLayer(
    _ parameters: LayerParameters, activation: Activation, input: FeatureShape
  ) -> any TrainingLayer
}

extension KernelLayerSpec {
  package var endsNetwork: Bool { false }

  package func misfit(on shape: FeatureShape) -> String? { misfitOfFeatureMap(on: shape) }

  package func output(of shape: FeatureShape) -> FeatureShape {
    FeatureShape(
      height: kernel.padding == .same ? shape.height : shape.height - kernel.height + 1,
      channels: outputChannels(for: shape.channels), isColumns: false)
  }

  package func outputWidth(_ width: Int) -> Int { kernel.geometry.outputWidth(width) }

  package func minimumInputWidth(forOutputWidth width: Int) -> Int {
    kernel.padding == .same ? width : width + kernel.width - 1
  }

  /// What the forward pass reads beside an item, or the gradient's pass of a kernel without padding.
  package var gap: Int { max(1, kernel.padding == .same ? kernel.width / 2 : kernel.width - 1) }

  package func parameters(input: FeatureShape) -> [TensorDescription] {
    let channels = outputChannels(for: input.channels)
    return readingTensors(input: input)
      + (kernel.batchNormalization ? BatchNorm.parameters(channels: channels) : [])
  }

  package func fold(
    _ parameter: (String) -> TensorValues<Float>, input: FeatureShape
  ) -> [TensorValues<Float>] {
    let (weight, bias) = (parameter("weight"), parameter("bias"))
    return kernel.batchNormalization ? BatchNorm.fold(weight: weight, bias: bias, parameter) : [weight, bias]
  }

  package func multiplyAdds(input: FeatureShape, width: Int) -> Int {
    multiplyAddsOfMatrices(input: input, width: width)
  }

  package func makeTrainingLayer(name: String, number: Int, input: FeatureShape) -> any TrainingLayer {
    let parameters = LayerParameters(parameters(input: input), name: name)
    guard kernel.batchNormalization else {
      return makeTrainingLayer(parameters, activation: kernel.activation, input: input)
    }
    func normalized(_ body: some TrainingLayer) -> any TrainingLayer {
      NormalizedTraining(body, BatchNormTraining(parameters, activation: kernel.activation))
    }
    return normalized(makeTrainingLayer(parameters, activation: .linear, input: input))
  }

  package func outputRange(of numbers: NumberRange) -> NumberRange {
    kernel.activation == .relu ? .nonnegative : .any
  }
}
