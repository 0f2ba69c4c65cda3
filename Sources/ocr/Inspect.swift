import ArgumentParser
import LegibleFiles
import LegibleLanguage
import LegibleLayers
import LegibleModels
import LegibleTraining

/// `ocr inspect`: what a model file holds.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what a model is made of and how it was trained.",
    discussion: """
      Prints the network's spec, the alphabet, the layers with their output's shape (height x columns x channels), \
      parameters and multiply-adds for a crop of --width pixels at the network's height, and the training record. Also \
      shows checkpoints and language models.

      Example:
        ocr inspect models/small.safetensors
      """)

  @Argument(help: "A model file, a checkpoint of a training run, or a language model.")
  var model: String

  @Option(help: ArgumentHelp("Width of the crop that is counted with.", valueName: "pixels"))
  var width = 128

  func validate() throws {
    if !(1...65536 ~= width) { throw ValidationError("--width is a number of pixels from 1 to 65536.") }
  }

  func run() throws {
    // A checkpoint is a safetensors file, too, but no model.
    if let header = try checkpoint()?.header {
      let spec = try orFail { try NetworkSpec(parsing: header.spec) }
      try show(
        spec, alphabet: header.alphabet, crops: header.crops, title: "Run",
        record: record(of: header))
    } else if let language = try languageModel() {
      try show(language)
    } else {
      let file = try orFail { try ModelFile(contentsOf: model) }
      let record = file.trainingRecord.sorted { $0.key < $1.key }
      try show(
        file.networkSpec, alphabet: file.names, precision: file.precision,
        crops: file.preprocessing.crops, confidence: file.confidence, title: "Training",
        record: record)
    }
  }

  /// Nil where the file is none.
  private func checkpoint() throws(Failure) -> Checkpoint? {
    do throws(ModelFileError) {
      return try Checkpoint(contentsOf: model)
    } catch {
      if error.kind == .unsuitable { return nil }
      throw Failure("\(error)")
    }
  }

  /// Nil where the file is none.
  private func languageModel() throws(Failure) -> LanguageModelFile? {
    do throws(ModelFileError) {
      return try LanguageModelFile(contentsOf: model)
    } catch {
      if error.kind == .unsuitable { return nil }
      throw Failure("\(error)")
    }
  }

  private func show(_ file: LanguageModelFile) throws(Failure) {
    var output = StandardOutput()
    let shown = Self.description(of: file.model)
    try output.write("\(model.printable)\n\n\(shown.title)\n")
    try write(alphabet: file.model.alphabet.symbols.map { String($0) }, to: &output)
    if let weights = file.readingWeights {
      try output.write(
        "Reading   weight \(weights.weight), length bonus \(weights.lengthBonus)\n")
    }
    try output.write(shown.table)
    try write(file.trainingRecord.sorted { $0.key < $1.key }, title: "Training", to: &output)
    try output.flush()
  }

  /// What it is, and its parts.
  private static func description(of model: any StorableLanguageModel) -> (title: String, table: String) {
    switch model {
    case let model as NGramModel:
      let counts = model.levels.enumerated().map { ["\($0.offset + 1)", grouped($0.element.symbols.count)] }
      let rows = [["characters", "sequences"]] + counts + [["all", grouped(model.sequenceCount)]]
      return ("Language model of n-grams, order \(model.order)", "\nSequences\n\(table(rows))")
    case let model as RecurrentLanguageModel:
      let series = model.spec.series
      let layers = series.layers.enumerated().map { index, layer in
        let parameters = LayerSeries.parameterCount(layer, input: series.shapes[index])
        return ["\(layer)", "\(series.shapes[index + 1].channels)", grouped(parameters)]
      }
      let rows =
        [["layer", "output", "parameters"]] + layers + [["all", "", grouped(model.spec.parameterCount)]]
      return (
        "Language model, a recurrent network\nNetwork   \(model.spec)", "\nLayers\n\(table(rows))"
      )
    default: return ("Language model", "")
    }
  }

  private func write(alphabet: [String], to output: inout StandardOutput) throws(Failure) {
    // Symbols may be combining marks: apart, unless all are plain.
    let isPlain = alphabet.allSatisfy { $0.utf8.count == 1 }
    try output.write(
      "Alphabet  \(alphabet.count) characters: "
        + alphabet.map(\.printable).joined(separator: isPlain ? "" : " ") + "\n")
  }

  private func write(
    _ record: [(key: String, value: String)], title: String, to output: inout StandardOutput
  ) throws(Failure) {
    guard !record.isEmpty else { return }
    try output.write("\n\(title)\n")
    let record = record.map { (key: $0.key.printable, value: $0.value.printable) }
    let keyWidth = record.map(\.key.count).max() ?? 0
    for (key, value) in record {
      let padding = String(repeating: " ", count: keyWidth - key.count)
      try output.write("  \(key)\(padding)  \(value)\n")
    }
  }

  private func show(
    _ spec: NetworkSpec, alphabet: [String], precision: Precision = .float32,
    crops: CropRule, confidence: ConfidenceCalibration? = nil, title: String,
    record: [(key: String, value: String)]
  ) throws(Failure) {
    var output = StandardOutput()
    try output.write("\(model.printable)\n\nNetwork   \(spec)\n")
    if spec.isClassifier {
      try output.write("Classes   \(alphabet.map(\.printable).joined(separator: ", "))\n")
    } else {
      try write(alphabet: alphabet, to: &output)
    }
    if precision != .float32 { try output.write("Precision \(precision.rawValue)\n") }
    if let stretching = crops.stretching {
      let share = Int((stretching.share * 100).rounded())
      try output.write(
        "Width     in proportion; narrower than \(stretching.aspect) to 1, \(share)% of what is lacking is added\n"
      )
    }
    if let margin = crops.margin {
      let share = Int((margin * 100).rounded())
      try output.write("Margin    paper beyond \(share)% of the text's height is cut off\n")
    }
    if crops.laysFlat { try output.write("Turning   higher than wide: by a quarter counter-clockwise\n") }
    if let confidence { try output.write("Confidence \(confidence.words)\n") }
    try output.write("\nLayers, for a crop of \(width) x \(spec.inputHeight) pixels\n")
    try output.write(Self.table(layers(of: spec)))
    try write(record, title: title, to: &output)
    try output.flush()
  }

  /// One row a layer, and the sums.
  private func layers(of spec: NetworkSpec) -> [[String]] {
    let multiplyAdds = spec.multiplyAdds(forInputWidth: width)
    var rows = [["layer", "output", "parameters", "multiply-adds"]]
    for (index, layer) in spec.layers.enumerated() {
      let shape = spec.outputShape(ofLayer: index)
      let columns = spec.columns(forInputWidth: width, afterLayer: index)
      let size =
        shape.isColumns
        ? "\(columns) x \(shape.channels)" : "\(shape.height) x \(columns) x \(shape.channels)"
      rows.append([
        "\(layer)", size, grouped(spec.parameterCount(ofLayer: index)), grouped(multiplyAdds[index]),
      ])
    }
    rows.append(["all", "", grouped(spec.parameterCount), grouped(multiplyAdds.reduce(0, +))])
    return rows
  }

  private func record(of header: Checkpoint.Header) -> [(key: String, value: String)] {
    let (options, state) = (header.options, header.state)
    let minutes = "\(Int(state.seconds / 60))"
    var record = [
      (
        key: "state",
        value: header.isFinished ? "finished" : "unfinished; ocr train --resume goes on with it"
      ),
      (key: "steps", value: options.lastStep.map { "\(state.step) of \($0)" } ?? "\(state.step)"),
      (key: "minutes", value: options.minutes.map { "\(minutes) of \($0)" } ?? minutes),
    ]
    record += options.record(ofCheckpoint: true)
    record.append((key: "data", value: header.data.description))
    if !options.datasets.isEmpty {
      record.append((key: "data sets", value: options.datasets.joined(separator: ", ")))
    }
    if let best = state.bestExact {
      record.append((key: "best exact", value: JSON.number(best, decimals: 4)))
    }
    return record
  }

  /// Columns side by side: the first two flush left, numbers flush right.
  private static func table(_ rows: [[String]]) -> String {
    let widths = rows[0].indices.map { column in rows.map(\.[column].count).max() ?? 0 }
    return rows.map { row in
      let cells = row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return column < 2 ? row[column] + padding : padding + row[column]
      }
      return "  " + cells.joined(separator: "  ") + "\n"
    }.joined()
  }
}

/// A number with its thousands apart: 1,865,984.
func grouped(_ number: Int) -> String {
  var result = ""
  for (position, digit) in String(number).reversed().enumerated() {
    if position > 0, position % 3 == 0, digit != "-" { result.append(",") }
    result.append(digit)
  }
  return String(result.reversed())
}
