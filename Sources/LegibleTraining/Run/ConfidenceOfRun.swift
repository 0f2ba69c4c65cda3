import Legible
import LegibleModels

extension TrainingRun {
  /// Calibrates the confidences of the model that the run has written, on its validation crops. They chose among the
  /// run's reports, which makes confidences higher by less than two numbers can tell.
  ///
  /// - Throws: `ModelFileError` where the model cannot be read or written, `ConfidenceFitError` where there are too few
  ///   validation crops, or too few of them are read rightly or wrongly.
  package func calibrateConfidence(threads: Int) throws -> ConfidenceCalibration {
    let file = try ModelFile(contentsOf: plan.output)
    let recognizer = try Recognizer(contentsOf: plan.output)
    let sets = data.validation.map { set in
      var readings = ConfidenceSet(name: "\(set.name) (\(set.count))", comparison: recognizer.equality)
      set.read(with: recognizer, threads: threads) { crop in
        if case .success(let read) = crop.result { readings.add(read, label: crop.label) }
      }
      return readings
    }
    let calibration = try ConfidenceCalibration(fitting: sets, comparison: recognizer.equality)
    try file.write(confidence: calibration, to: plan.output)
    return calibration
  }
}
