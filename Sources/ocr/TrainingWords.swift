import LegibleEvaluation
import LegibleTraining

// What `ocr train` says before and after a run.

extension Train {
  /// What was found, and what is going to happen.
  func describe(_ run: TrainingRun, threads: Int) {
    for finding in run.findings { printError(finding) }
    for set in run.plan.validation where !set.rejected.isEmpty {
      printError(
        "\(set.path): \(set.items.count) crops to validate on, \(set.rejected.count) lines rejected:")
      for line in set.rejected.prefix(5) { printError("  \(line)") }
    }
    let model = run.plan.model
    printError(
      "network: \(model.network.spec), \(model.network.spec.parameterCount) parameters, "
        + "\(model.alphabet.symbols.count) characters")
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
      var words =
        "interrupted at step \(run.state.step); to go on: ocr train --resume --output \(output)"
      if let path = machine.checkpoint { words += " --checkpoint \(path)" }
      return words
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
}
