import LegibleLanguage
import LegibleModels
import LegibleTensors

extension Model {
  /// A network with this model's weights for another alphabet: the outputs of symbols that both have are
  /// kept, those of new ones start at random, and all other layers are copied.
  ///
  /// - Parameter seed: of the random start.
  /// - Throws: `NetworkSpecError` where the alphabet is larger than a network may have.
  package func network(for alphabet: Alphabet, seed: UInt64) throws -> Network {
    let spec = try network.spec.with(symbols: alphabet.symbolCount)
    let result = Network(spec)
    result.initialize(seed: seed)
    let output = "\(NetworkSpec.name).\(spec.layers.count - 1)."
    for (target, origin) in zip(result.parameters, network.parameters) {
      guard target.name.hasPrefix(output) else {
        target.value.base.update(from: origin.value.base, count: target.count)
        continue
      }
      // [K, ...]: a row for each symbol, the blank's first.
      let row = target.count / alphabet.symbolCount
      for index in 0..<Int32(alphabet.symbolCount) {
        guard let old = index == 0 ? 0 : self.alphabet.index(of: alphabet[index]) else { continue }
        (target.value.base + Int(index) * row).update(from: origin.value.base + Int(old) * row, count: row)
      }
    }
    return result
  }
}
