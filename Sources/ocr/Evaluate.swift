import ArgumentParser
import Legible
import LegibleEvaluation
import LegibleFiles
import LegibleSynthesis
import LegibleTraining

/// `ocr evaluate`: how well a model reads labelled crops.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure how well a model reads labelled crops.",
    discussion: """
      A data set is a folder with labels.tsv (path<TAB>text), gt.txt (word.png, "text"), pairs word.png and \
      word.gt.txt, or images named 12_word_7.jpg; or such a labels file itself. Several are measured together.

      Examples:
        ocr evaluate samples/
        ocr evaluate --model my.safetensors --worst 50 my-crops/labels_test.tsv
        ocr synthesize crops/ --count 2000 --boxes && ocr evaluate --boxes crops/

      exact: texts equal to their labels. case-insensitive alphanumeric: equal when lower-cased and all but a-z and \
      0-9 is removed, as scene-text benchmarks compare. 1-NED: 1 less the edits per character. Error rates: edits per \
      character, or word, of the labels. IoU of a box: what it and the character share from left to right by what \
      they cover together.

      Expected calibration error: how far confidences are from the share of right texts, 0 to 1, the mean over ten bins \
      of confidence. Read at 99% precision: the share of texts that is left where those of low confidence are left out \
      until 99 in a hundred are right.

      Exit code: 0 all read, 1 some crops or lines of labels could not be, 2 nothing could start.
      """)

  @Argument(help: "Data sets.")
  var datasets: [String]

  @Option(help: ArgumentHelp("text, or json: one object with the figures.", valueName: "format"))
  var format = Format.text

  @Option(help: ArgumentHelp("Lines of each list in the text report.", valueName: "number"))
  var worst = 10

  @Flag(
    help:
      "Also compare the boxes of characters with those in boxes.jsonl beside the labels, in texts that are read rightly."
  )
  var boxes = false

  @Option(
    help: ArgumentHelp(
      "When a text is right, as far as confidences are concerned: exact, or alphanumeric, without case and all but a-z "
        + "and 0-9 (default: as the model was calibrated).", valueName: "rule"))
  var compare: TextComparison?

  @OptionGroup var reading: ReadingOptions

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  func validate() throws {
    if worst < 0 { throw ValidationError("--worst is a number of lines, 0 or more.") }
    if datasets.isEmpty { throw ValidationError("Nothing to measure: give a data set.") }
  }

  func run() throws {
    let sets = try orFail { try datasets.map { try Dataset(path: $0) } }
    let known = try knownBoxes()
    let recognizer = try reading.recognizer()
    for set in sets { report(set) }

    let items = sets.flatMap(\.items)
    var evaluation = Evaluation(comparison: compare ?? recognizer.comparison)
    let start = now()
    recognizer.recognize(
      paths: items.map(\.path), threads: reading.threadCount, limits: reading.images.limits
    ) {
      index, result in
      let crop = items[index]
      switch result {
      case .success(let read):
        evaluation.add(
          path: crop.path, label: crop.text, prediction: read.text, confidence: read.confidence)
        if read.text == crop.text, let boxes = known[crop.path] {
          evaluation.addBoxes(read.characters.map(\.box.extent), known: boxes.map(\.extent))
        }
        if let damage = read.damage { printError("warning: \(damage)") }
      // The report names the file already.
      case .failure(let error): evaluation.addFailure(path: crop.path, reason: error.commandFactDescription)
      }
    }
    let seconds = now() - start

    var output = StandardOutput()
    switch format {
    case .text: try output.write(evaluation.textReport(seconds: seconds, worst: worst))
    case .json: try output.write(Self.object(evaluation.report(seconds: seconds)) + "\n")
    }
    try output.flush()
    if !evaluation.failures.isEmpty || sets.contains(where: { !$0.rejected.isEmpty }) { throw ExitCode(1) }
  }

  /// By the paths of crops; empty where boxes are not asked for.
  private func knownBoxes() throws(Failure) -> [String: [CharacterBox]] {
    var known: [String: [CharacterBox]] = [:]
    guard boxes else { return known }
    for dataset in datasets {
      do throws(BoxesFileError) {
        known.merge(try BoxesFile(ofDataset: dataset).boxes) { $1 }
      } catch {
        throw Failure("\(error); ocr synthesize --boxes writes a data set with boxes")
      }
    }
    return known
  }

  private func report(_ set: Dataset) {
    for remark in set.remarks { printError("\(remark)") }
    guard !set.rejected.isEmpty else { return }
    printError("\(set.path.printable): \(set.items.count) crops, \(set.rejected.count) lines rejected:")
    for line in set.rejected.prefix(worst) { printError("  \(line)") }
    if set.rejected.count > worst { printError("  and \(set.rejected.count - worst) more") }
  }

  private static func object(_ report: AccuracyReport) -> String {
    var members = [
      ("count", "\(report.count)"),
      ("failed", "\(report.failed)"),
      ("exact", JSON.number(report.exact, decimals: 6)),
      ("caseInsensitiveAlphanumeric", JSON.number(report.caseInsensitiveAlphanumeric, decimals: 6)),
      ("oneMinusNED", JSON.number(report.oneMinusNED, decimals: 6)),
      ("cer", JSON.number(report.cer, decimals: 6)),
      ("wer", JSON.number(report.wer, decimals: 6)),
      ("imagesPerSecond", JSON.number(report.imagesPerSecond, decimals: 1)),
    ]
    if let boxes = report.boxes {
      let figures = [
        ("characters", "\(boxes.characters)"),
        ("meanIntersectionOverUnion", JSON.number(boxes.meanIntersectionOverUnion, decimals: 6)),
        ("missed", JSON.number(boxes.missed, decimals: 6)),
      ]
      members.append(("boxes", JSON.object(figures)))
    }
    members += confidenceMembers(report)
    return JSON.object(members)
  }

  private static func confidenceMembers(_ report: AccuracyReport) -> [(String, String)] {
    guard let error = report.expectedCalibrationError, let bins = report.reliability else { return [] }
    func number(_ value: Double) -> String { JSON.number(value, decimals: 6) }
    let point = report.at99Precision.map {
      JSON.object([
        ("share", number($0.share)), ("minimumConfidence", number(Double($0.minimumConfidence))),
      ])
    }
    let reliability = bins.map {
      JSON.object([
        ("lowest", number($0.lowest)), ("count", "\($0.count)"), ("confidence", number($0.confidence)),
        ("right", number($0.right)),
      ])
    }
    return [
      ("expectedCalibrationError", number(error)), ("reliability", JSON.array(reliability)),
      ("at99Precision", point ?? "null"),
    ]
  }
}

extension TextComparison: ExpressibleByArgument {
  public init?(argument: String) {
    guard let rule = Self.allCases.first(where: { $0.argument == argument }) else { return nil }
    self = rule
  }

  public var defaultValueDescription: String { argument }
  public static var allValueStrings: [String] { allCases.map(\.argument) }

  private var argument: String {
    switch self {
    case .exact: "exact"
    case .caseInsensitiveAlphanumeric: "alphanumeric"
    }
  }
}

extension RecognizedCharacter.Box {
  /// From its left edge to its right one.
  fileprivate var extent: Range<Double> { x..<x + width }
}

extension CharacterBox {
  /// From its left edge to its right one.
  fileprivate var extent: Range<Double> { Double(x)..<Double(x) + Double(width) }
}
