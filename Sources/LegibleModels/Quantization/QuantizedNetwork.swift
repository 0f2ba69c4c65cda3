import LegibleLayers
import LegibleTensors

/// A network whose layers multiply bytes where they can: for reading alone.
package struct QuantizedNetwork: StorableNetwork, Sendable {
  package static let precision = Precision.int8

  package let spec: NetworkSpec
  /// How the bytes are to be read that a layer multiplies, by the layer's name.
  private let inputs: [String: Quantization]
  /// By the layer's name.
  private let weights: [String: LayerWeights]

  /// Rounds a network's weights to int8, one scale for each output, batch normalisation folded in first.
  /// - Parameters:
  ///   - network: with finite weights.
  ///   - inputs: what the bytes stand for that layers multiply, by the layer's name; the other layers stay in
  ///     float32.
  /// - Throws: `QuantizationError` where a weight or a bias is too large.
  init(quantizing network: Network, inputs: [String: Quantization]) throws(QuantizationError) {
    spec = network.spec
    self.inputs = inputs
    let parameters = network.parameterValues
    var weights: [String: LayerWeights] = [:]
    for layer in spec.leaves {
      let isBytes = inputs[layer.name] != nil
      var values: [String: LayerWeights.Values] = [:]
      let tensors = layer.spec.readingTensors(input: layer.input)
      for (tensor, floats) in zip(tensors, parameters.foldedValues(layer)) {
        values[tensor.role] = try Self.quantize(
          floats, tensor, name: "\(layer.name).\(tensor.role)", isBytes: isBytes)
      }
      weights[layer.name] = LayerWeights(values)
    }
    self.weights = weights
  }

  private static func quantize(
    _ floats: TensorValues<Float>, _ tensor: TensorDescription, name: String, isBytes: Bool
  ) throws(QuantizationError) -> LayerWeights.Values {
    // A normalisation by a variance below zero makes a NaN of finite weights.
    guard floats.elements.allSatisfy(\.isFinite) else { throw .weightNotFinite(tensor: name) }
    guard isBytes else { return .floats(floats) }
    guard tensor.isMatrix else {
      guard floats.elements.allSatisfy(QuantizedWeights.isUsable(bias:)) else {
        throw .weightTooLarge(tensor: name)
      }
      return .floats(floats)
    }
    let weights = QuantizedWeights(rounding: floats.elements, outputs: tensor.shape[0])
    guard weights.scales.elements.allSatisfy(QuantizedWeights.isUsable(scale:)) else {
      throw .weightTooLarge(tensor: name)
    }
    return .bytes(weights)
  }

  /// The tensors to be written to a file, those of `StoredTensor.quantized`.
  package var sources: [SafeTensors.Source] {
    spec.leaves.flatMap { layer -> [SafeTensors.Source] in
      let (input, weights) = (inputs[layer.name], weights[layer.name]!)
      let tensors = layer.spec.readingTensors(input: layer.input).flatMap { tensor -> [SafeTensors.Source] in
        let name = "\(layer.name).\(tensor.role)"
        guard input != nil, tensor.isMatrix else {
          return [.init(name, shape: tensor.shape, floats: weights.floats(tensor.role).array)]
        }
        let bytes = weights.bytes(tensor.role)
        return [
          .init(
            name, .int8, shape: tensor.shape, bytes: bytes.integers.elements.map { UInt8(bitPattern: $0) }),
          .init(name + StoredTensor.scaleSuffix, shape: [tensor.shape[0]], floats: bytes.scales.array),
        ]
      }
      guard let input else { return tensors }
      return [
        .init(layer.name + StoredTensor.inputScale, shape: [1], floats: [input.scale]),
        .init(
          layer.name + StoredTensor.inputRange, .uint8, shape: [2], bytes: [input.zeroPoint, input.largest]),
      ] + tensors
    }
  }

  /// The network as it reads.
  package func reading() -> ReadingNetwork {
    ReadingNetwork(
      spec,
      builder: ReadingBuilder(
        weights: { [weights] in weights[$0.name] ?? LayerWeights([:]) },
        quantization: { [inputs] in inputs[$0] }))
  }
}
