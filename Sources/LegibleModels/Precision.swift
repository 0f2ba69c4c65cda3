/// The arithmetic that a model file's weights are made for.
public enum Precision: String, Sendable {
  /// Trained weights, as they are.
  case float32
  /// Weights and activations as bytes, except where `NetworkSpec.quantizedLayers` says otherwise; for reading alone.
  case int8
}

/// What becomes of one layer of a spec when its network is quantised to int8.
enum QuantizedForm: Hashable {
  /// No weights: pooling, height collapse, dropout.
  case weightless
  /// Stays in float32.
  case float
  /// Multiplies bytes.
  case bytes(QuantizedInput)
}

/// What a layer that multiplies bytes reads.
enum QuantizedInput: Hashable {
  /// Numbers that are never negative, from a ReLU: zero point 0.
  case nonnegative
  /// The same, and bytes of at most 127: for a `QuantizedWinogradConvolution`, which adds and subtracts neighbours.
  case nonnegativeHalf
  /// Any numbers: zero point 128.
  case signed
  /// Hidden states of an LSTM, whose step is fixed.
  case hiddenState
}

extension NetworkSpec {
  /// The form of every layer in a network that is quantised to int8, a function of the spec alone.
  ///
  /// In float32 stay the output layer, whose scores are compared, and convolutions of what may be negative, above all the
  /// first one: their padding would not be the byte 0.
  var quantizedForms: [QuantizedForm] {
    var input = QuantizedInput.signed
    return layers.indices.map { index in
      let size = inputShape(ofLayer: index).channels
      switch layers[index] {
      case .convolution(let layer):
        let depth = layer.kernelHeight * layer.kernelWidth * ((size + 3) / 4 * 4)
        let isNarrow = layer.kernelWidth == 3 && layer.padding == .same
        let form: QuantizedForm =
          input == .nonnegative && depth <= Self.deepestQuantizedSum
          ? .bytes(isNarrow ? .nonnegativeHalf : .nonnegative) : .float
        input = layer.activation == .relu ? .nonnegative : .signed
        return form
      case .linear(let layer):
        defer { input = layer.activation == .relu ? .nonnegative : .signed }
        return .bytes(input)
      case .recurrent:
        defer { input = .hiddenState }
        return .bytes(input)
      case .output: return .float
      case .maxPooling, .heightCollapse, .dropout: return .weightless
      }
    }
  }

  /// Sums of more products of bytes might not fit 32 bits.
  private static let deepestQuantizedSum = 65536

  /// The tensors of a layer in a model file of precision int8, in order. Batch normalisation has become part of the
  /// convolution before it, and the two biases of an LSTM are one.
  func quantizedTensors(ofLayer index: Int) -> [QuantizedTensorDescription] {
    let prefix = "layers.\(index)."
    let plain = tensors(ofLayer: index)
    func steps(_ input: QuantizedInput) -> [QuantizedTensorDescription] {
      input == .hiddenState ? [] : [.init(name: prefix + "input_scale", shape: [1], kind: .scale)]
    }
    func integers(_ name: String, _ shape: [Int]) -> [QuantizedTensorDescription] {
      [
        .init(name: name, shape: shape, kind: .integers),
        .init(name: name + "_scale", shape: [shape[0]], kind: .scale),
      ]
    }
    switch (quantizedForms[index], layers[index]) {
    case (.weightless, _): return []
    case (.float, _):
      // Weight and bias; of the normalisation's tensors nothing is left.
      return plain.prefix(2).map { .init(name: $0.name, shape: $0.shape, kind: .float) }
    case (.bytes(let input), .recurrent(let layer)):
      let gates = 4 * layer.hiddenSize
      return steps(input)
        + layer.direction.suffixes.flatMap { suffix in
          integers(prefix + "rnn.weight_ih_l0" + suffix, [gates, inputShape(ofLayer: index).channels])
            + integers(prefix + "rnn.weight_hh_l0" + suffix, [gates, layer.hiddenSize])
            + [.init(name: prefix + "rnn.bias_l0" + suffix, shape: [gates], kind: .bias)]
        }
    case (.bytes(let input), _):
      return steps(input) + integers(plain[0].name, plain[0].shape)
        + [.init(name: plain[1].name, shape: plain[1].shape, kind: .bias)]
    }
  }
}

/// One tensor of a quantised model file.
struct QuantizedTensorDescription: Hashable {
  enum Kind: Hashable {
    /// int8
    case integers
    /// float32, finite and positive
    case scale
    /// float32, finite
    case bias
    /// float32, of a layer that is not quantised
    case float
  }
  let name: String
  let shape: [Int]
  let kind: Kind
  var element: SafeTensors.Element { kind == .integers ? .int8 : .float32 }
}

extension NetworkSpec.Recurrent.Direction {
  /// Of the tensors' names, one for each direction, forward first.
  var suffixes: [String] {
    switch self {
    case .forward: [""]
    case .reverse: ["_reverse"]
    case .bidirectional: ["", "_reverse"]
    }
  }
}
