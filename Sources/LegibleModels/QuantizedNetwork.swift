import LegibleLayers
import LegibleTensors

/// A network whose weights are int8: for reading alone.
public struct QuantizedNetwork: Sendable {
  public let spec: NetworkSpec
  /// By the names of `NetworkSpec.quantizedTensors(ofLayer:)`, all of them and no others.
  private let values: [String: QuantizedValues]

  init(spec: NetworkSpec, values: [String: QuantizedValues]) {
    self.spec = spec
    self.values = values
  }

  /// - Throws: `ModelFileError` for a tensor that is missing or not what it should be.
  init(spec: NetworkSpec, tensors: SafeTensors) throws(ModelFileError) {
    var values: [String: QuantizedValues] = [:]
    for index in spec.layers.indices {
      for tensor in spec.quantizedTensors(ofLayer: index) {
        values[tensor.name] = try tensors.quantizedValues(tensor)
      }
    }
    self.init(spec: spec, values: values)
  }

  /// The tensors to be written to a file.
  var sources: [SafeTensors.Source] {
    spec.layers.indices.flatMap { index in
      spec.quantizedTensors(ofLayer: index).map { tensor in
        switch values[tensor.name]! {
        case .integers(let integers):
          SafeTensors.Source(
            tensor.name, .int8, shape: tensor.shape, bytes: integers.map { UInt8(bitPattern: $0) })
        case .floats(let floats): SafeTensors.Source(tensor.name, shape: tensor.shape, floats: floats)
        }
      }
    }
  }

  // MARK: Reading

  /// The network as it reads: layers of bytes in sections between layers of floats.
  public func inference() -> InferenceNetwork {
    let forms = spec.quantizedForms
    var result: [any InferenceLayer] = []
    var floats: [any Layer] = []
    var index = 0
    while index < forms.count {
      if case .bytes = forms[index] {
        result += InferenceNetwork(floats).layers
        floats = []
        let (section, end) = section(from: index, forms)
        result.append(section)
        index = end
      } else {
        floats.append(floatLayer(index))
        index += 1
      }
    }
    return InferenceNetwork(inferenceLayers: result + InferenceNetwork(floats).layers)
  }

  /// The section that starts with a layer of bytes, up to the last one that only weightless layers part from it.
  private func section(from first: Int, _ forms: [QuantizedForm]) -> (layer: QuantizedSection, end: Int) {
    var last = first
    while let next = nextProduct(after: last, forms) { last = next }
    let layers = (first..<last).compactMap { index -> (any QuantizedLayer)? in
      switch forms[index] {
      case .weightless: weightlessLayer(index)
      default: product(index, forms, output: input(ofLayer: nextProduct(after: index, forms)!, forms))
      }
    }
    return (
      QuantizedSection(
        input: input(ofLayer: first, forms), layers: layers, last: product(last, forms, output: nil)),
      last + 1
    )
  }

  /// The next layer that multiplies bytes, if only weightless ones stand before it.
  private func nextProduct(after index: Int, _ forms: [QuantizedForm]) -> Int? {
    let next = forms[(index + 1)...].firstIndex { $0 != .weightless }
    return next.flatMap { forms[$0] == .float ? nil : $0 }
  }

  private func input(ofLayer index: Int, _ forms: [QuantizedForm]) -> Quantization {
    guard case .bytes(let input) = forms[index] else { preconditionFailure("a layer of floats") }
    if input == .hiddenState { return .hiddenState }
    return Quantization(
      step: floats(index, "input_scale")[0], zeroPoint: input == .signed ? 128 : 0,
      largest: input == .nonnegativeHalf ? 127 : 255)
  }

  private func product(
    _ index: Int, _ forms: [QuantizedForm], output: Quantization?
  ) -> any QuantizedProductLayer {
    let input = input(ofLayer: index, forms)
    switch spec.layers[index] {
    case .convolution(let layer) where forms[index] == .bytes(.nonnegativeHalf):
      return QuantizedWinogradConvolution(
        weights: weights(index, "weight"), bias: floats(index, "bias"),
        inputChannels: spec.inputShape(ofLayer: index).channels, kernelHeight: layer.kernelHeight,
        activation: .init(layer.activation), input: input, output: output)
    case .convolution(let layer):
      return QuantizedConvolution(
        weights: weights(index, "weight"), bias: floats(index, "bias"),
        inputChannels: spec.inputShape(ofLayer: index).channels,
        kernel: (layer.kernelHeight, layer.kernelWidth), padding: .init(layer.padding),
        activation: .init(layer.activation), input: input, output: output)
    case .linear(let layer):
      return QuantizedLinear(
        weights: weights(index, "weight"), bias: floats(index, "bias"), activation: .init(layer.activation),
        input: input, output: output)
    case .recurrent(let layer):
      return QuantizedLSTM(
        hiddenSize: layer.hiddenSize,
        directions: layer.direction.suffixes.enumerated().map { number, suffix in
          QuantizedLSTM.Direction(
            reversed: number == 1 || layer.direction == .reverse,
            inputWeights: weights(index, "rnn.weight_ih_l0" + suffix),
            recurrentWeights: weights(index, "rnn.weight_hh_l0" + suffix),
            bias: floats(index, "rnn.bias_l0" + suffix), input: input)
        }, output: output)
    case .maxPooling, .heightCollapse, .dropout, .output: preconditionFailure("no layer of bytes")
    }
  }

  private func weightlessLayer(_ index: Int) -> (any QuantizedLayer)? {
    switch floatLayer(index) {
    case let layer as MaxPooling: QuantizedPooling(layer)
    case is HeightCollapse: QuantizedCollapse()
    default: nil
    }
  }

  /// The layer in float32, its weights filled in where it has them.
  private func floatLayer(_ index: Int) -> any Layer {
    var description = spec.layers[index]
    if case .convolution(var layer) = description {
      layer.batchNormalization = false
      description = .convolution(layer)
    }
    let layer = Network.makeLayers(
      description, number: index, inputChannels: spec.inputShape(ofLayer: index).channels)[0]
    if case .float = spec.quantizedForms[index] {
      for parameter in layer.parameters {
        values[parameter.name]!.floats.withUnsafeBufferPointer {
          parameter.value.base.update(from: $0.baseAddress!, count: parameter.count)
        }
      }
    }
    return layer
  }

  private func floats(_ index: Int, _ role: String) -> [Float] { values["layers.\(index).\(role)"]!.floats }

  private func weights(_ index: Int, _ role: String) -> QuantizedWeights {
    QuantizedWeights(
      integers: values["layers.\(index).\(role)"]!.integers, scales: floats(index, role + "_scale"))
  }
}
