import LegibleImages
import LegibleModels

/// Tells how a text lies in its crop: upright, upside down, or turned by a quarter either way.
///
///     var options = RecognitionOptions()
///     options.orientation = try OrientationClassifier(contentsOf: "models/orientation.safetensors")
///     let signs = try Recognizer(contentsOf: "models/small.safetensors", options: options)
///
/// A small network (`ocr train --turned`) looks at the crop. What it says counts beside what crops are like: nearly all
/// that are wider than high are upright. Where more than one orientation stays probable, the crop is read in each, and
/// the one is taken for which the probability of the orientation times that of the text is largest.
public struct OrientationClassifier: Sendable {
  private let recognizer: Recognizer

  /// Opens a classifier.
  /// - Throws: `ModelFileError` for a file that is no model of these four classes.
  public init(contentsOf path: String) throws(ModelFileError) {
    try self.init(ReadingModel(contentsOf: path), path: path)
  }

  /// - Parameter path: what errors call the model.
  package init(_ model: ReadingModel, path: String) throws(ModelFileError) {
    let names = TextOrientation.allCases.map(\.rawValue)
    guard model.spec.isClassifier, Set(model.vocabulary.names) == Set(names) else {
      throw ModelFileError(
        path: path, kind: .unsuitable,
        message:
          "it does not tell how texts lie (\(names.joined(separator: ", "))): train one on crops that are turned"
      )
    }
    var options = RecognitionOptions()
    options.candidates = names.count
    do throws(RecognitionOptionsError) {
      recognizer = try Recognizer(model, options: options)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// How a text may lie, with the probabilities: those that are worth a reading, at least one.
  func orientations(of image: Image) -> [TextOrientation: Float] {
    var weights: [TextOrientation: Float] = [:]
    for candidate in recognizer.recognize(image).candidates {
      let orientation = TextOrientation(rawValue: candidate.string)!
      weights[orientation] = candidate.confidence * Self.prior(orientation, of: image)
    }
    let sum = weights.values.reduce(0, +)
    guard sum > 0 else { return [.upright: 1] }
    return weights.mapValues { $0 / sum }.filter { $0.value >= Self.leastProbable }
  }

  /// An orientation that is less probable is not looked at.
  private static let leastProbable: Float = 0.05

  /// How probable an orientation is before anyone has looked at the crop.
  private static func prior(_ orientation: TextOrientation, of image: Image) -> Float {
    1
  }
}
