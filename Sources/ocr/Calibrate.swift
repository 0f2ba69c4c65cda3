import ArgumentParser
import Legible
import LegibleEvaluation
import LegibleLanguage
import LegibleModels
import LegibleTensors
import LegibleTraining

/// `ocr calibrate`: from probabilities to confidences that say how often texts are right.
struct Calibrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a model's confidences say how often its texts are right.",
    discussion: """
      Reads labelled crops, which must be none that the model was trained on, and finds the two numbers that turn its \
      probabilities into confidences: of the texts that are given 0.9, nine in ten are right. They are stored in the model; its \
      weights stay as they are. A model of int8 is calibrated as one of float32.

      Prints the expected calibration error before, and after with what the other data sets say, so that each is measured \
      with numbers that it took no part in; a single data set is halved for that. The numbers that are stored are those of all \
      crops together.

      Example:
        ocr calibrate my.safetensors my-crops/labels_dev.tsv --output my.safetensors

      Exit code: 0 done, 1 some crops or lines of labels could not be read, 2 nothing could start.
      """)

  @Argument(help: "The model.")
  var model: String

  @Argument(help: "Data sets.")
  var datasets: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The model file to write; may be the model itself.", valueName: "model"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "When a text is right: exact, or alphanumeric, without case and all but a-z and 0-9 (default: alphanumeric, or "
        + "exact for an alphabet with other letters, and for classes).", valueName: "rule"))
  var right: TextEquality?

  @Option(help: ArgumentHelp("Threads (default: one for each core).", valueName: "number"))
  var threads: Int?

  @OptionGroup var images: ImageOptions

  func validate() throws {
    if datasets.isEmpty { throw ValidationError("Nothing to calibrate on: give a data set.") }
    if let threads, !(1...1024 ~= threads) { throw ValidationError("--threads is a number from 1 to 1024.") }
  }

  func run() throws {
    try orFail { try ModelFile.checkWritable(output) }
    let sets = try orFail { try datasets.map { try Dataset(path: $0) } }
    let readings = try orFail {
      try ConfidenceReadings(
        of: sets, model: model, comparison: right, limits: images.limits, threads: threads ?? processorCount
      )
    }
    var standardOutput = StandardOutput()
    try standardOutput.write(readings.table)
    try standardOutput.flush()
    try readings.calibrate(writingTo: output)
    if readings.hasFailures { throw ExitCode(1) }
  }
}
