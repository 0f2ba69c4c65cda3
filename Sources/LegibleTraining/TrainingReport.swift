import LegibleEvaluation

/// How a run stands, since the report before.
package struct TrainingReport: Sendable {
  /// Steps done since the start of the run.
  package var step: Int
  /// Share of the run that is done, `0...1`.
  package var progress: Double
  /// Seconds of training, over all resumed parts.
  package var seconds: Double
  /// Since the last report; data and validation included.
  package var cropsPerSecond: Double
  /// Mean CTC loss in nats.
  package var loss: Double
  /// Mean norm of the gradients before clipping.
  package var gradientNorm: Double
  package var learningRate: Float
  /// Crops whose label did not fit their width, left out of the loss.
  package var infeasible: Int
  /// What the moving average reads of the validation crops, where there are any.
  package var validation: AccuracyReport?
  /// True if no report before it had a better validation.
  package var isBest: Bool
}

/// Why a run ended.
package enum TrainingEnd: Sendable, Equatable {
  /// The steps or minutes asked for are done.
  case finished
  /// No better validation for the number of reports given as patience.
  case noImprovement
  /// Asked to stop; a checkpoint lets it go on.
  case interrupted
}

/// What can go wrong in the middle of a run.
package enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// The loss of a step, or its gradients, is not a finite number.
  case notFinite(step: Int, origins: [String])
  /// A crop's label holds a character that the alphabet lacks.
  case unknownCharacter(String, origin: String)

  package var description: String {
    switch self {
    case .notFinite(let step, let origins):
      "the loss is not finite at step \(step): a smaller --learning-rate may help; the batch was "
        + origins.joined(separator: ", ")
    case .unknownCharacter(let words, let origin):
      "\(origin): \(words)"
    }
  }
}
