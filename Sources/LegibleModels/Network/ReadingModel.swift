import LegibleLanguage
import LegibleLayers

/// A model of any precision, made ready for reading.
package struct ReadingModel: Sendable {
  package let spec: NetworkSpec
  package let vocabulary: Vocabulary
  package let precision: Precision
  package let network: ReadingNetwork
  /// How crops become the network's input.
  package let scaling: CropScaling
  /// How confidences are made of probabilities; nil where nobody has found out.
  package let confidence: ConfidenceCalibration?

  /// Opens a model file. Its weights are packed straight from what was read of it, which then goes.
  /// - Throws: `ModelFileError` for a file that is not a whole, known model.
  package init(contentsOf path: String) throws(ModelFileError) {
    let file = try ModelFile(contentsOf: path)
    try file.checkPreprocessing()
    spec = file.networkSpec
    vocabulary = try file.checkedVocabulary()
    precision = file.precision
    scaling = file.scaling
    confidence = file.confidence
    network = file.readingNetwork()
  }

  /// - Parameter model: later changes to its parameters do not reach this one.
  package init<Network>(_ model: NetworkModel<Network>) {
    spec = model.network.spec
    vocabulary = model.vocabulary
    precision = Network.precision
    scaling = model.scaling
    confidence = model.confidence
    network = model.network.reading()
  }
}
