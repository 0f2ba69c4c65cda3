import ArgumentParser
import LegibleEvaluation
import LegibleFiles
import LegibleLanguage
import LegibleLayers
import LegibleModels
import LegibleTensors
import LegibleTraining

extension TrainLanguage {
  /// Options of `ocr train-language --network`.
  struct RecurrentOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Train a recurrent network of these layers, such as [Fl64 Lfx256]: its recurrent layers go forward.",
        valueName: "spec"))
    var network: String?

    @Option(
      help: ArgumentHelp(
        "Passes over the texts (default: 3, if neither --steps nor --minutes is given).", valueName: "number")
    )
    var epochs: Double?

    @Option(help: ArgumentHelp("End after so many steps.", valueName: "number"))
    var steps: Int?

    @Option(
      help: ArgumentHelp(
        "End after so many minutes. The learning rate then follows the clock, so a second run differs a little.",
        valueName: "number"))
    var minutes: Double?

    @Option(help: ArgumentHelp("Lines that are read side by side (default: 32).", valueName: "number"))
    var streams: Int?

    @Option(
      help: ArgumentHelp(
        "Characters of each line in a step, and how far back gradients go; what was before is in the state (default: 64).",
        valueName: "characters"))
    var truncation: Int?

    @Option(help: ArgumentHelp("The highest learning rate (default: 0.004).", valueName: "rate"))
    var learningRate: Float?

    @Option(
      help: ArgumentHelp("Limit of the norm of a step's gradients (default: 1).", valueName: "norm"))
    var clip: Double?

    @Option(
      help: ArgumentHelp(
        "Limit of each number of a step's gradients, before that of their norm (default: none).",
        valueName: "number"))
    var clipValue: Float?

    @OptionGroup var start: RecurrentStartOptions

    @Option(
      help: ArgumentHelp("Any number; the same one gives the same model (default: 1).", valueName: "number"))
    var seed: UInt64?

    @Option(
      help: ArgumentHelp("Write each step's figures here, tab-separated values.", valueName: "file"))
    var log: String?

    @Option(
      help: ArgumentHelp("Threads for the arithmetic (default: one for each core).", valueName: "number"))
    var threads: Int?

    /// The options of this group but `--network`: whether each is given, and within its limits.
    private var given: [(flag: String, isGiven: Bool, isSound: Bool, limits: String)] {
      func row<Value>(
        _ flag: String, _ value: Value?, _ limits: String = "", isSound: (Value) -> Bool = { _ in true }
      ) -> (flag: String, isGiven: Bool, isSound: Bool, limits: String) {
        (flag, value != nil, value.map(isSound) ?? true, limits)
      }
      return [
        row("--epochs", epochs, "above 0 and at most a million") { $0 > 0 && $0 <= 1e6 },
        row("--steps", steps, "a number from 1 to a billion") { 1...1_000_000_000 ~= $0 },
        row("--minutes", minutes, "above 0 and at most a billion") { $0 > 0 && $0 <= 1e9 },
        row("--streams", streams, "a number from 1 to 4096") { 1...4096 ~= $0 },
        row("--truncation", truncation, "a number from 1 to 65536") { 1...65536 ~= $0 },
        row("--learning-rate", learningRate, "above 0 and at most 1") { $0 > 0 && $0 <= 1 },
        row("--clip", clip, "a number above 0") { $0 > 0 && $0.isFinite },
        row("--clip-value", clipValue, "a number above 0") { $0 > 0 && $0.isFinite },
        row("--recurrent-start", start.recurrentStart),
        row("--forget-bias", start.forgetBias), row("--update-bias", start.updateBias),
        row("--seed", seed), row("--log", log),
        row("--threads", threads, "a number from 1 to 1024") { 1...1024 ~= $0 },
      ]
    }

    /// The first of them that the user has given.
    var firstGiven: String? { given.first { $0.isGiven }?.flag }

    func validate() throws {
      if let wrong = given.first(where: { !$0.isSound }) {
        throw ValidationError("\(wrong.flag) is \(wrong.limits).")
      }
    }

    var options: LanguageTrainingOptions {
      var options = LanguageTrainingOptions()
      options.network = network ?? options.network
      (options.epochs, options.steps, options.minutes) = (epochs, steps, minutes)
      options.streams = streams ?? options.streams
      options.truncation = truncation ?? options.truncation
      options.learningRate = learningRate ?? options.learningRate
      options.clipping.norm = clip ?? options.clipping.norm
      options.clipping.value = clipValue
      options.start = start.start
      options.seed = seed ?? options.seed
      return options
    }
  }

  func trainRecurrent(_ alphabet: Alphabet) throws {
    Interruption.outliveReaders()
    var options = recurrent.options
    if all { options.heldOutInterval = nil }
    let trainer = try orFail {
      do {
        return try LanguageTrainer(
          texts, alphabet: alphabet, options: options, threads: recurrent.threads ?? processorCount)
      } catch let error as NetworkSpecError {
        throw Failure("--network: \(error)")
      }
    }
    warn(ofUnknown: trainer.unknown)
    let log = try orFail {
      let log = try recurrent.log.map { try OutputFile(creating: $0) }
      try log?.write("step\tcharacters\tseconds\tbits\tgradient_norm\tclipped\tlearning_rate\n")
      return log
    }
    var file = LanguageModelFile(model: trainer.model)
    /// The model as it is now, with its history.
    func takeModel(steps: Int, seconds: Double) {
      file = LanguageModelFile(
        model: trainer.model,
        trainingRecord: [
          "characters": "\(trainer.characters)", "texts": textNames, "steps": "\(steps)",
          "seconds": "\(Int(seconds))", "streams": "\(options.streams)",
          "truncation": "\(options.truncation)", "learning rate": "\(options.learningRate)",
          "clipping norm": "\(options.clipping.norm)", "seed": "\(options.seed)",
        ])
    }
    var last: LanguageTrainingStep?
    Interruption.prepare()
    let isFinished = try orFail(code: 1) {
      try trainer.run { event in
        switch event {
        case .step(let step):
          last = step
          try log?.write(
            "\(step.number)\t\(step.characters)\t"
              + format("%.2f\t%.4f\t%.5g\t", step.seconds, step.bits, step.gradientNorm)
              + format("%d\t%.5g\n", step.isClipped ? 1 : 0, Double(step.learningRate)))
        case .report(let report):
          printError(Self.words(report))
          takeModel(steps: report.step, seconds: report.seconds)
          try file.write(to: output)
        }
        if Interruption.signal != nil { trainer.interrupt() }
      }
    }
    try orFail(code: 1) { try log?.close() }
    takeModel(steps: last?.number ?? 0, seconds: last?.seconds ?? 0)
    if !isFinished, let signal = Interruption.signal {
      try write(file)
      throw ExitCode(128 + signal)
    }
    if !all { try show(try orFail { try trainer.heldOutEntropy() }, in: &file) }
    try write(file)
  }

  private static func words(_ report: LanguageTrainingReport) -> String {
    var fields = [
      format("%.0f%%", 100 * report.progress), "step \(report.step)", format("epoch %.2f", report.epochs),
      format("bits %.3f", report.bits),
    ]
    if let bits = report.heldOutBits { fields.append(format("held out %.3f", bits)) }
    fields += [
      format("gradient norm %.3g, largest %.3g", report.gradientNorm, report.largestGradientNorm),
      format("clipped %.0f%%", 100 * report.clippedShare),
      "\(Int(report.charactersPerSecond)) characters/s",
    ]
    if report.progress < 1, report.progress > 0 {
      let left = report.seconds * (1 - report.progress) / report.progress
      fields.append("\(TrainingProgress.duration(left)) left")
    }
    return fields.joined(separator: "  ")
  }
}
