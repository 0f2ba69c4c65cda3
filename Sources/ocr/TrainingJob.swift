import Legible
import LegibleEvaluation
import LegibleModels
import LegibleTraining

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A run of `ocr train`: shows what it found, trains, keeps the files.
struct TrainingJob {
  private let plan: TrainingPlan
  private let command: Train
  private let trainer: Trainer

  init(_ plan: TrainingPlan, command: Train) throws {
    self.plan = plan
    self.command = command
    trainer = Trainer(
      network: plan.network, alphabet: plan.alphabet, source: plan.data.source, options: plan.options,
      threads: command.threads, loaderThreads: command.loaderThreads)
    if let checkpoint = plan.checkpoint { try orFail { [trainer] in try checkpoint.restore(trainer) } }
  }

  func run() throws -> TrainingEnd {
    describe()
    let log = try orFail { try TrainingLog(path: command.logPath, from: trainer.state.step) }
    let progress = TrainingProgress(batchSize: plan.options.batchSize)
    var latest: TrainingReport?
    var parts: [(name: String, report: AccuracyReport)] = []

    Interruption.prepare()
    let end = try orFail(code: 1) {
      try trainer.run(
        validate: plan.data.validation.isEmpty ? nil : { network in try validate(network, parts: &parts) },
        checkpoint: {
          try Checkpoint.write(
            trainer, recipe: plan.recipe, fingerprint: plan.data.fingerprint, to: command.checkpointPath)
          // The best model is written when it is found; until there is one, the latest serves.
          if trainer.state.bestExact == nil { try writeModel(latest) }
        },
        progress: { progress.step($0, done: $1, loss: $2) },
        report: { report in
          latest = report
          if report.validation != nil, report.isBest { try writeModel(report) }
          try log.append(report)
          progress.report(report, parts: parts)
        },
        isInterrupted: { Interruption.signal != nil })
    }
    progress.print(words(for: end))
    return end
  }

  /// Reads all validation sets; the result is that of all their crops together.
  private func validate(
    _ network: Network, parts: inout [(name: String, report: AccuracyReport)]
  ) throws -> AccuracyReport {
    let recognizer = Recognizer(
      Model(network: network, alphabet: plan.alphabet, stretching: plan.options.stretching))
    var all = Evaluation()
    let start = Date()
    parts = plan.data.validation.map { set in
      var evaluations = [all, Evaluation()]
      set.read(with: recognizer, threads: command.threads, into: &evaluations)
      all = evaluations[0]
      return (set.name, evaluations[1].report(seconds: 0))
    }
    return all.report(seconds: Date().timeIntervalSince(start))
  }

  private func writeModel(_ report: TrainingReport?) throws {
    try Model(
      network: trainer.averagedNetwork(), alphabet: plan.alphabet, stretching: plan.options.stretching,
      trainingRecord: record(report)
    ).write(to: command.output)
  }

  // MARK: Words

  private func describe() {
    for check in plan.data.checks { printError("\(check)") }
    for set in plan.validationSets where !set.rejected.isEmpty {
      printError(
        "\(set.path): \(set.items.count) crops to validate on, \(set.rejected.count) lines rejected:")
      for line in set.rejected.prefix(5) { printError("  \(line)") }
    }
    let spec = plan.network.spec
    printError(
      "network: \(spec), \(spec.parameterCount) parameters, \(plan.alphabet.symbols.count) characters")
    let validation = plan.data.validation.map { "\($0.name) (\($0.count))" }
    printError("validation: \(validation.isEmpty ? "none" : validation.joined(separator: ", "))")
    let lengths = [plan.options.steps.map { "\($0) steps" }, plan.options.minutes.map { "\($0) minutes" }]
    let length = lengths.compactMap(\.self).joined(separator: " or ")
    if plan.checkpoint != nil {
      let time = TrainingProgress.duration(trainer.state.seconds)
      printError(
        "going on from \(command.checkpointPath): step \(trainer.state.step) after \(time), of \(length)")
    } else {
      printError("training for \(length) of \(plan.options.batchSize) crops, \(command.threads) threads")
    }
  }

  private func words(for end: TrainingEnd) -> String {
    let time = TrainingProgress.duration(trainer.state.seconds)
    switch end {
    case .interrupted:
      var words =
        "interrupted at step \(trainer.state.step); to go on: ocr train --resume --output \(command.output)"
      if let path = command.machine.checkpoint { words += " --checkpoint \(path)" }
      return words
    case .finished, .noImprovement:
      var words = "\(command.output): \(trainer.state.step) steps in \(time)"
      if end == .noImprovement { words += ", no better validation for \(plan.options.patience ?? 0) reports" }
      if let best = trainer.state.bestExact {
        words += format(", the best model read %.1f%% of the validation crops exactly", 100 * best)
      }
      return words
    }
  }

  /// How the model came about, for its file. Data sets go by the end of their path: a model travels, folders do not.
  private func record(_ report: TrainingReport?) -> [String: String] {
    func name(_ path: String) -> String { path.split(separator: "/").suffix(2).joined(separator: "/") }
    let (options, recipe, state) = (plan.options, plan.recipe, trainer.state)
    var record = [
      "date": Date().formatted(.iso8601),
      "steps": "\(state.step)",
      "seconds": "\(Int(state.seconds))",
      "batch size": "\(options.batchSize)",
      "learning rate": "\(options.learningRate)",
      "moving average": "\(options.averageDecay)",
      "seed": "\(options.seed)",
      "synthetic share": "\(recipe.syntheticShare)",
    ]
    record["length"] = [options.steps.map { "\($0) steps" }, options.minutes.map { "\($0) minutes" }]
      .compactMap(\.self).joined(separator: " or ")
    if !recipe.datasets.isEmpty {
      record["crops"] = "\(plan.data.items.count)"
      record["data"] = recipe.datasets.map(name).joined(separator: ", ")
      record["augmentation"] = "\(recipe.augmentation)"
    }
    if let synthesizer = plan.data.source.synthesizer {
      record["synthesis"] =
        "\(synthesizer.fontCount) fonts, \(synthesizer.wordCount) words, \(synthesizer.backgroundCount) backgrounds"
    }
    if let start = recipe.start { record["start"] = name(start) }
    if let validation = report?.validation {
      record["validation"] = plan.data.validation.map { "\(name($0.name)) (\($0.count))" }.joined(
        separator: ", ")
      record["accuracy"] = TrainingProgress.figures(validation)
    }
    return record
  }
}
