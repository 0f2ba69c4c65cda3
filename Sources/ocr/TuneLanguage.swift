import ArgumentParser
import Legible
import LegibleEvaluation
import LegibleLanguage
import LegibleModels
import LegibleTraining

/// `ocr tune-language`: how much a language model should count beside pictures.
struct TuneLanguage: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find how much a language model should count when crops are read.",
    discussion: """
      Reads labelled crops, which should be none that the model was trained on, with several weights of the language model, \
      and prints the share of exactly right texts of each data set. The weights with the best mean over the data sets \
      are written into the language model, so that --language uses them from then on.

      Example:
        ocr tune-language my-crops/labels_dev.tsv --language words.safetensors
      """)

  @Argument(help: "Data sets.")
  var datasets: [String]

  @OptionGroup var reading: ReadingOptions

  @Flag(help: "Print the figures, and leave the language model as it is.")
  var dryRun = false

  /// The weights, and for each what a character gains, in nats for a weight of 1: about what a character costs in
  /// texts of the kind that the model was made of.
  private static let weights: [Float] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8]
  private static let costs: [Float] = [1.5, 2.2, 3]

  func validate() throws {
    if datasets.isEmpty { throw ValidationError("Nothing to measure: give a data set.") }
    if reading.decoding.language == nil { throw ValidationError("Nothing to tune: give a --language.") }
    if reading.decoding.languageWeight != nil || reading.decoding.lengthBonus != nil {
      throw ValidationError("--language-weight and --length-bonus are what is looked for: leave them out.")
    }
  }

  func run() throws {
    guard let path = reading.decoding.language else { return }
    var file = try orFail { try LanguageModelFile(contentsOf: path) }
    if !dryRun { try orFail { try ModelFile.checkWritable(path) } }
    let sets = try orFail { try datasets.map { try Dataset(path: $0) } }
    let recognizer = try reading.recognizer()
    var options = try reading.decoding.options()

    var output = StandardOutput()
    try output.write("weight\tlength bonus\tmean\t\(datasets.joined(separator: "\t"))\n")
    func measure(_ weights: LanguageModelFile.ReadingWeights?) throws -> Double {
      options.language = weights.map {
        LanguageGuide(model: file.model, weight: $0.weight, lengthBonus: $0.lengthBonus)
      }
      let reader = try orFail { try recognizer.with(options) }
      let shares = sets.map { share(of: $0, reader) }
      let mean = shares.reduce(0, +) / Double(shares.count)
      let names = weights.map { "\(Self.rounded($0.weight))\t\(Self.rounded($0.lengthBonus))" } ?? "none\t"
      let figures = ([mean] + shares).map { JSON.number(100 * $0, decimals: 1) + "%" }
      try output.write("\(names)\t\(figures.joined(separator: "\t"))\n")
      try output.flush()
      return mean
    }
    let without = try measure(nil)
    var best: (weights: LanguageModelFile.ReadingWeights?, mean: Double) = (nil, without)
    for weight in Self.weights {
      for cost in Self.costs {
        let weights = LanguageModelFile.ReadingWeights(weight: weight, lengthBonus: weight * cost)
        let mean = try measure(weights)
        if mean > best.mean { best = (weights, mean) }
      }
    }
    guard let weights = best.weights else {
      printError("\(path): no weight reads these crops better than none; the file is as it was")
      return
    }
    let gain = JSON.number(100 * (best.mean - without), decimals: 1)
    var words =
      "weight \(Self.rounded(weights.weight)), length bonus \(Self.rounded(weights.lengthBonus)): \(gain) points more"
    if !dryRun {
      file.readingWeights = weights
      file.trainingRecord["tuned on"] = datasets.map {
        $0.split(separator: "/").suffix(2).joined(separator: "/")
      }.joined(separator: ", ")
      try orFail(code: 1) { try file.write(to: path) }
      words += "; written into \(path)"
    }
    printError(words)
  }

  /// The share of texts that are read exactly.
  private func share(of set: Dataset, _ recognizer: Recognizer) -> Double {
    var evaluation = Evaluation()
    recognizer.recognize(
      paths: set.items.map(\.path), threads: reading.threadCount, limits: reading.images.limits
    ) { index, result in
      let crop = set.items[index]
      switch result {
      case .success(let read): evaluation.add(path: crop.path, label: crop.text, prediction: read.text)
      case .failure(let error): evaluation.addFailure(path: crop.path, reason: "\(error)")
      }
    }
    return evaluation.report(seconds: 0).exact
  }

  private static func rounded(_ value: Float) -> String { JSON.number(Double(value), decimals: 2) }
}
