import LegibleLanguage

/// A network that a model file can hold.
package protocol StorableNetwork {
  /// What its weights are made for.
  static var precision: Precision { get }
  var spec: NetworkSpec { get }
  /// The tensors of its file, which stay as they are until they are written.
  var sources: [SafeTensors.Source] { get }
  /// The network as it reads, a copy of its present weights.
  func reading() -> ReadingNetwork
}

/// A network with what its outputs stand for and its history: what a model file holds.
package struct NetworkModel<Network: StorableNetwork> {
  package let network: Network
  package let vocabulary: Vocabulary
  /// What of a crop it is shown, and how wide that becomes.
  package let crops: CropRule
  /// How the model came about, for people: data, steps, date, accuracy.
  package var trainingRecord: [String: String]
  /// How confidences are made of probabilities; nil where nobody has found out for these weights.
  package var confidence: ConfidenceCalibration?

  /// - Precondition: the network has an output for each entry of the vocabulary, and is of its kind.
  package init(
    network: Network, vocabulary: Vocabulary, crops: CropRule = .plain,
    trainingRecord: [String: String] = [:], confidence: ConfidenceCalibration? = nil
  ) {
    precondition(
      network.spec.symbolCount == vocabulary.outputs.count,
      "a network of \(network.spec.symbolCount) outputs for \(vocabulary.outputs.count) symbols")
    precondition(
      network.spec.isClassifier == (vocabulary.alphabet == nil),
      "characters of a classifier, or classes of a text")
    self.network = network
    self.vocabulary = vocabulary
    self.crops = crops
    self.trainingRecord = trainingRecord
    self.confidence = confidence
  }

  /// A model that writes texts.
  package init(
    network: Network, alphabet: Alphabet, crops: CropRule = .plain,
    trainingRecord: [String: String] = [:], confidence: ConfidenceCalibration? = nil
  ) {
    self.init(
      network: network, vocabulary: .characters(alphabet), crops: crops, trainingRecord: trainingRecord,
      confidence: confidence)
  }

  /// Nil for a model that gives classes.
  package var alphabet: Alphabet? { vocabulary.alphabet }

  /// Writes the model file, whole or not at all.
  /// - Throws: `ModelFileError` of kind `.unwritable`.
  package func write(to path: String) throws(ModelFileError) {
    try ModelFile.write(
      network.sources, networkSpec: network.spec, names: vocabulary.names,
      preprocessing: .init(height: network.spec.inputHeight, crops: crops),
      trainingRecord: trainingRecord, confidence: confidence, precision: Network.precision, to: path)
  }

  /// How crops become the network's input.
  package var scaling: CropScaling { CropScaling(network.spec, crops) }
}

extension NetworkModel: Sendable where Network: Sendable {}

/// A model of float32, which can be trained further.
package typealias Model = NetworkModel<Network>

/// A model whose layers multiply bytes, for reading alone.
package typealias QuantizedModel = NetworkModel<QuantizedNetwork>
