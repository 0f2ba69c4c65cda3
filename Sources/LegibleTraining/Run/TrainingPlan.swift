import LegibleFiles
import LegibleLanguage
import LegibleModels
import LegibleSynthesis

/// What a run is going to do: its options, or a checkpoint, worked out into opened data sets and a model to
/// train.
public struct TrainingPlan {
  public let options: TrainingOptions
  /// The model file to write.
  public let output: String
  /// The checkpoint that is kept beside it.
  public let checkpointPath: String
  /// Those of the options, opened.
  package let datasets, validation: [Dataset]
  /// Makes the synthetic crops; nil without any.
  public let synthesizer: Synthesizer?
  /// With the weights that training starts, or goes on, with.
  package let model: Model
  /// Characters that the starting model could not write, or classes that it did not know; empty without one, and in a run
  /// that goes on.
  package let newNames: [String]
  /// To go on from; nil for a new run.
  package let checkpoint: Checkpoint?

  /// A new run.
  /// - Parameters:
  ///   - output: the model file to write.
  ///   - checkpoint: the checkpoint to keep; by default `output` with `.checkpoint` behind it.
  /// - Throws: `TrainingOptionsError`, `TrainingPlanError`, `DatasetError`, `ModelFileError`,
  ///   `AlphabetError`, `ClassNamesError`, `NetworkSpecError`, `SynthesisError` for what the options name. What a run has left at
  ///   `checkpoint` is never written over.
  public init(_ options: TrainingOptions, output: String, checkpoint: String? = nil) throws {
    try options.check()
    let checkpointPath = checkpoint ?? Self.checkpointPath(for: output)
    if exists(checkpointPath) { throw Self.refusal(toReplace: checkpointPath) }
    try Self.checkOutputs(output, checkpointPath)
    var options = options
    options.fillInLength()

    let datasets = try options.datasets.map { try Dataset(path: $0) }
    let validation = try options.validation.map { try Dataset(path: $0) }
    let start = try options.start.map { try Model(contentsOf: $0) }
    // What tells how texts lie goes on to learn that.
    if start?.crops.laysFlat == true { options.turned = true }
    let labels = datasets.flatMap(\.items).map(\.text)
    let (network, vocabulary): (Network, Vocabulary)
    if let start {
      vocabulary = try Self.vocabulary(
        options, of: start.network.spec, start: start.vocabulary, labels: labels)
      network = try start.network(for: vocabulary, seed: options.seed)
    } else {
      let spec: NetworkSpec
      (spec, vocabulary) = try Self.spec(options.network ?? (options.turned == true ? "classifier" : "small"))
      {
        try Self.vocabulary(options, of: $0, start: nil, labels: labels)
      }
      network = Network(spec)
      network.initialize(seed: options.seed, start: options.recurrentLayerStart)
    }
    try options.checkFrozen(network.spec)
    newNames = start.map { start in vocabulary.names.filter { !start.vocabulary.names.contains($0) } } ?? []
    options.synthesis?.alphabet = String(
      (vocabulary.alphabet ?? .printableASCII).symbols.filter { $0.unicodeScalars.count == 1 })
    var crops = start?.crops ?? .standard
    crops.margin = crops.margin ?? CropRule.standard.margin
    if let stretching = options.stretching { crops.stretching = stretching.rule }
    crops.laysFlat = options.turned == true
    model = Model(network: network, vocabulary: vocabulary, crops: crops)
    if options.syntheticShare == 0 { options.synthesis = nil }
    synthesizer = try options.synthesis.map { try Synthesizer($0) }
    self.options = options
    self.output = output
    self.checkpointPath = checkpointPath
    self.datasets = datasets
    self.validation = validation
    self.checkpoint = nil
  }

  /// The run of a checkpoint, with its options.
  ///
  /// Where nothing changes, it goes on to the same bits as if there had been no interruption. A run that has
  /// ended goes on when it is given a later end.
  /// - Parameters:
  ///   - output: the model file to write.
  ///   - checkpoint: to go on from, and to keep; by default `output` with `.checkpoint` behind it.
  ///   - changing: changes the run's options: those that may (`TrainingOptions` says which), such as a later
  ///     end, or the path of data that has moved.
  /// - Throws: `TrainingPlanError` for a file that is no checkpoint, for data that has gone, and for a change
  ///   that would make another run; `TrainingOptionsError` for one out of its limits; `ModelFileError` where
  ///   nothing can be written.
  public init(
    resuming output: String, checkpoint: String? = nil,
    changing: (inout TrainingOptions) -> Void = { _ in }
  ) throws {
    let checkpointPath = checkpoint ?? Self.checkpointPath(for: output)
    let opened = try Self.checkpoint(at: checkpointPath, output: output)
    let before = opened.header.options
    var options = before
    changing(&options)
    options.fillInLength()
    // The data says what the epochs come to.
    if options.epochs != before.epochs { options.stepsOfEpochs = nil }
    try options.check()
    if let change = options.fixedChange(from: before) {
      throw TrainingPlanError.fixedOption(
        checkpoint: checkpointPath, output: output, option: change.name, was: change.was, now: change.now)
    }
    try Self.checkOutputs(output, checkpointPath)
    do throws(DatasetError) {
      datasets = try options.datasets.map { path throws(DatasetError) in try Dataset(path: path) }
      validation = try options.validation.map { path throws(DatasetError) in try Dataset(path: path) }
    } catch {
      throw TrainingPlanError.missingData(checkpoint: checkpointPath, reason: "\(error)")
    }
    do {
      synthesizer = try options.synthesis.map { try Synthesizer($0) }
    } catch let error as SynthesisError {
      throw TrainingPlanError.missingData(checkpoint: checkpointPath, reason: "\(error)")
    }
    model = try opened.model()
    try options.checkFrozen(model.network.spec)
    self.options = options
    self.output = output
    self.checkpointPath = checkpointPath
    self.checkpoint = opened
    newNames = []
  }

  package static func checkpointPath(for output: String) -> String { output + ".checkpoint" }

  /// Opens a checkpoint to go on from.
  /// - Throws: `TrainingPlanError`, which names the model beside it if that is whole.
  package static func checkpoint(at path: String, output: String) throws -> Checkpoint {
    do throws(ModelFileError) {
      return try Checkpoint(contentsOf: path)
    } catch {
      let isWhole = (try? ModelFile(contentsOf: output)) != nil
      throw TrainingPlanError.lostCheckpoint(
        path: path, reason: error.message, model: isWhole ? output : nil)
    }
  }

  /// Why no new run may begin where this file lies.
  private static func refusal(toReplace path: String) -> TrainingPlanError {
    do throws(ModelFileError) {
      let header = try Checkpoint(contentsOf: path).header
      return header.isFinished
        ? .finishedRun(checkpoint: path, step: header.state.step)
        : .unfinishedRun(checkpoint: path, step: header.state.step)
    } catch {
      return .notACheckpoint(path: path, reason: error.message)
    }
  }

  /// Makes sure before hours of training that what comes of them can be written.
  /// - Throws: `ModelFileError`, `TrainingPlanError`.
  private static func checkOutputs(_ output: String, _ checkpoint: String) throws {
    guard output != checkpoint, !isSameFile(output, checkpoint) else {
      throw TrainingPlanError.oneFile(output)
    }
    for path in [output, checkpoint] { try ModelFile.checkWritable(path) }
  }
}
