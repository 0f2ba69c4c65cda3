import LegibleCTC
import LegibleEvaluation
import LegibleLanguage
import LegibleLayers
import LegibleModels
import LegibleTensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Trains a network on the crops of a source: forward, CTC loss, backward, clipping, AdamW, moving average.
///
/// With the same options, source and start, a run gives the same weights, whatever the number of threads, and wherever it
/// was interrupted and resumed, unless its schedule follows the clock (`TrainingOptions.minutes`).
package final class Trainer {
  package let network: Network
  package let alphabet: Alphabet
  package let options: TrainingOptions
  package let optimizer: AdamW
  package let average: MovingAverage
  /// Where the run stands.
  package internal(set) var state = TrainingState()

  private let source: any CropSource
  private let threads: Int
  private let loaderThreads: Int
  private let schedule: Schedule
  private let pass: TrainingSeries
  private let workspace = Workspace()
  private let logitsGradient = Strip()
  /// One an item: its workspace and its value in nats.
  private var losses: [CTCLoss] = []
  private var itemLosses: [Double] = []
  /// Crops since the last report, or since this part of the run began.
  private var cropsInPart = 0

  /// - Parameters:
  ///   - threads: for the network's arithmetic.
  ///   - loaderThreads: for preparing batches beside it.
  package init(
    network: Network, alphabet: Alphabet, source: any CropSource, options: TrainingOptions, threads: Int,
    loaderThreads: Int = 1
  ) {
    self.network = network
    self.alphabet = alphabet
    self.source = source
    self.options = options
    self.threads = threads
    self.loaderThreads = loaderThreads
    var adam = AdamW.Options()
    adam.decay = options.weightDecay
    optimizer = AdamW(network.parameters, options: adam)
    average = MovingAverage(network.parameters, decay: options.averageDecay)
    schedule = Schedule(
      peak: options.learningRate, warmupSteps: options.warmupSteps, finalShare: options.finalRateShare)
    pass = TrainingSeries(network.layers)
  }

  /// Trains until the end of the run.
  /// - Parameters:
  ///   - validate: reads the validation crops; nil without any.
  ///   - checkpoint: called between two steps, on the timer, at the end and on interruption; saves.
  ///   - progress: called after every step, with the loss of the step.
  ///   - report: called every `stepsPerReport` steps, and at the end.
  ///   - isInterrupted: asked between two steps.
  package func run(
    validate: ((Network) throws -> AccuracyReport)? = nil,
    checkpoint: () throws -> Void = {},
    progress: (TrainingState, _ done: Double, _ loss: Double) -> Void = { _, _, _ in },
    report: (TrainingReport) throws -> Void = { _ in },
    isInterrupted: () -> Bool = { false }
  ) throws -> TrainingEnd {
    let (alphabet, batchSize) = (alphabet, options.batchSize)
    let (scaling, gap) = (CropScaling(network.spec, stretching: options.stretching), network.spec.gap)
    let loader = BatchLoader(
      source: source, first: state.step, threads: loaderThreads, depth: max(6, 2 * loaderThreads)
    ) { number, reader, batch in
      let crops = try (0..<batchSize).map { index in
        let crop = try reader.crop(UInt64(number * batchSize + index))
        do throws(UnknownCharacter) {
          return (crop: crop, label: try alphabet.encode(crop.text))
        } catch {
          throw TrainingError.unknownCharacter("\(error)", origin: crop.origin)
        }
      }
      batch.fill(number: number, crops: crops, scaling: scaling, gap: gap)
    }
    defer { loader.stop() }

    let startOfPart = Date()
    let secondsBefore = state.seconds
    var lastCheckpoint = startOfPart
    var startOfInterval = startOfPart

    while true {
      state.seconds = secondsBefore + Date().timeIntervalSince(startOfPart)
      let done = progressOfRun
      if state.hasLostPatience(options) {
        try checkpoint()
        return .noImprovement
      }
      if done >= 1 {
        if state.interval.steps > 0 { try report(makeReport(since: &startOfInterval, validate: validate)) }
        try checkpoint()
        return .finished
      }
      if isInterrupted() {
        try checkpoint()
        return .interrupted
      }
      let batch: Batch
      do {
        batch = try loader.next()
      } catch {
        // A file that has gone, say. The run stands between two steps, and nothing of it need be lost.
        try checkpoint()
        throw error
      }
      let result = try step(batch, rate: schedule.rate(step: state.step, progress: done))
      loader.recycle(batch)
      state.interval.add(result)
      cropsInPart += result.crops
      state.step += 1
      progress(state, progressOfRun, result.loss)

      if state.step % options.stepsPerReport == 0 {
        state.seconds = secondsBefore + Date().timeIntervalSince(startOfPart)
        try report(makeReport(since: &startOfInterval, validate: validate))
      }
      if Date().timeIntervalSince(lastCheckpoint) >= options.secondsPerCheckpoint {
        state.seconds = secondsBefore + Date().timeIntervalSince(startOfPart)
        try checkpoint()
        lastCheckpoint = Date()
      }
    }
  }

  /// A copy of the network with the moving average as its weights: the model to save and to measure.
  package func averagedNetwork() -> Network {
    let network = Network(self.network.spec)
    for (parameter, average) in zip(network.parameters, average.averages) {
      parameter.value.base.update(from: average.base, count: parameter.count)
    }
    return network
  }

  // MARK: One step

  struct StepResult {
    /// Mean over the crops that fit, in nats.
    var loss: Double
    var gradientNorm: Double
    var rate: Float
    var crops: Int
    var infeasible: Int
  }

  /// Takes one step on a batch.
  func step(_ batch: Batch, rate: Float) throws -> StepResult {
    let context = TrainingContext(
      threads: threads, seed: options.seed, step: state.step, workspace: workspace)
    let logits = pass.forward(batch.input, context: context)
    computeLosses(batch, logits: logits)

    var (sum, fitting) = (0.0, 0)
    for itemLoss in itemLosses where itemLoss != .infinity {
      sum += itemLoss
      fitting += 1
    }
    let loss = sum / Double(max(1, fitting))
    guard loss.isFinite else { throw TrainingError.notFinite(step: state.step, origins: batch.origins) }

    pass.backward(logitsGradient, context: context)
    let norm = optimizer.gradientNorm()
    guard norm.isFinite else { throw TrainingError.notFinite(step: state.step, origins: batch.origins) }
    // The losses' gradients were added up; the mean is wanted.
    let mean = 1 / Double(max(1, fitting))
    let clipping = AdamW.clippingScale(norm: norm * mean, limit: options.clippingNorm)
    optimizer.step(state.step, rate: rate, gradientScale: Float(mean) * clipping, threads: threads)
    average.update(step: state.step, threads: threads)
    return StepResult(
      loss: loss, gradientNorm: norm * mean, rate: rate, crops: batch.labels.count,
      infeasible: itemLosses.count - fitting)
  }

  /// Leaves the loss of every item in `itemLosses` and the gradients in `logitsGradient`.
  private func computeLosses(_ batch: Batch, logits: Strip) {
    logitsGradient.reshape(logits.layout, channels: logits.channels)
    logitsGradient.clearGaps(row: 0)
    while losses.count < batch.labels.count { losses.append(CTCLoss()) }
    itemLosses.removeAll(keepingCapacity: true)
    itemLosses.append(contentsOf: repeatElement(0, count: batch.labels.count))
    losses.withUnsafeMutableBufferPointer { losses in
      itemLosses.withUnsafeMutableBufferPointer { results in
        parallelFor(pieces: batch.labels.count, threads: threads) { item in
          results[item] = losses[item](
            logits: logits.item(item), columns: logits.layout.widths[item], symbols: logits.channels,
            label: batch.labels[item], gradient: logitsGradient.item(item))
        }
      }
    }
  }

  // MARK: Reports

  /// Share of the run that is done, `0...1`.
  private var progressOfRun: Double { state.progress(options) }

  private func makeReport(
    since start: inout Date, validate: ((Network) throws -> AccuracyReport)?
  ) throws -> TrainingReport {
    let validation = try validate?(averagedNetwork())
    let isBest = validation.map { state.isBetter($0) } ?? true
    if isBest {
      state.bestExact = validation?.exact
      state.bestOneMinusNED = validation?.oneMinusNED
      state.reportsSinceBest = 0
    } else {
      state.reportsSinceBest += 1
    }
    let interval = state.interval
    let steps = Double(max(1, interval.steps))
    let report = TrainingReport(
      step: state.step, progress: progressOfRun, seconds: state.seconds,
      cropsPerSecond: Double(cropsInPart) / max(1e-9, Date().timeIntervalSince(start)),
      loss: interval.loss / steps, gradientNorm: interval.gradientNorm / steps, learningRate: interval.rate,
      infeasible: interval.infeasible, validation: validation, isBest: isBest)
    state.interval = TrainingInterval()
    cropsInPart = 0
    start = Date()
    return report
  }
}

/// Where a run stands: with the parameters, the moments and the averages, all that a checkpoint needs.
package struct TrainingState: Codable, Sendable, Equatable {
  /// Steps taken.
  package var step = 0
  /// Seconds of training, over all resumed parts.
  package var seconds = 0.0
  /// Share of the validation crops that the best model so far reads exactly; nil before the first validation.
  package var bestExact: Double?
  /// 1-NED of the same model, which decides between models that read as many exactly.
  package var bestOneMinusNED: Double?
  package var reportsSinceBest = 0
  /// Sums since the last report, so that the next one is the same in a resumed run.
  var interval = TrainingInterval()

  package init() {}

  /// Share of the run that is done, `0...1`.
  func progress(_ options: TrainingOptions) -> Double {
    var done = 0.0
    if let steps = options.steps { done = max(done, Double(step) / Double(max(1, steps))) }
    if let minutes = options.minutes { done = max(done, seconds / (minutes * 60)) }
    return min(1, done)
  }

  /// True if a model that reads the validation crops so well is the best so far.
  func isBetter(_ report: AccuracyReport) -> Bool {
    (report.exact, report.oneMinusNED) > (bestExact ?? -1, bestOneMinusNED ?? -1)
  }

  func hasLostPatience(_ options: TrainingOptions) -> Bool {
    options.patience.map { reportsSinceBest >= $0 } ?? false
  }

  /// True if the run has come to its end.
  func hasEnded(_ options: TrainingOptions) -> Bool { progress(options) >= 1 || hasLostPatience(options) }
}

/// What a report sums up.
struct TrainingInterval: Codable, Sendable, Equatable {
  var steps = 0
  var loss = 0.0
  var gradientNorm = 0.0
  var rate: Float = 0
  var infeasible = 0

  mutating func add(_ result: Trainer.StepResult) {
    steps += 1
    loss += result.loss
    gradientNorm += result.gradientNorm
    rate = result.rate
    infeasible += result.infeasible
  }
}
