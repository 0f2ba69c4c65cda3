import LegibleEvaluation
import LegibleFiles

// What a run that goes on does otherwise than before.

extension TrainingRun {
  /// Takes note of a new end, and of what the run is measured on now.
  /// - Returns: what has changed, in words.
  /// - Throws: `TrainingPlanError` where the run is past its new end.
  static func changes(
    of trainer: Trainer, from header: Checkpoint.Header, data: TrainingData, plan: TrainingPlan
  ) throws -> [String] {
    var words: [String] = []
    let (options, state) = (trainer.options, trainer.state)
    if options.length != header.options.length {
      guard !state.isPast(options) else {
        throw TrainingPlanError.passedEnd(
          checkpoint: plan.checkpointPath, length: options.length, done: state.done(options))
      }
      let rates = [options, header.options].map {
        format("%.2g", Double(trainer.schedule.rate(step: state.step, progress: state.progress($0))))
      }
      words.append(
        "the run ends after \(options.length) now, not \(header.options.length): its learning rate follows the schedule "
          + "of that length, \(rates[0]) instead of \(rates[1]) at step \(state.step)")
    }
    // Better than a model is one that was measured on the same crops, and that is there.
    guard state.bestExact != nil else { return words }
    let differences = data.fingerprint.validationDifferences(from: header.data)
    if !differences.isEmpty {
      words.append(
        "the validation crops are not what they were (\(differences.joined(separator: "; "))): the best model is sought "
          + "anew")
    } else if !exists(plan.output) {
      words.append("\(plan.output) is not there: the best model is sought anew")
    } else {
      return words
    }
    trainer.state.forgetBest()
    return words
  }
}

extension TrainingState {
  /// True if the run has done more than it shall.
  fileprivate func isPast(_ options: TrainingOptions) -> Bool {
    step > options.lastStep ?? .max || seconds > options.minutes.map { $0 * 60 } ?? .infinity
  }

  /// What the run has done, in the terms of its end.
  fileprivate func done(_ options: TrainingOptions) -> String {
    let minutes = options.minutes.map { _ in "\((seconds / 6).rounded() / 10) minutes" }
    return ["\(step) steps", minutes].compactMap(\.self).joined(separator: " and ")
  }

  /// The next report is the best one.
  fileprivate mutating func forgetBest() {
    (bestExact, bestOneMinusNED, reportsSinceBest, start) = (nil, nil, 0, nil)
  }
}
