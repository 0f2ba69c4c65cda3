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
      // The network's own probabilities, which sum to 1: a calibration is one of the best class alone.
      let probability = Self.trust * candidate.evidence.probability + (1 - Self.trust) / 4
      weights[orientation] = probability * Self.prior(orientation, of: image)
    }
    let sum = weights.values.reduce(0, +)
    return weights.mapValues { $0 / sum }.filter { $0.value >= Self.leastProbable }
  }

  // The numbers below were chosen on crops as they are and on the same crops turned: see `models/orientation.md`.

  /// How often the classifier knows what it says; else it says anything.
  private static let trust: Float = 0.8
  /// An orientation that is less probable is not looked at.
  private static let leastProbable: Float = 0.05

  /// How probable an orientation is before anyone has looked at the crop, but for a factor. A line that runs up or down
  /// is higher than wide. So are many single letters, by 1.7 at most but for an I and its like.
  private static func prior(_ orientation: TextOrientation, of image: Image) -> Float {
    let aspect = Float(image.height) / Float(image.width)
    return switch orientation {
    case .upright: 1
    case .upsideDown: 0.1
    case .clockwise, .counterclockwise: aspect <= 1 ? 0 : aspect < 1.7 ? 0.1 : 0.5
    }
  }
}
