import LegibleLayers

extension Network {
  /// The layers that a spec describes, with parameters under the names of `NetworkSpec.tensors(ofLayer:)`.
  static func makeLayers(_ spec: NetworkSpec) -> [any Layer] {
    spec.layers.indices.flatMap { index in
      makeLayers(spec.layers[index], number: index, inputChannels: spec.inputShape(ofLayer: index).channels)
    }
  }

  /// The layers of one layer of a spec: two for a convolution with batch normalisation.
  static func makeLayers(
    _ layer: NetworkSpec.Layer, number: Int, inputChannels: Int
  ) -> [any Layer] {
    let name = "layers.\(number)"
    switch layer {
    case .convolution(let layer):
      let activation = Activation(layer.activation)
      let convolution = Convolution(
        name: name, inputChannels: inputChannels, outputChannels: layer.outputChannels,
        kernel: (layer.kernelHeight, layer.kernelWidth), padding: .init(layer.padding),
        activation: layer.batchNormalization ? .linear : activation)
      guard layer.batchNormalization else { return [convolution] }
      return [
        convolution, BatchNorm(name: name + ".norm", channels: layer.outputChannels, activation: activation),
      ]
    case .maxPooling(let layer):
      return [
        MaxPooling(
          kernel: (layer.kernelHeight, layer.kernelWidth), stride: (layer.strideHeight, layer.strideWidth),
          padding: (layer.paddingHeight, layer.paddingWidth))
      ]
    case .heightCollapse:
      return [HeightCollapse()]
    case .recurrent(let layer):
      let direction: RecurrentDirection =
        switch layer.direction {
        case .forward: .forward
        case .reverse: .reverse
        case .bidirectional: .bidirectional
        }
      return [
        LSTM(
          name: name + ".rnn", inputSize: inputChannels, hiddenSize: layer.hiddenSize, direction: direction)
      ]
    case .dropout(let probability):
      return [Dropout(probability: probability, number: number)]
    case .linear(let layer):
      return [
        Linear(
          name: name, inputSize: inputChannels, outputSize: layer.outputFeatures,
          activation: Activation(layer.activation))
      ]
    case .output(let symbols):
      return [Linear(name: name, inputSize: inputChannels, outputSize: symbols)]
    }
  }
}

extension Activation {
  init(_ activation: NetworkSpec.Activation) {
    self =
      switch activation {
      case .linear: .linear
      case .relu: .relu
      }
  }
}

extension Convolution.Padding {
  init(_ padding: NetworkSpec.Convolution.Padding) {
    self =
      switch padding {
      case .same: .same
      case .valid: .valid
      }
  }
}

extension NetworkSpec {
  /// The widest gap that any convolution of the network needs between neighbours.
  public var gap: Int {
    layers.reduce(1) { widest, layer in
      guard case .convolution(let convolution) = layer else { return widest }
      // Valid convolutions need it for their gradients, same ones for both directions.
      return max(
        widest, convolution.padding == .same ? convolution.kernelWidth / 2 : convolution.kernelWidth - 1)
    }
  }
}
