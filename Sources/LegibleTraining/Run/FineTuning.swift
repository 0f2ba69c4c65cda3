import LegibleLanguage
import LegibleModels
import LegibleTensors

extension Model {
  /// A network with this model's weights for another alphabet, or for other classes: the outputs of what both have
  /// are kept, those of what is new start at random, and all other layers are copied.
  ///
  /// - Parameters:
  ///   - vocabulary: of the model's kind, characters or classes.
  ///   - seed: of the random start.
  /// - Throws: `NetworkSpecError` where the vocabulary is larger than a network may have.
  package func network(for vocabulary: Vocabulary, seed: UInt64) throws -> Network {
    let outputs = vocabulary.outputs
    let old = Dictionary(uniqueKeysWithValues: self.vocabulary.outputs.enumerated().map { ($1, $0) })
    let spec = try network.spec.with(symbols: outputs.count)
    let result = Network(spec)
    result.initialize(seed: seed)
    let output = "\(NetworkSpec.name).\(spec.layers.count - 1)."
    for (target, origin) in zip(result.parameters, network.parameters) {
      guard target.name.hasPrefix(output) else {
        target.value.base.update(from: origin.value.base, count: target.count)
        continue
      }
      // [K, ...]: a row for each output.
      let row = target.count / outputs.count
      for (index, output) in outputs.enumerated() {
        guard let old = old[output] else { continue }
        (target.value.base + index * row).update(from: origin.value.base + old * row, count: row)
      }
    }
    return result
  }
}
