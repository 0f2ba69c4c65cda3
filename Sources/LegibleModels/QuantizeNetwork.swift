import LegibleLayers
import LegibleTensors

extension QuantizedNetwork {
  /// Rounds a network's weights to int8, one scale for each output, batch normalisation folded in first.
  /// - Parameters:
  ///   - network: with finite weights.
  ///   - steps: of the inputs of the layers that multiply bytes, by the layer's index.
  /// - Throws: `QuantizationError` where a weight or a bias is too large.
  init(quantizing network: Network, steps: [Int: Float]) throws(QuantizationError) {
    let spec = network.spec
    let parameters = Dictionary(uniqueKeysWithValues: network.parameters.map { ($0.name, $0.array) })
    var values: [String: QuantizedValues] = [:]

    func addWeights(_ name: String, _ floats: [Float], outputs: Int) throws(QuantizationError) {
      let weights = floats.withUnsafeBufferPointer { QuantizedWeights(rounding: $0, outputs: outputs) }
      guard weights.scales.allSatisfy(QuantizedWeights.isUsable(scale:)) else {
        throw .weightTooLarge(tensor: name)
      }
      values[name] = .integers(weights.integers)
      values[name + "_scale"] = .floats(weights.scales)
    }
    func addBias(_ name: String, _ floats: [Float]) throws(QuantizationError) {
      guard floats.allSatisfy(QuantizedWeights.isUsable(bias:)) else { throw .weightTooLarge(tensor: name) }
      values[name] = .floats(floats)
    }

    for (index, (form, layers)) in zip(spec.quantizedForms, network.layersOfSpec).enumerated() {
      let prefix = "layers.\(index)."
      let isBytes = if case .bytes = form { true } else { false }
      if isBytes, let step = steps[index] { values[prefix + "input_scale"] = .floats([step]) }
      switch spec.layers[index] {
      case .maxPooling, .heightCollapse, .dropout: continue
      case .recurrent(let layer):
        for suffix in layer.direction.suffixes {
          func parameter(_ role: String) -> [Float] { parameters[prefix + "rnn." + role + suffix]! }
          for role in ["weight_ih_l0", "weight_hh_l0"] {
            try addWeights(prefix + "rnn." + role + suffix, parameter(role), outputs: 4 * layer.hiddenSize)
          }
          try addBias(
            prefix + "rnn.bias_l0" + suffix,
            zip(parameter("bias_ih_l0"), parameter("bias_hh_l0")).map { $0 + $1 })
        }
      case .convolution, .linear, .output:
        var (weight, bias) = (parameters[prefix + "weight"]!, parameters[prefix + "bias"]!)
        if let norm = layers.last as? BatchNorm {
          let (scale, shift) = norm.inferenceScaleAndShift
          let size = weight.count / bias.count
          for place in weight.indices { weight[place] *= scale[place / size] }
          for output in bias.indices { bias[output] = bias[output] * scale[output] + shift[output] }
        }
        // A normalisation by a variance below zero makes a NaN of finite weights.
        guard (weight + bias).allSatisfy(\.isFinite) else {
          throw .weightNotFinite(tensor: prefix + "norm.running_var")
        }
        if isBytes {
          try addWeights(prefix + "weight", weight, outputs: bias.count)
          try addBias(prefix + "bias", bias)
        } else {
          values[prefix + "weight"] = .floats(weight)
          values[prefix + "bias"] = .floats(bias)
        }
      }
    }
    self.init(spec: spec, values: values)
  }
}

extension Parameter {
  fileprivate var array: [Float] { Array(UnsafeBufferPointer(start: value.base, count: count)) }
}
