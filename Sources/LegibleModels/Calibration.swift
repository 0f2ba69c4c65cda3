import LegibleLayers
import LegibleTensors

/// Finds out how large the activations of a network are, by running it on crops in float32: what its quantisation needs to
/// know besides the weights.
public final class Calibration {
  private let network: Network
  private let forms: [QuantizedForm]
  /// One for each layer of the spec, batch normalisation folded; nil for dropout.
  private let layers: [(any InferenceLayer)?]
  private var histograms: [Int: ActivationHistogram] = [:]
  private let strips = [Strip(), Strip()]
  private let workspace = Workspace()

  /// - Throws: `QuantizationError` where a weight is not finite.
  public init(_ network: Network) throws(QuantizationError) {
    try network.checkFinite()
    self.network = network
    forms = network.spec.quantizedForms
    layers = network.layersOfSpec.map { InferenceNetwork($0).layers.first }
    for (index, form) in forms.enumerated() {
      if case .bytes(let input) = form, input != .hiddenState { histograms[index] = ActivationHistogram() }
    }
  }

  /// Runs the network on a batch and takes note of its activations.
  /// - Parameter input: `[H, W, 1]`, gaps zero.
  /// - Throws: `QuantizationError` where an activation is not finite.
  public func add(_ input: Strip) throws(QuantizationError) {
    var current = input
    var next = 0
    for (index, layer) in layers.enumerated() {
      if histograms[index] != nil {
        for item in 0..<current.layout.count {
          for row in 0..<current.layout.height {
            let values = UnsafeBufferPointer(
              start: current.item(item, row: row), count: current.layout.widths[item] * current.channels)
            guard values.allSatisfy(\.isFinite) else { throw .activationNotFinite(layer: index) }
            histograms[index]!.add(values)
          }
        }
      }
      guard let layer else { continue }
      layer.forward(current, into: strips[next], workspace: workspace)
      current = strips[next]
      next = 1 - next
    }
  }

  /// The step of each layer's input, where it is not fixed.
  func steps() -> [Int: Float] {
    var steps: [Int: Float] = [:]
    for (index, histogram) in histograms {
      // Of signed bytes, those on either side of the zero point.
      let levels: Float = forms[index] == .bytes(.nonnegative) ? 255 : 127
      let step = histogram.clip(levels: levels) / levels
      steps[index] = min(1e6, max(QuantizedWeights.smallestScale, step))
    }
    return steps
  }

  /// The network with int8 weights and the activations' steps that were found.
  /// - Throws: `QuantizationError` where a weight is too large.
  public func quantizedNetwork() throws(QuantizationError) -> QuantizedNetwork {
    try QuantizedNetwork(quantizing: network, steps: steps())
  }
}

/// Why a network cannot be quantised.
public enum QuantizationError: Error, Hashable, CustomStringConvertible {
  case weightNotFinite(tensor: String)
  case weightTooLarge(tensor: String)
  case activationNotFinite(layer: Int)

  public var description: String {
    switch self {
    case .weightNotFinite(let tensor):
      "tensor \(tensor.quoted) has a weight that is no finite number: its training failed; train the model again"
    case .weightTooLarge(let tensor):
      "tensor \(tensor.quoted), batch normalisation included, has a weight above a million: train the model again, "
        + "with weight decay or a lower learning rate"
    case .activationNotFinite(let layer):
      "what goes into layer \(layer) is not finite for one of the crops: train the model again"
    }
  }
}

extension Network {
  /// The layers of each layer of the spec: two for a convolution with batch normalisation.
  var layersOfSpec: [[any Layer]] {
    var rest = layers[...]
    return spec.layers.map { layer in
      var count = 1
      if case .convolution(let convolution) = layer, convolution.batchNormalization { count = 2 }
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
  }

  /// - Throws: `QuantizationError` for the first weight that is not finite.
  func checkFinite() throws(QuantizationError) {
    for parameter in parameters {
      for index in 0..<parameter.count where !parameter.value.base[index].isFinite {
        throw .weightNotFinite(tensor: parameter.name)
      }
    }
  }
}
