import LegibleFiles
import LegibleReports
import LegibleTraining

// What a run of `ocr train` begins, or goes on, with.

extension Train {
  /// The options of a new run: what suits it, and over that what the user has given.
  func options(suiting base: TrainingOptions = TrainingOptions()) -> TrainingOptions {
    var options = base
    for argument in Self.arguments { argument.set(&options, from: self) }
    return options
  }

  /// A new run, or that of the checkpoint with what may change.
  func plan() throws(Failure) -> TrainingPlan {
    guard machine.resume else {
      return try orFailAsTraining {
        try TrainingPlan(options(suiting: fineTuning()), output: output, checkpoint: machine.checkpoint)
      }
    }
    let path = machine.checkpoint ?? TrainingPlan.checkpointPath(for: output)
    guard exists(path) else {
      throw Failure("\(path): there is no checkpoint to go on from; leave --resume out to start a run")
    }
    return try orFailAsTraining {
      let header = try TrainingPlan.checkpoint(at: path, output: output).header
      var options = header.options
      for argument in Self.arguments {
        try argument.change(&options, from: self, header: header, path: path)
      }
      let length = (header.options.epochs, header.options.steps, header.options.minutes)
      if (options.epochs, options.steps, options.minutes) != length {
        // Of two ends the earlier one counts: an old one would keep the new one from its effect.
        (options.epochs, options.steps, options.minutes) = (course.epochs, course.steps, course.minutes)
      }
      return try TrainingPlan(resuming: output, checkpoint: machine.checkpoint) { $0 = options }
    }
  }

  /// What suits a run from a trained model on labelled crops; of any other the library's defaults.
  /// - Throws: `DatasetError`.
  private func fineTuning() throws -> TrainingOptions {
    guard let start = network.from, !datasets.isEmpty else { return TrainingOptions() }
    let folder = data.synthesisData ?? defaultSynthesisFolder()
    let hasFonts = data.synthesisData != nil || exists(folder + "/fonts")
    var options = try TrainingOptions(
      fineTuning: start, on: datasets, synthesisFolder: hasFonts ? folder : nil)
    if !hasFonts, data.synthetic == nil, TrainingOptions.takesSyntheticCrops(start) {
      printError(
        "no fonts in \(folder.printable), so no synthetic crops: the model may forget how to read other text than yours; "
          + "Scripts/install-synthesis-data.sh fetches some")
    }
    // A length that is asked for takes the place of all that says when to end and to report.
    if course.epochs != nil || course.steps != nil || course.minutes != nil {
      (options.steps, options.patience, options.stepsPerReport) = (nil, nil, nil)
    }
    return options
  }

  /// - Throws: `Failure` where the log would write over another file.
  func logPath(beside plan: TrainingPlan) throws(Failure) -> String {
    let path = machine.log ?? output + ".log.tsv"
    let others = [plan.output, plan.checkpointPath]
    guard !others.contains(where: { $0 == path || isSameFile($0, path) }), TrainingLog.mayReplace(path) else {
      throw Failure("\(path): this is another file than a log of training; give another --log")
    }
    return path
  }

  /// - Throws: `Failure` where the page would write over another file, or cannot be written.
  func reportPath(beside plan: TrainingPlan, log: String) throws(Failure) -> String {
    let path = machine.report ?? output + ".report.html"
    let others = [plan.output, plan.checkpointPath, log]
    guard !others.contains(where: { $0 == path || isSameFile($0, path) }), Pages.mayReplace(path) else {
      throw Failure("\(path): this is another file than a report; give another --report")
    }
    try orFail { try checkReplaceable(path) }
    return path
  }
}
