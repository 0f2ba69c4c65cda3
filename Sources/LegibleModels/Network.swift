import LegibleLayers
import LegibleTensors

/// The layers of a network, built from its spec.
public final class Network {
  public let spec: NetworkSpec
  /// In the order of the forward pass. A convolution with batch normalisation is two of them.
  public let layers: [any Layer]
  /// All of the layers' parameters, statistics included, in order.
  public let parameters: [Parameter]

  /// Parameters are zeros, scales and variances ones: to be given values by `initialize` or from a file.
  public init(_ spec: NetworkSpec) {
    self.spec = spec
    layers = Self.makeLayers(spec)
    parameters = layers.flatMap(\.parameters)
  }

  /// Gives all weights their random start, a function of the seed alone.
  public func initialize(seed: UInt64) {
    for (index, layer) in layers.enumerated() {
      var random = RandomSource(seed: seed, stream: UInt64(index))
      switch layer {
      case let layer as Convolution: layer.initialize(using: &random)
      case let layer as Linear: layer.initialize(using: &random)
      case let layer as LSTM: layer.initialize(using: &random)
      default: break
      }
    }
  }

  /// The network as it reads, a copy of its present weights.
  public func inference() -> InferenceNetwork { InferenceNetwork(layers) }
}
