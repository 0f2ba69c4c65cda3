import LegibleLayers
import LegibleTensors

/// The layers of a network, built from its spec, to be trained.
package final class Network: StorableNetwork {
  package static let precision = Precision.float32

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
  package func initialize(seed: UInt64, start: RecurrentStart = RecurrentStart()) {
    layers.initialize(seed: seed, start: start)
  }

  package var sources: [SafeTensors.Source] { parameters.map { $0.source() } }

  /// The network as it reads, a copy of its present weights.
  package func reading() -> ReadingNetwork {
    let values = parameterValues
    return ReadingNetwork(spec, builder: ReadingBuilder(weights: { values.folded($0) }))
  }

  /// The first layers as they read, a copy of their present weights.
  package func readingLayers(first count: Int) -> ReadingSeries {
    let values = parameterValues
    return ReadingBuilder(weights: { values.folded($0) }).series(
      spec.series.prefix(count), name: NetworkSpec.name)
  }

  /// The parameters' values where they lie.
  package var parameterValues: ParameterValues { ParameterValues(parameters) }
}
