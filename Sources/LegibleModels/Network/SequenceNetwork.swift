import LegibleLayers
import LegibleTensors

/// A network over sequences, to be trained: the layers of its spec.
package final class SequenceNetwork {
  package let spec: SequenceSpec
  /// One for each layer of the spec.
  package let layers: [any TrainingLayer]
  /// All of the layers' parameters, in order.
  package let parameters: [Parameter]

  /// Parameters have the `fill` of their descriptions: to be given values by `initialize` or from a file.
  package init(_ spec: SequenceSpec) {
    self.spec = spec
    layers = spec.series.makeTrainingLayers(name: NetworkSpec.name)
    parameters = layers.flatMap(\.parameters)
  }

  /// Gives all weights their random start, a function of the seed alone.
  package func initialize(seed: UInt64, start: RecurrentStart = RecurrentStart()) {
    layers.initialize(seed: seed, start: start)
  }

  /// The layers as they read, a copy of their present weights.
  package func reading() -> ReadingSeries {
    let values = ParameterValues(parameters)
    return ReadingBuilder(weights: { values.folded($0) }).series(spec.series, name: NetworkSpec.name)
  }
}
