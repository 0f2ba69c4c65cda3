import Foundation
import LegibleImages
import LegibleLanguage
import LegibleModels
import LegibleSynthesis
import LegibleTraining
import TestSupport
import Testing

/// Checkpoints that were edited and given a new checksum.
@Suite struct CheckpointTests {
  private let folder: TemporaryFolder
  private let path: String
  /// As it was written: the metadata and all tensors.
  private let header: [String: Any]
  private let tensors: [(name: String, shape: [Int], bytes: [UInt8])]

  private struct NoSource: CropSource {
    struct None: Error {}
    func makeReader() throws -> any CropReader { throw None() }
  }

  private static func trainer(_ network: Network, _ options: TrainingOptions = TrainingOptions()) throws
    -> Trainer
  {
    Trainer(
      Model(network: network, alphabet: try Alphabet(["a", "b"])), source: NoSource(), options: options,
      threads: 1)
  }

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("checkpoint")
    let network = Network(try NetworkSpec(parsing: "[1,32,0,1 Cr3,3,4 Mp2,2 Mp16,1 S1(1x0)1,3 Lfx2 O1c3]"))
    network.initialize(seed: 1)
    var options = TrainingOptions()
    options.steps = 100
    options.syntheticShare = 0.5
    options.synthesis = SynthesisOptions(folder: "nowhere")
    try Checkpoint.write(try Self.trainer(network, options), data: DataFingerprint(), to: path)
    let file = try SafeTensors(contentsOf: path)
    let text = try #require(file.metadata["checkpoint"])
    header = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    tensors = file.tensors.map { tensor in
      (tensor.name, tensor.shape, file.withBytes(of: tensor) { Array($0) })
    }
  }

  @Test func aModelAndACheckpointAreNotTakenForEachOther() throws {
    let model = folder.file("model")
    let network = Network(try NetworkSpec(parsing: "[1,32,0,1 Mp32,1 S1(1x0)1,3 O1c3]"))
    try Model(network: network, alphabet: Alphabet(["a", "b"])).write(to: model)
    var error = #expect(throws: ModelFileError.self) { try Checkpoint(contentsOf: model) }
    #expect(
      error?.message
        == "a model, not the checkpoint of a training run; give the file that the run keeps beside its model")
    error = #expect(throws: ModelFileError.self) { try Model(contentsOf: path) }
    #expect(
      error?.message
        == "the checkpoint of a training run, not a model; give the model file that the run writes")
    #expect(error?.kind == .unsuitable)
  }

  /// The header with one value changed.
  /// - Parameter keys: the way to the value, parted by dots.
  private func edited(_ keys: String, _ value: Any?) -> [String: Any] {
    func edit(_ object: [String: Any], _ keys: ArraySlice<Substring>) -> [String: Any] {
      var object = object
      let key = String(keys.first ?? "")
      let inner = object[key] as? [String: Any]
      object[key] = keys.count == 1 ? value : edit(inner ?? [:], keys.dropFirst())
      return object
    }
    return edit(header, keys.split(separator: ".")[...])
  }

  private func write(
    _ header: [String: Any], tensors: [(name: String, shape: [Int], bytes: [UInt8])]? = nil
  ) throws {
    let json = try JSONSerialization.data(withJSONObject: header)
    try SafeTensors.write(
      (tensors ?? self.tensors).map { .init($0.name, .float32, shape: $0.shape, bytes: $0.bytes) },
      metadata: ["checkpoint": String(decoding: json, as: UTF8.self)], to: path)
  }

  private func refusal() -> String? {
    do throws(ModelFileError) {
      _ = try Checkpoint(contentsOf: path)
      return nil
    } catch {
      return error.message
    }
  }

  /// Before version 2 crops were drawn with replacement; such a run cannot go on to the same bits.
  @Test func aRunOfAnotherVersionIsRefused() throws {
    for version in [nil, 1, 2, 3, 5] as [Int?] {
      try write(edited("version", version))
      #expect(
        throws: ModelFileError(
          path: path, kind: .newerVersion,
          message:
            "a run of another version of Legible; end it with that version, or start the run anew")
      ) { try Checkpoint(contentsOf: path) }
    }
  }

  @Test func asItWasWrittenItIsSound() throws {
    try write(header)
    let checkpoint = try Checkpoint(contentsOf: path)
    let trainer = try Self.trainer(try checkpoint.model().network, checkpoint.header.options)
    try checkpoint.restore(trainer)
  }

  @Test(
    arguments: [
      ("options.batchSize", [0, -1, 4097, Int.max]),
      ("options.warmupSteps", [-1, Int.max]),
      ("options.steps", [0, -5, Int.max]),
      ("options.stepsOfEpochs", [0, -1, Int.max]),
      ("options.patience", [0, -5, Int.max]),
      ("options.stepsPerReport", [0, -1, Int.max]),
      ("options.synthesis.maximumLength", [0, -1, Int.max]),
      ("options.synthesis.threads", [0, -1, Int.max]),
      ("state.step", [-1, Int.max]),
      ("state.reportsSinceBest", [-1, Int.max]),
      ("state.interval.steps", [-1, Int.max]),
      ("state.interval.infeasible", [-1, Int.max]),
    ] as [(String, [Int])])
  func countsOutsideTheirRangesAreRefused(keys: String, values: [Int]) throws {
    let name = keys.split(separator: ".").dropFirst(keys.contains("synthesis") ? 2 : 1).joined(separator: ".")
    for value in values {
      try write(edited(keys, value))
      #expect(refusal() == "its \(name) is \(value), which no run has; start the run anew")
    }
  }

  @Test(
    arguments: [
      ("options.learningRate", [0, -0.5, 1.5]),
      ("options.finalRateShare", [-0.5, 1.5]),
      ("options.weightDecay", [-0.5, 1.5]),
      ("options.clippingNorm", [0, -0.5]),
      ("options.averageDecay", [-0.5, 1, 1.5]),
      ("options.epochs", [0, -0.5, 1e7]),
      ("options.minutes", [0, -0.5, 1e10]),
      ("options.secondsPerCheckpoint", [-0.5]),
      ("options.syntheticShare", [-0.5, 1.5]),
      ("options.augmentation", [-0.5, 1.5]),
      ("options.inversion", [-0.5, 1.5]),
      ("options.synthesis.lineShare", [-0.5, 1.5]),
      ("options.synthesis.plainShare", [-0.5, 1.5]),
      ("state.seconds", [-0.5, 1e300]),
      ("state.bestExact", [-0.5, 1.5]),
      ("state.bestOneMinusNED", [-0.5, 1.5]),
    ] as [(String, [Double])])
  func numbersOutsideTheirRangesAreRefused(keys: String, values: [Double]) throws {
    let name = keys.split(separator: ".").last ?? ""
    for value in values {
      try write(edited(keys, value))
      let message = try #require(refusal(), "\(keys) = \(value)")
      #expect(
        message.hasPrefix("its \(name) is ") && message.hasSuffix(", which no run has; start the run anew"))
    }
  }

  /// JSON has no words for them, and a number too large for its type is as bad.
  @Test(
    arguments: [
      "options.learningRate", "options.clippingNorm", "options.secondsPerCheckpoint", "options.minutes",
      "options.augmentation", "state.seconds", "state.interval.loss", "state.interval.gradientNorm",
      "state.interval.rate",
    ])
  func whatIsNoFiniteNumberIsRefused(keys: String) throws {
    let words = "its metadata is not that of a checkpoint; start the run anew"
    for value in ["NaN", "inf", "1e999"] {
      // Put in as text, then stripped of its quotes.
      let json = String(
        decoding: try JSONSerialization.data(withJSONObject: edited(keys, "<>")), as: UTF8.self)
      try SafeTensors.write(
        tensors.map { .init($0.name, .float32, shape: $0.shape, bytes: $0.bytes) },
        metadata: ["checkpoint": json.replacing("\"<>\"", with: value)], to: path)
      #expect(refusal() == words, "\(keys) = \(value)")
      try write(edited(keys, value))
      #expect(refusal() == words, "\(keys) = \"\(value)\"")
    }
  }

  @Test func partsThatDoNotBelongTogetherAreRefused() throws {
    for (keys, value, words) in [
      ("spec", "[1,32,0,1 Mp32,1 S1(1x0)1,3 O1c9]", "network has 9 outputs, its alphabet and the blank 3"),
      (
        "spec", "[1,32",
        "network or alphabet is none: network spec, position 6: found the end, expected a comma"
      ),
      ("alphabet", [String](), "network or alphabet is none: an alphabet needs at least one symbol"),
      ("alphabet", ["a", "a"], nil),
      ("alphabet", ["a", "bc"], nil),
      ("options.synthesis", nil, "recipe has synthetic crops and nothing to make them from"),
      ("options.synthesis.height", [0, 48], "height is 0...48, which no run has"),
      ("options.synthesis.height", [11, 100_000], "height is 11...100000, which no run has"),
      ("options.synthesis.texts.words", -1, nil),
      ("options.synthesis.texts.words", 1e30, nil),
    ] as [(String, Any?, String?)] {
      try write(edited(keys, value))
      let message = try #require(refusal(), "\(keys) = \(value ?? "nothing")")
      #expect(message.hasPrefix("its ") && message.hasSuffix("; start the run anew"))
      if let words { #expect(message == "its \(words); start the run anew") }
    }
    // A range that runs backwards is none.
    try write(edited("options.synthesis.height", [48, 11]))
    #expect(refusal() == "its metadata is not that of a checkpoint; start the run anew")
    try write(edited("options", nil))
    #expect(refusal() == "its metadata is not that of a checkpoint; start the run anew")
  }

  @Test(arguments: ["weights.", "averages.", "moments1.", "moments2."])
  func arraysThatAreMissingOrOfAnotherShapeAreRefused(prefix: String) throws {
    let name = prefix + "layers.0.weight"
    func restore() throws {
      let checkpoint = try Checkpoint(contentsOf: path)
      try checkpoint.restore(try Self.trainer(try checkpoint.model().network))
    }
    try write(header, tensors: tensors.filter { $0.name != name })
    #expect(
      throws: ModelFileError(path: path, kind: .unsuitable, message: "there is no tensor '\(name)'"),
      performing: restore)
    try write(header, tensors: tensors.map { $0.name == name ? ($0.name, [1, 4, 3, 3], $0.bytes) : $0 })
    #expect(
      throws: ModelFileError(
        path: path, kind: .unsuitable,
        message: "tensor '\(name)' is F32 [1, 4, 3, 3], needed is F32 [4, 1, 3, 3]"), performing: restore)
  }
}
