import ArgumentParser
import LegibleModels
import LegibleSynthesis
import LegibleTensors
import LegibleTraining

/// `ocr train`: from labelled crops to a model file.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a model on labelled crops, synthetic crops, or both.",
    discussion: """
      A data set is a folder with labels.tsv (path<TAB>text), gt.txt (word.png, "text"), pairs word.png and \
      word.gt.txt, or images named 12_word_7.jpg; or such a labels file itself.

      Examples:
        ocr train my-crops/ --output my.safetensors
        ocr train my-crops/ --from models/small.safetensors --output my.safetensors
        ocr train --synthetic 1 --synthesis-data ~/.cache/legible/synthesis --minutes 60 --output my.safetensors
        ocr train --resume --output my.safetensors

      With --from and data sets, what is not given suits the number of crops: --steps, --batch-size, --patience, \
      --report-steps and --average-decay, a --learning-rate of 0.001, and, where there are fonts, a quarter of synthetic \
      crops, half of them with texts like the labels. The starting model is measured first: OUTPUT never reads the \
      validation crops worse.

      OUTPUT holds the moving average of the weights: with validation that of the best report by exact accuracy \
      (1-NED decides between equal ones), without it that of the last step. Beside it lie OUTPUT.checkpoint, from which --resume goes on after an \
      interruption exactly as if there had been none, OUTPUT.log.tsv, and OUTPUT.report.html, a page with the run's \
      curves and crops that is written anew at each report. Ctrl-C, kill, or a terminal that goes \
      away (unless started with nohup) writes a checkpoint and ends; twice, it ends at once.

      With --resume the run has the options of its checkpoint, and they need not be given again. What may change \
      is when it ends (--epochs, --steps, --minutes, whose new values take the place of all three, and --patience), \
      when it reports and saves (--report-steps, --checkpoint-seconds, --log, --report), what it is measured on \
      (--validation, unless its crops are held out), the threads, and where its data lies: the data sets and \
      --synthesis-data may be given with other paths, and must hold the same labels and pictures. A run that has \
      ended goes on when it gets a later end; from there its learning rate follows the schedule of the new length. \
      Any other option would make another run of it and is refused: start one with --from OUTPUT.
      """)

  @Argument(help: "Data sets to train on.")
  var datasets: [String] = []

  @Option(name: .shortAndLong, help: ArgumentHelp("The model file to write.", valueName: "model"))
  var output: String

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Course of the run") var course: CourseOptions
  @OptionGroup(title: "Files and machine") var machine: MachineOptions

  struct DataOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Share of synthetic crops, 0 to 1; 1 needs no data set (default: 0).", valueName: "share"))
    var synthetic: Float?

    @Option(
      help: ArgumentHelp(
        "Fonts, words and backgrounds for them, as Scripts/install-synthesis-data.sh lays them out (default: "
          + "~/.cache/legible/synthesis).", valueName: "folder"))
    var synthesisData: String?

    @Option(
      help: ArgumentHelp(
        "A data set to validate on; may be given several times. Default: 15% of the crops are held out, of few more, "
          + "at most 1000, and copies of a crop stay together; for a run on synthetic crops alone, 1000 synthetic crops of another seed.",
        valueName: "dataset"))
    var validation: [String] = []

    @Option(
      help: ArgumentHelp(
        "How strongly crops of the data sets are distorted at each showing, 0 to 1 (default: 0.5).",
        valueName: "strength"))
    var augmentation: Float?

    @Flag(help: "Turn crops by quarters at random, and learn how they lie: for recognize --orientation.")
    var turned = false

    @OptionGroup var images: ImageOptions
  }

  struct CourseOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "End after so many passes over the data, synthetic crops between them (default: 30, if neither --steps nor "
          + "--minutes is given).", valueName: "number"))
    var epochs: Double?

    @Option(help: ArgumentHelp("End after so many steps.", valueName: "number"))
    var steps: Int?

    @Option(
      help: ArgumentHelp(
        "End after so many minutes. The learning rate then follows the clock, so a second run differs a little.",
        valueName: "number"))
    var minutes: Double?

    @Option(
      help: ArgumentHelp("End after so many reports without better validation.", valueName: "reports"))
    var patience: Int?

    @Option(help: ArgumentHelp("Crops in a step (default: 64).", valueName: "crops"))
    var batchSize: Int?

    @Option(help: ArgumentHelp("The highest learning rate (default: 0.002).", valueName: "rate"))
    var learningRate: Float?

    @Option(
      help: ArgumentHelp(
        "Steps until the rate is at its highest (default: 400, at most a tenth of the steps).",
        valueName: "steps"))
    var warmup: Int?

    @Option(
      help: ArgumentHelp("Limit of the norm of a step's gradients (default: 5).", valueName: "norm"))
    var clip: Double?

    @Option(
      help: ArgumentHelp(
        "Limit of each number of a step's gradients, before that of their norm (default: none).",
        valueName: "number"))
    var clipValue: Float?

    @Option(
      help: ArgumentHelp(
        "Weight of the past in the moving average of the weights, 0 up to 1 (default: 0.999).",
        valueName: "weight"))
    var averageDecay: Float?

    @Option(
      help: ArgumentHelp(
        "Steps from one report, with its validation, to the next (default: 500, at most a tenth of the steps).",
        valueName: "steps"))
    var reportSteps: Int?

    @Option(
      help: ArgumentHelp("Any number; the same one gives the same model (default: 1).", valueName: "number"))
    var seed: UInt64?
  }

  struct MachineOptions: ParsableArguments {
    @Flag(help: "Go on from the checkpoint, with its options.")
    var resume = false

    @Option(help: ArgumentHelp("The checkpoint (default: OUTPUT.checkpoint).", valueName: "file"))
    var checkpoint: String?

    @Option(
      help: ArgumentHelp("Seconds from one checkpoint to the next (default: 300).", valueName: "seconds"))
    var checkpointSeconds: Double?

    @Option(help: ArgumentHelp("The log, tab-separated values (default: OUTPUT.log.tsv).", valueName: "file"))
    var log: String?

    @Option(
      help: ArgumentHelp("The page of the run (default: OUTPUT.report.html).", valueName: "file.html"))
    var report: String?

    @Option(
      help: ArgumentHelp("Threads for the arithmetic (default: one for each core).", valueName: "number"))
    var threads: Int?

    @Option(
      help: ArgumentHelp(
        "Threads that prepare crops beside them (default: half as many).", valueName: "number"))
    var loaderThreads: Int?
  }

  /// The arguments that say something of the run, in the order in which they are checked. A new option of the
  /// library becomes an argument by its `@Option` above and its line here. Whether it may change when a run goes
  /// on, the library knows.
  static var arguments: [TrainingArgument] {
    [
      .init("data sets", { $0.datasets.isEmpty ? nil : $0.datasets }, \.datasets),
      .init(
        "--validation", given: { train, _ in train.data.validation.isEmpty ? nil : train.data.validation },
        saved: { $0.options.validation.isEmpty ? nil : $0.options.validation },
        apply: { if !$0.data.validation.isEmpty { $1.validation = $0.data.validation } }),
      .init("--synthetic", \.data.synthetic, \.syntheticShare),
      .init("--turned", { $0.data.turned ? true : nil }, \.turned),
      .init("--augmentation", \.data.augmentation, \.augmentation),
      .init("--damaged", { $0.data.images.damaged ? true : nil }, \.allowsDamage),
      // The checkpoint's synthesis has the run's alphabet besides.
      .init(
        "--synthesis-data",
        given: { train, _ in train.data.synthesisData.map { SynthesisOptions(folder: $0).fontFolders } },
        saved: { $0.options.synthesis?.fontFolders },
        apply: { train, options in
          let folder = train.data.synthesisData ?? defaultSynthesisFolder()
          if options.synthesis == nil { options.synthesis = SynthesisOptions(folder: folder) }
          options.synthesis?.move(to: folder)
        }),
      .init("--from", \.network.from, \.start),
      .init("--freeze", \.network.freeze, \.frozen),
      // What became of these is in the model itself.
      .init(
        "--network",
        given: { train, header in
          try train.network.network.map { try TrainingPlan.spec($0, for: header.vocabulary).spec.description }
        },
        saved: { $0.spec }, apply: { $1.network = $0.network.network }),
      .init(
        "--stretch", given: { train, _ in train.network.stretch },
        saved: { TrainingOptions.Stretching($0.crops.stretching) },
        apply: { $1.stretching = $0.network.stretch }),
      .init(
        "--alphabet",
        given: { train, _ in
          try train.network.alphabet.map { String(try TrainingPlan.alphabet(of: $0).symbols) }
        },
        saved: { $0.alphabet.joined() }, apply: { $1.alphabet = $0.network.alphabet }),
      .init("--recurrent-start", \.network.start.recurrentStart, \.recurrentStart),
      .init("--forget-bias", \.network.start.forgetBias, \.forgetBias),
      .init("--update-bias", \.network.start.updateBias, \.updateBias),
      .init("--epochs", \.course.epochs, \.epochs),
      .init("--steps", \.course.steps, \.steps),
      .init("--minutes", \.course.minutes, \.minutes),
      .init("--patience", \.course.patience, \.patience),
      .init("--batch-size", \.course.batchSize, \.batchSize),
      .init("--learning-rate", \.course.learningRate, \.learningRate),
      .init("--warmup", \.course.warmup, \.warmupSteps),
      .init("--clip", \.course.clip, \.clippingNorm),
      .init("--clip-value", \.course.clipValue, \.clippingValue),
      .init("--average-decay", \.course.averageDecay, \.averageDecay),
      .init("--report-steps", \.course.reportSteps, \.stepsPerReport),
      .init("--checkpoint-seconds", \.machine.checkpointSeconds, \.secondsPerCheckpoint),
      .init("--seed", \.course.seed, \.seed),
    ]
  }

  func validate() throws {
    for argument in Self.arguments { try argument.checkRange(self) }
    if let threads = machine.threads, !(1...1024 ~= threads) {
      throw ValidationError("--threads is a number from 1 to 1024.")
    }
    if let threads = machine.loaderThreads, !(1...1024 ~= threads) {
      throw ValidationError("--loader-threads is a number from 1 to 1024.")
    }
    // A resumed run has the options of its checkpoint.
    guard !machine.resume else { return }
    do throws(TrainingOptionsError) {
      try options().check()
    } catch {
      throw ValidationError(error.commandDescription)
    }
  }

  func run() throws {
    Interruption.outliveReaders()
    let plan = try plan()
    let logPath = try logPath(beside: plan)
    let reportPath = try reportPath(beside: plan, log: logPath)
    let threads = machine.threads ?? processorCount
    if let synthesizer = plan.synthesizer {
      printError("synthetic crops: \(synthesizer.contents)")
      for list in synthesizer.rejectedWordLists { printError("warning: \(list)") }
    }
    let run = try orFailAsTraining {
      try TrainingRun(plan, threads: threads, loaderThreads: machine.loaderThreads)
    }
    describe(run, threads: threads)
    let hadEnded = run.hasEnded
    let log = try orFail { try TrainingLog(path: logPath, from: run.state.step) }
    let report = TrainingReportFile(path: reportPath, run: run, log: log)
    report.update()
    let progress = TrainingProgress(batchSize: run.options.batchSize)
    Interruption.prepare()
    let end: TrainingEnd
    do {
      end = try run.run { event in
        switch event {
        case .step(let step): progress.show(step)
        case .start(let validation): progress.print("before the first step: \(validation.all.summary)")
        case .report(let figures):
          try log.append(figures)
          progress.show(figures)
          report.update()
        case .checkpoint: break
        }
        if Interruption.signal != nil { run.interrupt() }
      }
    } catch {
      progress.endLiveLine()
      report.update(end: .interrupted)
      throw Failure(words(for: error, of: run), code: 1)
    }
    report.update(end: end)
    if report.isWritten { progress.print("report: \(report.path)") }
    if !hadEnded, end != .interrupted { progress.print(try calibrateConfidence(of: run, threads: threads)) }
    progress.print(hadEnded ? wordsForNothingToDo(run) : words(for: end, of: run))
    if end != .interrupted, let outcome = try orFailAsTraining({ try run.outcome(threads: threads) }) {
      printError(words(for: outcome, of: run))
    }
    if end == .interrupted, let signal = Interruption.signal { throw ExitCode(128 + signal) }
  }
}
