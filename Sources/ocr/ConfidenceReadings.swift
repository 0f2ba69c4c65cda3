import Legible
import LegibleEvaluation
import LegibleLanguage
import LegibleModels
import LegibleTensors
import LegibleTraining

/// Labelled crops read with a model, for the commands that calibrate its confidences.
struct ConfidenceReadings {
  private let file: ModelFile
  private let sets: [ConfidenceSet]
  private let comparison: TextEquality
  /// Whether a crop or a line of labels could not be read; which ones has been told.
  let hasFailures: Bool

  /// - Parameters:
  ///   - model: the path of its file.
  ///   - comparison: nil for what suits the model's vocabulary.
  /// - Throws: `ModelFileError`.
  init(
    of datasets: [Dataset], model: String, comparison: TextEquality? = nil, limits: ImageLimits = .default,
    threads: Int = processorCount
  ) throws {
    file = try ModelFile(contentsOf: model)
    let recognizer = try Recognizer(contentsOf: model)
    let comparison = comparison ?? TextEquality(suiting: recognizer.vocabulary)
    self.comparison = comparison
    sets = datasets.map {
      ConfidenceSet(
        $0, recognizer: recognizer, comparison: comparison, limits: limits, threads: threads)
    }
    for line in datasets.flatMap(\.rejected) { printError("\(line)") }
    for failure in sets.flatMap(\.failures) { printError("\(failure)") }
    hasFailures = datasets.contains { !$0.rejected.isEmpty } || sets.contains { !$0.failures.isEmpty }
  }

  /// A line for each set: crops, how many are read rightly, and the expected calibration error before and after, with a
  /// calibration that the set took no part in.
  var table: String {
    let parts = sets.count > 1 ? sets : sets.flatMap(\.halves)
    let rows = parts.indices.map { index in
      let part = parts[index]
      var others = parts
      others.remove(at: index)
      let after = (try? ConfidenceCalibration(fitting: others, comparison: comparison)).map {
        part.reliability(with: $0).expectedCalibrationError
      }
      let right = part.samples.count(where: \.isRight)
      let share = format("%.1f%%", 100 * Double(right) / Double(max(1, part.samples.count)))
      let before = format("%.3f", part.reliability.expectedCalibrationError)
      return
        "\(part.name)\t\(part.samples.count)\t\(share)\t\(before)\t\(after.map { format("%.3f", $0) } ?? "-")\n"
    }
    return "data set\tcrops\tright\terror before\tafter\n" + rows.joined()
  }

  /// Calibrates on all crops and writes the model, whose tensors stay as they are.
  /// - Throws: `Failure`.
  func calibrate(writingTo output: String) throws(Failure) {
    let calibration = try orFail { try ConfidenceCalibration(fitting: sets, comparison: comparison) }
    try orFail(code: 1) { try file.write(confidence: calibration, to: output) }
    printError("\(output): confidences calibrated, \(calibration.words)")
  }
}

extension ConfidenceCalibration {
  /// For people.
  var words: String {
    format("slope %.3f, offset %.3f", Double(slope), Double(offset))
      + ", on \(crops) crops of \(data); right is \(comparison.words)"
  }
}
