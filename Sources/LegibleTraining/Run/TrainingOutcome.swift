import Legible
import LegibleEvaluation

/// How the model that a run has written reads the validation crops, beside the model that the run began with.
public struct TrainingOutcome: Sendable {
  public let before, after: AccuracyReport
  /// What the written model reads wrongly, the worst first.
  public let misreadings: [Misreading]
}

extension TrainingRun {
  /// Reads the validation crops with the model file as it is now.
  /// - Returns: nil for a run that began with no model, or has nothing to be measured on.
  /// - Throws: `ModelFileError` where the file has gone or changed.
  public func outcome(threads: Int = Recognizer.defaultThreads) throws -> TrainingOutcome? {
    guard let before = state.start else { return nil }
    let recognizer = try Recognizer(contentsOf: plan.output)
    var evaluations = [Evaluation()]
    for set in data.validation { set.read(with: recognizer, threads: threads, into: &evaluations) }
    return TrainingOutcome(
      before: before, after: evaluations[0].report(seconds: 0), misreadings: evaluations[0].misreadings)
  }
}
