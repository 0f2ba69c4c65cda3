import Legible
import LegibleFiles
import LegibleModels

/// A run of training, from labelled crops to a model file.
///
/// ```swift
/// var options = TrainingOptions()
/// options.datasets = ["my-crops"]
/// let run = try TrainingRun(TrainingPlan(options, output: "my.safetensors"))
/// try run.run { event in
///   if case .report(let report) = event { print(report.step, report.loss) }
/// }
/// ```
///
/// It keeps two files. The model file holds the moving average of the weights: with validation that of the
/// best report, without it the latest. The checkpoint holds all that `TrainingPlan(resuming:)` needs to go on
/// to the same bits as if there had been no interruption. Both are written whole or not at all, so that the
/// process may be killed at any moment.
public final class TrainingRun {
  public let plan: TrainingPlan
  package let data: TrainingData
  package let trainer: Trainer
  /// What the look through the data found, and what a run that goes on does otherwise than before, in words.
  public let findings: [String]
  /// The step of the checkpoint that is on the disk, from which the run can go on; nil as long as there is none.
  public private(set) var savedStep: Int?
  /// What the next model that is written was measured by.
  private var latest: ValidationReport?

  /// Looks through the data, which takes a while: every image is opened.
  /// - Parameters:
  ///   - threads: for the network's arithmetic, and for the look through the data; by default one for each
  ///     core.
  ///   - loaderThreads: that prepare crops beside them; by default half as many.
  /// - Throws: `TrainingDataError` where no crop is left to train on, `TrainingPlanError` where a
  ///   checkpoint's data has changed or the run is past its new end, `ModelFileError` where the checkpoint does
  ///   not hold what its header says.
  public init(_ plan: TrainingPlan, threads: Int = Recognizer.defaultThreads, loaderThreads: Int? = nil)
    throws
  {
    self.plan = plan
    data = try TrainingData(
      plan.options, datasets: plan.datasets, validation: plan.validation, synthesizer: plan.synthesizer,
      model: plan.model, threads: threads)
    trainer = Trainer(
      plan.model, source: data.source,
      options: plan.options.settled(cropsPerEpoch: data.mixed.cropsPerEpoch), validation: data.validation,
      threads: threads, loaderThreads: loaderThreads ?? max(1, threads / 2))
    var found = data.checks.map(\.description)
    if !plan.newNames.isEmpty {
      let names = plan.newNames.map(\.printable)
      found.append(
        plan.model.alphabet == nil
          ? "classes that the model learns: " + names.joined(separator: ", ")
          : "characters that the model learns to write: " + names.joined(separator: " "))
    }
    found += data.remarks
    guard let checkpoint = plan.checkpoint else {
      findings = found
      return
    }
    let differences = data.fingerprint.trainingDifferences(from: checkpoint.header.data)
    guard differences.isEmpty else {
      throw TrainingPlanError.otherData(
        checkpoint: plan.checkpointPath, output: plan.output, differences: differences)
    }
    try checkpoint.restore(trainer)
    savedStep = trainer.state.step
    findings = found + (try Self.changes(of: trainer, from: checkpoint.header, data: data, plan: plan))
  }

  /// The plan's, with what follows from the data filled in.
  public var options: TrainingOptions { trainer.options }
  /// Where the run stands.
  public var state: TrainingState { trainer.state }
  /// True if the run has come to its end, and there is nothing to do for it unless it is given a later one.
  public var hasEnded: Bool { state.hasEnded(options) }

  /// Trains until the end of the run, and keeps its files.
  /// - Parameter handle: told what happens, on the calling thread. What it throws ends the run.
  /// - Throws: `TrainingError`; `ImageError` for a crop that has gone; `ModelFileError` where a file cannot
  ///   be written; what `handle` throws. The run can go on from `savedStep`: before it ends for any other reason
  ///   than a file that cannot be written or a loss that is no number, it is saved.
  @discardableResult
  public func run(_ handle: (TrainingEvent) throws -> Void = { _ in }) throws -> TrainingEnd {
    try trainer.run { event in
      switch event {
      case .step: break
      case .start(let validation):
        latest = validation
        try writeModel()
      case .report(let report):
        latest = report.validation
        if report.validation != nil, report.isBest { try writeModel() }
      case .checkpoint:
        try writeCheckpoint()
        // The best model is written when it is found; until there is one, the latest serves.
        if trainer.state.bestExact == nil { try writeModel() }
      }
      do {
        try handle(event)
      } catch {
        // The run stands between two steps; nothing of it need be lost because its log is full, say.
        if savedStep != state.step { try? writeCheckpoint() }
        throw error
      }
    }
  }

  /// Ends the run before its next step, with a checkpoint; called by the handler of its events.
  public func interrupt() { trainer.interrupt() }

  private func writeCheckpoint() throws {
    try Checkpoint.write(trainer, data: data.fingerprint, to: plan.checkpointPath)
    savedStep = state.step
  }

  private func writeModel() throws {
    try trainer.averagedModel(trainingRecord: record(latest)).write(to: plan.output)
  }
}
