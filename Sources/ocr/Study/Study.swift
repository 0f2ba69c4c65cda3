import ArgumentParser
import LegibleFiles
import LegibleModels
import LegibleTraining

/// `ocr study`: what recurrence does, measured.
struct Study: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure what recurrent layers do with time, and draw it.",
    subcommands: [StudyGradients.self, StudyLearning.self, StudyDraw.self])
}

/// What networks are studied on, and how they are trained: options that studies share.
struct StudyOptions: ParsableArguments {
  enum Task: String, CaseIterable, ExpressibleByArgument {
    case recall, adding, neighbours
  }

  @Argument(help: "Networks: layers in brackets, such as [Lfx32].")
  var networks: [String]

  @Option(
    help: """
      What they learn: recall, a symbol shown at the first step and asked for at the last; adding, the sum of two marked \
      numbers; neighbours, at each step the sum of the symbols before and after it.
      """)
  var task = Task.recall

  @Option(
    help: ArgumentHelp("Steps from the first of a sequence to the last.", valueName: "steps"))
  var distance = 100

  @OptionGroup var start: RecurrentStartOptions

  @Option(help: ArgumentHelp("Limit of the norm of a step's gradients.", valueName: "norm"))
  var clip = 1.0

  @Option(
    help: ArgumentHelp(
      "Limit of each number of a step's gradients, before that of their norm (default: none).",
      valueName: "number"))
  var clipValue: Float?

  @Option(help: ArgumentHelp("The learning rate.", valueName: "rate"))
  var learningRate: Float = 0.01

  @Option(help: ArgumentHelp("Sequences in a step.", valueName: "number"))
  var batchSize = 32

  @Option(help: ArgumentHelp("Any number; the same one gives the same figures.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Draw the figures, as SVG.", valueName: "file"))
  var output: String?

  func validate() throws {
    if networks.isEmpty { throw ValidationError("Nothing to study: give a network, such as [Lfx32].") }
    if !(1...10_000 ~= distance) { throw ValidationError("--distance is a number from 1 to 10000.") }
    if !(clip > 0) { throw ValidationError("--clip is a number above 0.") }
    if let clipValue, !(clipValue > 0) { throw ValidationError("--clip-value is a number above 0.") }
    if !(learningRate > 0 && learningRate <= 1) {
      throw ValidationError("--learning-rate is above 0 and at most 1.")
    }
    if !(1...4096 ~= batchSize) { throw ValidationError("--batch-size is a number from 1 to 4096.") }
  }

  var taskToLearn: any SequenceTask {
    switch task {
    case .recall: RecallTask(distance: distance)
    case .adding: AddingTask(length: distance + 1)
    case .neighbours: NeighboursTask(length: distance + 1)
    }
  }

  func makeTrainer(_ network: String, looksAhead: Bool) throws(Failure) -> TaskTrainer {
    do {
      return try TaskTrainer(
        network, on: taskToLearn, start: start.start, looksAhead: looksAhead,
        clipping: Clipping(norm: clip, value: clipValue),
        batchSize: batchSize, rate: learningRate, seed: seed)
    } catch {
      throw Failure("\(network.quoted): \(error)")
    }
  }

  func draw(_ chart: LineChart) throws(Failure) {
    guard let output else { return }
    try orFail(code: 1) {
      let file = try ReplacementFile(for: output)
      file.append(chart.svg)
      try file.commit()
    }
  }
}
