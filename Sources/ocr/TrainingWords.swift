import LegibleEvaluation
import LegibleFiles
import LegibleTraining

// What `ocr train` says before and after a run.

extension Train {
  /// What was found, and what is going to happen.
  func describe(_ run: TrainingRun, threads: Int) {
    for finding in run.findings { printError(finding) }
    for set in run.plan.validation {
      for remark in set.remarks { printError("\(remark)") }
      if set.rejected.isEmpty { continue }
      printError(
        "\(set.path.printable): \(set.items.count) crops to validate on, \(set.rejected.count) lines rejected:"
      )
      for line in set.rejected.prefix(5) { printError("  \(line)") }
    }
    let model = run.plan.model
    printError(
      "network: \(model.network.spec), \(model.network.spec.parameterCount) parameters, "
        + "\(model.vocabulary.names.count) \(model.alphabet == nil ? "classes" : "characters")")
    let validation = run.data.validation.map { "\($0.name) (\($0.count))" }
    printError("validation: \(validation.isEmpty ? "none" : validation.joined(separator: ", "))")
    let options = run.options
    if machine.resume {
      let time = TrainingProgress.duration(run.state.seconds)
      printError(
        "going on from \(run.plan.checkpointPath): step \(run.state.step) after \(time), of \(options.length)"
      )
    } else {
      printError("training for \(options.length) of \(options.batchSize) crops, \(threads) threads")
    }
  }

  func words(for end: TrainingEnd, of run: TrainingRun) -> String {
    switch end {
    case .interrupted:
      return "interrupted at step \(run.state.step); to go on: \(resumption)"
    case .finished, .noImprovement:
      let time = TrainingProgress.duration(run.state.seconds)
      var words = "\(output): \(run.state.step) steps in \(time)"
      if end == .noImprovement { words += ", no better validation for \(run.options.patience ?? 0) reports" }
      if let best = run.state.bestExact {
        words += format(", the best model read %.1f%% of the validation crops exactly", 100 * best)
      }
      return words
    }
  }

  /// What ended a run before its time, and how to go on.
  func words(for error: any Error, of run: TrainingRun) -> String {
    let words = (error as? any WithCommandDescription)?.commandDescription ?? "\(error)"
    // With a loss that is no number, going on would come to the same; and the whole folder may have gone.
    guard let step = run.savedStep, !(error is TrainingError), exists(run.plan.checkpointPath) else {
      return words
    }
    return words + "; step \(step) is saved, to go on from there: \(resumption)"
  }

  /// Of a run that went on and had come to its end before.
  func wordsForNothingToDo(_ run: TrainingRun) -> String {
    let longer =
      run.state.reportsSinceBest >= run.options.patience ?? .max
      ? "a larger --patience" : "larger --steps, --epochs or --minutes"
    return
      "\(run.plan.checkpointPath): the run had ended at step \(run.state.step), nothing is left to do; give \(longer) "
      + "to lengthen it"
  }

  /// The command that goes on with the run.
  private var resumption: String {
    "ocr train --resume --output \(output)" + (machine.checkpoint.map { " --checkpoint \($0)" } ?? "")
  }
}
