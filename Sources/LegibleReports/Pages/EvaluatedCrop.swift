import Legible
import LegibleEvaluation

/// A labelled crop and what was read of it.
package struct EvaluatedCrop: Sendable {
  package let path: String
  package let label: String
  package let prediction: String
  /// 0...1.
  package let confidence: Double
  /// Width over height of the upright picture.
  package let aspect: Double
  package let comparison: TextComparison

  package init(
    path: String, label: String, prediction: String, confidence: Double, aspect: Double
  ) {
    (self.path, self.label, self.prediction) = (path, label, prediction)
    (self.confidence, self.aspect) = (confidence, aspect)
    comparison = TextComparison(label: label, prediction: prediction)
  }

  package init(path: String, label: String, read: RecognizedText) {
    self.init(
      path: path, label: label, prediction: read.text, confidence: Double(read.confidence),
      aspect: Double(read.imageWidth) / Double(read.imageHeight))
  }

  /// Nil for a crop that was read rightly.
  var misreading: Misreading? {
    comparison.characterEdits == 0
      ? nil
      : Misreading(path: path, label: label, prediction: prediction, edits: comparison.characterEdits)
  }
}
