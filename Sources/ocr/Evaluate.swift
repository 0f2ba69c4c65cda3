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

  @Flag(
    help: ArgumentHelp(
      "Each text is one of the crop's own words, which stand behind it in the labels, a tab before each: a lexicon for "
        + "each crop."))
  var ownWords = false

  @OptionGroup var reading: ReadingOptions

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  func validate() throws {
    if worst < 0 { throw ValidationError("--worst is a number of lines, 0 or more.") }
    if datasets.isEmpty { throw ValidationError("Nothing to measure: give a data set.") }
    if ownWords, reading.decoding.lexicon != nil {
      throw ValidationError("--own-words and --lexicon exclude each other.")
    }
  }

  func run() throws {
    let sets = try orFail { try datasets.map { try Dataset(path: $0, hasWords: ownWords) } }
    let known = try knownBoxes()
    let recognizer = try reading.recognizer(haveWords: ownWords)
    let ownOptions = ownWords ? try reading.decoding.options(haveWords: true) : nil
    for set in sets { report(set) }

    let items = sets.flatMap(\.items)
    var evaluation = Evaluation()
    let start = now()
    try recognizer.recognizeCrops(count: items.count, threads: reading.threadCount) {
      index, decoder throws(Message) in
      let crop = items[index]
      do {
        let image = try decoder.decode(contentsOf: crop.path, limits: reading.images.limits)
        guard var options = ownOptions else { return (image, nil) }
        options.lexicon = reading.decoding.lexicon(crop.words)
        return (image, try options.decoding(recognizer.alphabet))
      } catch let error as ImageError {
        // The report names the file already.
        throw Message(error.commandFactDescription)
      } catch {
        throw "\(crop.source): \(error)"
      }
    } each: {
      index, result in
      let crop = items[index]
      switch result {
      case .success(let read):
        evaluation.add(path: crop.path, label: crop.text, prediction: read.text)
        if read.text == crop.text, let boxes = known[crop.path] {
          evaluation.addBoxes(read.characters.map(\.box.extent), known: boxes.map(\.extent))
        }
        if let damage = read.damage { printError("warning: \(damage)") }
      case .failure(let message): evaluation.addFailure(path: crop.path, reason: message.text)
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
    return JSON.object(members)
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
