import ArgumentParser
import Legible
import LegibleEvaluation
import LegibleFiles
import LegibleReports
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
        ocr evaluate --report report.html --compare old.safetensors my-crops/
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

  @Option(
    help: ArgumentHelp(
      "Lines of each list in the text report (default: 10), pictures of each in that of --report (default: 50).",
      valueName: "number"))
  var worst: Int?

  @Option(
    help: ArgumentHelp(
      "Also write a page with figures and their intervals, the worst crops and what the network says of their columns.",
      valueName: "file.html"))
  var report: String?

  @Option(
    help: ArgumentHelp(
      "Another model that reads the same crops: what each reads that the other does not, and whether that may be chance "
        + "(McNemar's test).", valueName: "model"))
  var compare: String?

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

  @Option(
    help: ArgumentHelp(
      "When a text is right, as far as confidences are concerned: exact, or alphanumeric, without case and all but a-z "
        + "and 0-9 (default: as the model was calibrated).", valueName: "rule"))
  var right: TextEquality?

  @OptionGroup var reading: ReadingOptions

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  func validate() throws {
    if let worst, worst < 0 { throw ValidationError("--worst is a number of lines, 0 or more.") }
    if datasets.isEmpty { throw ValidationError("Nothing to measure: give a data set.") }
    if ownWords, reading.decoding.lexicon != nil {
      throw ValidationError("--own-words and --lexicon exclude each other.")
    }
  }

  func run() throws {
    if let report { try checkReport(report) }
    let sets = try orFail { try datasets.map { try Dataset(path: $0, hasWords: ownWords) } }
    let known = try knownBoxes()
    let recognizer = try reading.recognizer(haveWords: ownWords)
    if boxes, !recognizer.classes.isEmpty {
      throw Failure("the model gives classes of crops and no characters: leave --boxes out")
    }
    let other = try compare.map { path throws(Failure) in
      try reading.recognizer(model: path, haveWords: ownWords)
    }
    for set in sets { describe(set) }

    let items = sets.flatMap(\.items)
    var evaluation = Evaluation(equality: right ?? recognizer.equality)
    var crops: [EvaluatedCrop] = []
    let start = now()
    try read(items, with: recognizer) { crop, result in
      switch result {
      case .success(let read):
        let evaluated = EvaluatedCrop(path: crop.path, label: crop.text, read: read)
        evaluation.add(
          evaluated.comparison, path: crop.path, label: crop.text, prediction: read.text,
          confidence: read.confidence)
        if report != nil || other != nil { crops.append(evaluated) }
        if read.text == crop.text, let boxes = known[crop.path] {
          evaluation.addBoxes(read.characters.map(\.box.extent), known: boxes.map(\.extent))
        }
        if let damage = read.damage { printError("warning: \(damage)") }
      case .failure(let message): evaluation.addFailure(path: crop.path, reason: message.text)
      }
    }
    let seconds = now() - start
    let comparison = try other.map { try self.comparison(of: crops, items, with: $0) }

    var output = StandardOutput()
    switch format {
    case .text:
      let worst = worst ?? 10
      try output.write(
        evaluation.textReport(seconds: seconds, worst: worst), comparison?.text(worst: worst) ?? "")
    case .json: try output.write(Self.object(evaluation.report(seconds: seconds), comparison) + "\n")
    }
    try output.flush()
    if let report {
      let page = EvaluationPage(
        facts: try facts(recognizer), crops: crops, evaluation: evaluation, seconds: seconds,
        comparison: comparison, worst: worst ?? 50)
      let document = page.document(recognizer: recognizer) {
        try? Image(contentsOf: $0, limits: reading.images.limits)
      }
      try orFail(code: 1) { try Pages.write(document, to: report) }
    }
    if !evaluation.failures.isEmpty || sets.contains(where: { !$0.rejected.isEmpty }) { throw ExitCode(1) }
  }

  /// Reads crops, each with what is known of it alone.
  private func read(
    _ items: [LabelledCrop], with recognizer: Recognizer,
    each: (LabelledCrop, Result<RecognizedText, Message>) -> Void
  ) throws(Failure) {
    let ownOptions = ownWords ? try reading.decoding.options(haveWords: true) : nil
    func load(_ index: Int, _ decoder: ImageDecoder) throws(Message) -> Recognizer.Crop {
      let crop = items[index]
      do {
        let image = try decoder.decode(contentsOf: crop.path, limits: reading.images.limits)
        guard var options = ownOptions else { return (image, nil) }
        options.lexicon = reading.decoding.lexicon(crop.words)
        return (image, try options.decoding(recognizer.vocabulary))
      } catch let error as ImageError {
        // The report names the file already.
        throw Message(error.commandFactDescription)
      } catch {
        throw "\(crop.source): \(error)"
      }
    }
    try orFail {
      try recognizer.recognizeCrops(count: items.count, threads: reading.threadCount, load: load) {
        each(items[$0], $1)
      }
    }
  }

  /// - Throws: `Failure` where a crop has come or gone between the two readings.
  private func comparison(
    of crops: [EvaluatedCrop], _ items: [LabelledCrop], with other: Recognizer
  ) throws(Failure) -> ComparisonReport {
    var others: [EvaluatedCrop] = []
    try read(items, with: other) { crop, result in
      if case .success(let read) = result {
        others.append(EvaluatedCrop(path: crop.path, label: crop.text, read: read))
      }
    }
    guard crops.map(\.path) == others.map(\.path) else {
      throw Failure("the crops changed while the two models read them: compare them once more", code: 1)
    }
    return ComparisonReport(
      name: namePart(of: try reading.modelPath()), crops: crops, otherName: namePart(of: compare ?? ""),
      others: others)
  }

  /// - Throws: `Failure` where the page cannot be written, or would take the place of another file.
  private func checkReport(_ path: String) throws(Failure) {
    guard Pages.mayReplace(path) else {
      throw Failure("\(path): this is another file than a report; give another --report")
    }
    try orFail { try checkReplaceable(path) }
  }

  private func facts(_ recognizer: Recognizer) throws(Failure) -> [(name: String, value: String)] {
    var facts = [
      ("Model", try reading.modelPath()), ("Network", "\(recognizer.spec)"),
      recognizer.classes.isEmpty
        ? ("Characters", "\(recognizer.symbols.count)")
        : ("Classes", recognizer.classes.joined(separator: ", ")),
      (datasets.count == 1 ? "Data set" : "Data sets", datasets.joined(separator: ", ")),
    ]
    if let compare { facts.append(("Compared with", compare)) }
    return facts
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

  private func describe(_ set: Dataset) {
    for remark in set.remarks { printError("\(remark)") }
    guard !set.rejected.isEmpty else { return }
    printError("\(set.path.printable): \(set.items.count) crops, \(set.rejected.count) lines rejected:")
    let worst = worst ?? 10
    for line in set.rejected.prefix(worst) { printError("  \(line)") }
    if set.rejected.count > worst { printError("  and \(set.rejected.count - worst) more") }
  }

  private static func object(_ report: AccuracyReport, _ comparison: ComparisonReport?) -> String {
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
    if let comparison {
      let counts = comparison.counts
      let figures = [
        ("model", JSON.string(comparison.otherName)), ("both", "\(counts.both)"),
        ("onlyThis", "\(counts.onlyFirst)"), ("onlyOther", "\(counts.onlySecond)"),
        ("neither", "\(counts.neither)"), ("pValue", "\(counts.pValue)"),
      ]
      members.append(("comparison", JSON.object(figures)))
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

extension RecognizedCharacter.Box {
  /// From its left edge to its right one.
  fileprivate var extent: Range<Double> { x..<x + width }
}

extension CharacterBox {
  /// From its left edge to its right one.
  fileprivate var extent: Range<Double> { Double(x)..<Double(x) + Double(width) }
}
