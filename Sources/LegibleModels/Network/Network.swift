import LegibleLayers
import LegibleTensors

/// The layers of a network, built from its spec, to be trained.
package final class Network {
  package let spec: NetworkSpec
  /// One for each layer of the spec.
  package let layers: [any TrainingLayer]
  /// All of the layers' parameters, statistics included, in order.
  package let parameters: [Parameter]

  /// Parameters have the `fill` of their descriptions: to be given values by `initialize` or from a file.
  package init(_ spec: NetworkSpec) {
    self.spec = spec
    layers = spec.series.makeTrainingLayers(name: NetworkSpec.name)
    parameters = layers.flatMap(\.parameters)
  }

  /// Gives all weights their random start, a function of the seed alone.
  package func initialize(seed: UInt64) {
    for (index, layer) in layers.enumerated() {
      var random = RandomSource(seed: seed, stream: UInt64(index))
      layer.initialize(using: &random)
    }
  }

  /// The network as it reads, a copy of its present weights.
  package func reading() -> ReadingNetwork {
    let values = parameterValues
    return ReadingNetwork(spec, builder: ReadingBuilder(weights: { values.folded($0) }))
  }

  /// The parameters' values where they lie.
  package var parameterValues: ParameterValues {
    ParameterValues(
      Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.tensorValues) }))
  }
}

/// The values of a network's parameters by name, wherever they lie.
package struct ParameterValues: Sendable {
  private let values: [String: TensorValues<Float>]

  package init(_ values: [String: TensorValues<Float>]) { self.values = values }

  /// What a layer reads with in float32.
  package func folded(_ layer: PlacedLayer) -> LayerWeights {
    LayerWeights(layer.spec.readingTensors(input: layer.input), foldedValues(layer))
  }

  /// The values of `LayerSpec.readingTensors`, in order.
  package func foldedValues(_ layer: PlacedLayer) -> [TensorValues<Float>] {
    layer.spec.fold(
      { role in
        guard let values = values["\(layer.name).\(role)"] else {
          preconditionFailure("no values for \(layer.name).\(role)")
        }
        return values
      }, input: layer.input)
  }
}
