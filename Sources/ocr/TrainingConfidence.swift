import LegibleModels
import LegibleTraining

extension Train {
  /// Calibrates the confidences of the model of a run that has ended.
  /// - Returns: What became of them, for people.
  /// - Throws: `Failure` where the model cannot be written.
  func calibrateConfidence(of run: TrainingRun, threads: Int) throws -> String {
    guard !run.data.validation.isEmpty else {
      return "confidences are not calibrated: there are no validation crops"
    }
    do {
      let calibration = try run.calibrateConfidence(threads: threads)
      return "confidences are calibrated on \(calibration.crops) validation crops"
    } catch let error as ConfidenceFitError {
      return "confidences are not calibrated: \(error)"
    } catch {
      throw Failure("\(error)", code: 1)
    }
  }
}
