import ArgumentParser
import Legible
import LegibleEvaluation
import LegibleLanguage
import LegibleModels
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

      OUTPUT holds the moving average of the weights: with validation that of the best report by exact accuracy \
      (1-NED decides between equal ones), without it that of the last step. Beside it lie OUTPUT.checkpoint, from which --resume goes on after an \
      interruption exactly as if there had been none, and OUTPUT.log.tsv. Ctrl-C writes a checkpoint and ends; \
      twice, it ends at once.
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
        "A data set to validate on; may be given several times. Default: a tenth of the crops, at most 1000, is held "
          + "out; for a run on synthetic crops alone, 1000 synthetic crops of another seed.",
        valueName: "dataset"))
    var validation: [String] = []

    @Option(
      help: ArgumentHelp(
        "How strongly crops of the data sets are distorted at each showing, 0 to 1 (default: 0.5).",
        valueName: "strength"))
    var augmentation: Float?
  }

  struct NetworkOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "A preset, \(NetworkSpec.presetNames.joined(separator: " or ")), or a spec in VGSL; its output layer O1c may be "
          + "left out (default: small).", valueName: "spec"))
    var network: String?

    @Option(
      help: ArgumentHelp(
        "Start from a trained model. Its network is kept, and its alphabet gains the data's characters.",
        valueName: "model"))
    var from: String?

    @Option(
      help: ArgumentHelp(
        "How narrow crops become wider: up to which width over height, and by which share of what they lack; 'none' "
          + "keeps all in proportion (default: 4,0.5, or what the starting model has).",
        valueName: "aspect,share"))
    var stretch: Stretch?

    @Option(
      help: ArgumentHelp(
        "The characters that the model can write. Default: those of the data's labels, in Unicode's form NFC; with "
          + "synthetic crops, printable ASCII too.", valueName: "characters"))
    var alphabet: String?
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
      help: ArgumentHelp("Threads for the arithmetic (default: one for each core).", valueName: "number"))
    var threads: Int?

    @Option(
      help: ArgumentHelp(
        "Threads that prepare crops beside them (default: half as many).", valueName: "number"))
    var loaderThreads: Int?
  }

  func run() throws {
    let plan = try machine.resume ? TrainingPlan(resuming: self) : TrainingPlan(self)
    let end = try TrainingJob(plan, command: self).run()
    if case .interrupted = end, let signal = Interruption.signal { throw ExitCode(128 + signal) }
  }

  var checkpointPath: String { machine.checkpoint ?? output + ".checkpoint" }
  var logPath: String { machine.log ?? output + ".log.tsv" }
  var threads: Int { machine.threads ?? processorCount }
  var loaderThreads: Int { machine.loaderThreads ?? max(1, threads / 2) }
}

extension Train {
  func validate() throws {
    func check(_ isGood: Bool?, _ message: String) throws {
      if isGood == false { throw ValidationError(message) }
    }
    try check(data.synthetic.map { 0...1 ~= $0 }, "--synthetic is a share from 0 to 1.")
    try check(data.augmentation.map { 0...1 ~= $0 }, "--augmentation is a strength from 0 to 1.")
    try check(course.epochs.map { $0 > 0 && $0 <= 1e6 }, "--epochs is above 0 and at most a million.")
    let (steps, minutes) = (TrainingOptions.stepCounts, TrainingOptions.minuteCounts)
    try check(course.steps.map { steps ~= $0 }, "--steps is a number from 1 to a trillion.")
    try check(course.minutes.map { minutes ~= $0 }, "--minutes is above 0 and at most a billion.")
    try check(course.patience.map { steps ~= $0 }, "--patience is a number from 1 to a trillion.")
    try check(
      course.batchSize.map { TrainingOptions.batchSizes ~= $0 }, "--batch-size is a number from 1 to 4096.")
    try check(
      course.learningRate.map { TrainingOptions.learningRates ~= $0 },
      "--learning-rate is above 0 and at most 1.")
    try check(
      course.warmup.map { 0...steps.upperBound ~= $0 }, "--warmup is a number of steps, 0 to a trillion.")
    try check(
      course.averageDecay.map { 0 <= $0 && $0 < 1 }, "--average-decay is from 0 up to, not including, 1.")
    try check(course.reportSteps.map { steps ~= $0 }, "--report-steps is a number from 1 to a trillion.")
    try check(
      machine.checkpointSeconds.map { $0 >= 0 && $0.isFinite }, "--checkpoint-seconds is a number, 0 or more."
    )
    try check(machine.threads.map { 1...1024 ~= $0 }, "--threads is a number from 1 to 1024.")
    try check(machine.loaderThreads.map { 1...1024 ~= $0 }, "--loader-threads is a number from 1 to 1024.")
    try check(
      network.network == nil || network.from == nil ? nil : false,
      "--from brings its own network: leave --network out.")
    if !machine.resume, (data.synthetic ?? 0) < 1, datasets.isEmpty {
      throw ValidationError("Nothing to train on: give a data set, or --synthetic 1.")
    }
    if !machine.resume, data.synthetic == 1, !datasets.isEmpty {
      throw ValidationError(
        "With --synthetic 1 the data sets are not used: leave them out, or give a lower share.")
    }
    if course.epochs != nil, data.synthetic == 1 {
      throw ValidationError("Synthetic crops have no end, so no --epochs: give --steps or --minutes.")
    }
    if !machine.resume, data.synthetic == 1, course.steps == nil, course.minutes == nil {
      throw ValidationError("Synthetic crops have no end: give --steps or --minutes.")
    }
  }
}
