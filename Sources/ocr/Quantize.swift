import ArgumentParser
import LegibleFiles
import LegibleModels
import LegibleSynthesis
import LegibleTensors
import LegibleTraining

/// `ocr quantize`: from a trained model to one that reads with bytes.
struct Quantize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn a trained model into a faster one of int8 weights.",
    discussion: """
      Weights become int8 with a scale for each output. How large the activations are is found by reading some crops: \
      synthetic ones, or those of data sets, whose labels are not looked at. The new model is read with as any other; it \
      cannot be trained further. Measure both with ocr evaluate, on crops that took no part in this.

      Examples:
        ocr quantize models/small.safetensors --output small-int8.safetensors
        ocr quantize my.safetensors --calibration my-crops/ --output my-int8.safetensors
      """)

  @Argument(help: "The float32 model.")
  var model: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The model file to write.", valueName: "model"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "A data set to take crops from; may be given several times (default: synthetic crops).",
      valueName: "dataset"))
  var calibration: [String] = []

  @Option(
    help: ArgumentHelp(
      "A data set that the model was not trained on, to calibrate the new model's confidences on; may be given several "
        + "times (default: they stay calibrated as the float32 model's are).", valueName: "dataset"))
  var confidence: [String] = []

  @Option(help: ArgumentHelp("How many crops to read, at most.", valueName: "number"))
  var crops = 512

  @Option(
    help: ArgumentHelp(
      "Fonts, words and backgrounds for synthetic crops, as Scripts/install-synthesis-data.sh lays them out (default: "
        + "~/.cache/legible/synthesis).", valueName: "folder"))
  var synthesisData: String?

  @Option(help: ArgumentHelp("Any number; another one takes other crops.", valueName: "number"))
  var seed: UInt64 = 1

  func validate() throws {
    if !(1...100_000 ~= crops) { throw ValidationError("--crops is a number from 1 to 100000.") }
    if synthesisData != nil, !calibration.isEmpty {
      throw ValidationError("--synthesis-data is for synthetic crops: leave it or --calibration out.")
    }
  }

  func run() throws {
    let model = try orFail { try Model(contentsOf: self.model) }
    guard !isSameFile(self.model, output) else {
      throw Failure(
        "\(output): this is the float32 model itself, which can be trained further; give another --output")
    }
    let (calibration, source) = try orFail {
      try ModelFile.checkWritable(output)
      let calibration = try Calibration(model.network)
      return (calibration, try read(with: calibration, model: model))
    }
    let network = try orFail { try calibration.quantizedNetwork() }
    var record = model.trainingRecord
    record["quantisation"] = "int8, calibrated on \(source)"
    let quantized = QuantizedModel(
      network: network, vocabulary: model.vocabulary, crops: model.crops, trainingRecord: record,
      confidence: model.confidence)
    try orFail(code: 1) { try quantized.write(to: output) }
    let sizes = [self.model, output].map { path -> String in
      let size = (try? FileStatus(of: path))?.size ?? 0
      return "\(Double(size / 100_000) / 10) MB"
    }
    printError("\(output): int8, calibrated on \(source); \(sizes[1]) instead of \(sizes[0])")
    try calibrateConfidence(was: model.confidence)
  }

  /// Calibrates the confidences of the new model, where there are crops for it, and says what became of them.
  private func calibrateConfidence(was old: ConfidenceCalibration?) throws {
    guard !confidence.isEmpty else {
      if old != nil {
        printError(
          "\(output): its confidences are calibrated as the float32 model's; ocr calibrate or --confidence fits them anew"
        )
      }
      return
    }
    let sets = try orFail(code: 1) { try confidence.map { try Dataset(path: $0) } }
    let readings = try orFail(code: 1) { try ConfidenceReadings(of: sets, model: output) }
    try readings.calibrate(writingTo: output)
  }

  /// Reads the crops.
  /// - Returns: what they were, for the model's record.
  private func read(with calibration: Calibration, model: Model) throws -> String {
    let (spec, scaling) = (model.network.spec, model.scaling)
    guard self.calibration.isEmpty else {
      let sets = try self.calibration.map { try Dataset(path: $0) }
      let count = try calibration.add(
        sets.flatMap(\.items), limit: crops, seed: seed, spec: spec, scaling: scaling)
      guard count > 0 else {
        throw Failure("no crop to calibrate on in \(self.calibration.joined(separator: ", "))")
      }
      let names = self.calibration.map { $0.split(separator: "/").suffix(2).joined(separator: "/") }
      return "\(count) crops of \(names.joined(separator: ", "))"
    }
    var options = SynthesisOptions(folder: synthesisData ?? defaultSynthesisFolder())
    options.alphabet = String(
      (model.alphabet ?? .printableASCII).symbols.filter { $0.unicodeScalars.count == 1 })
    let synthesizer: Synthesizer
    do {
      synthesizer = try Synthesizer(options)
    } catch {
      throw Failure("\(error), or give crops of your own with --calibration")
    }
    let renderer = try synthesizer.makeRenderer()
    try calibration.add(count: crops, spec: spec, scaling: scaling) {
      try renderer.crop(seed: seed, index: UInt64($0)).image
    }
    return "\(crops) synthetic crops"
  }
}
