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
  /// To go on from; nil for a new run.
  package let checkpoint: Checkpoint?

  /// A new run.
  /// - Parameters:
  ///   - output: the model file to write.
  ///   - checkpoint: the checkpoint to keep; by default `output` with `.checkpoint` behind it.
  /// - Throws: `TrainingOptionsError`, `TrainingPlanError`; `DatasetError`, `ModelFileError`,
  ///   `AlphabetError`, `NetworkSpecError`, `SynthesisError` for what the options name.
  public init(_ options: TrainingOptions, output: String, checkpoint: String? = nil) throws {
    try options.check()
    let checkpointPath = checkpoint ?? Self.checkpointPath(for: output)
    if let unfinished = try? Checkpoint(contentsOf: checkpointPath), !unfinished.header.isFinished {
      throw TrainingPlanError.unfinishedRun(checkpoint: checkpointPath, step: unfinished.header.state.step)
    }
    var options = options
    if options.epochs == nil, options.steps == nil, options.minutes == nil { options.epochs = 30 }

    let datasets = try options.datasets.map { try Dataset(path: $0) }
    let validation = try options.validation.map { try Dataset(path: $0) }
    let start = try options.start.map { try Model(contentsOf: $0) }
    let alphabet = try Self.alphabet(
      options, start: start?.alphabet, labels: datasets.flatMap(\.items).map(\.text))
    options.synthesis?.alphabet = String(alphabet.symbols.filter { $0.unicodeScalars.count == 1 })

    let network: Network
    if let start {
      network = try start.network(for: alphabet, seed: options.seed)
    } else {
      network = Network(try Self.spec(options.network ?? "small", symbols: alphabet.symbolCount))
      network.initialize(seed: options.seed)
    }
    let inherited = start.map(\.stretching) ?? .standard
    model = Model(
      network: network, alphabet: alphabet,
      stretching: options.stretching.map(\.rule) ?? inherited)
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
  /// - Parameters:
  ///   - output: the model file to write.
  ///   - checkpoint: to go on from, and to keep; by default `output` with `.checkpoint` behind it.
  ///   - secondsPerCheckpoint: the one option that may change on the way; by default as it was.
  /// - Throws: `ModelFileError` for a file that is no checkpoint; `DatasetError`, `SynthesisError` for data
  ///   that has gone.
  public init(
    resuming output: String, checkpoint: String? = nil, secondsPerCheckpoint: Double? = nil
  ) throws {
    let checkpointPath = checkpoint ?? Self.checkpointPath(for: output)
    let opened = try Checkpoint(contentsOf: checkpointPath)
    var options = opened.header.options
    options.secondsPerCheckpoint = secondsPerCheckpoint ?? options.secondsPerCheckpoint
    model = try opened.model()
    datasets = try options.datasets.map { try Dataset(path: $0) }
    validation = try options.validation.map { try Dataset(path: $0) }
    synthesizer = try options.synthesis.map { try Synthesizer($0) }
    self.options = options
    self.output = output
    self.checkpointPath = checkpointPath
    self.checkpoint = opened
  }

  package static func checkpointPath(for output: String) -> String { output + ".checkpoint" }
}
