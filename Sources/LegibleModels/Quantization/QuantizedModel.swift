import LegibleLanguage

/// A quantised network with its alphabet and its history: a model for reading alone.
package struct QuantizedModel: Sendable {
  package let network: QuantizedNetwork
  package let alphabet: Alphabet
  /// How narrow crops become wider; nil where all keep their proportions.
  package let stretching: CropScaling.Stretching?
  /// How the model came about, for people.
  package var trainingRecord: [String: String]

  /// - Precondition: the network has one output for each symbol of the alphabet and one for the blank.
  package init(
    network: QuantizedNetwork, alphabet: Alphabet, stretching: CropScaling.Stretching? = nil,
    trainingRecord: [String: String] = [:]
  ) {
    precondition(
      network.spec.symbolCount == alphabet.symbolCount,
      "a network of \(network.spec.symbolCount) outputs for \(alphabet.symbolCount) symbols")
    self.network = network
    self.alphabet = alphabet
    self.stretching = stretching
    self.trainingRecord = trainingRecord
  }

  /// Writes the model file, whole or not at all.
  /// - Throws: `ModelFileError` of kind `.unwritable`.
  package func write(to path: String) throws {
    try ModelFile.write(
      network.sources, networkSpec: network.spec, alphabet: alphabet.symbols.map { String($0) },
      preprocessing: .init(height: network.spec.inputHeight, stretching: stretching),
      trainingRecord: trainingRecord, precision: .int8, to: path)
  }
}
