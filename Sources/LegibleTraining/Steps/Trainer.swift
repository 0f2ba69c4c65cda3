import LegibleCTC
import LegibleLanguage
import LegibleLayers
import LegibleModels
import LegibleTensors

/// Trains a network on the crops of a source: forward, loss (CTC, or cross-entropy for classes), backward, clipping, AdamW, moving average.
///
/// With the same options, source and start, a run gives the same weights, whatever the number of threads, and
/// wherever it was interrupted and resumed, unless its schedule follows the clock
/// (`TrainingOptions.minutes`).
package final class Trainer {
  /// What is trained.
  package let model: Model
  package let options: TrainingOptions
  package let optimizer: AdamW
  package let average: MovingAverage
  /// Where the run stands.
  package internal(set) var state = TrainingState()

  private let source: any CropSource
  private let validation: [ValidationSet]
  private let threads: Int
  private let loaderThreads: Int
  let schedule: Schedule
  /// Layers that stay as they are; nil where all are trained.
  private let front: FrozenFront?
  private let pass: TrainingSeries
  private let workspace = Workspace()
  private let logitsGradient = Strip()
  /// For each item of a batch the memory of its loss, and its loss in nats.
  private var losses: [any LabelLoss] = []
  private var itemLosses: [Double] = []
  private var clock = Clock()
  /// Crops since the last report, or since this part of the run began.
  private var cropsInInterval = 0
  private var isInterrupted = false

  /// - Parameters:
  ///   - options: those that the plan or the data decide may be left out.
  ///   - validation: sets that every report measures.
  ///   - threads: for the network's arithmetic.
  ///   - loaderThreads: for preparing batches beside it.
  package init(
    _ model: Model, source: any CropSource, options: TrainingOptions, validation: [ValidationSet] = [],
    threads: Int, loaderThreads: Int = 1
  ) {
    let options = options.settled()
    self.model = model
    self.source = source
    self.options = options
    self.validation = validation
    self.threads = threads
    self.loaderThreads = loaderThreads
    let network = model.network
    let frozen = options.frozenLayers(of: network.spec)
    let trained = Array(network.layers[frozen...])
    var adam = AdamW.Options()
    adam.decay = options.weightDecay
    optimizer = AdamW(trained.flatMap(\.parameters), options: adam)
    average = MovingAverage(network.parameters, decay: options.averageDecay)
    schedule = Schedule(
      peak: options.learningRate, warmupSteps: options.warmupSteps ?? 0, finalShare: options.finalRateShare)
    front = frozen > 0 ? FrozenFront(network, count: frozen) : nil
    pass = TrainingSeries(trained)
  }

  /// Trains until the end of the run.
  /// - Parameter handle: told what happens, on the calling thread. What it throws ends the run.
  /// - Throws: `TrainingError`; what the source throws, with the run saved before; what `handle` throws.
  package func run(_ handle: (TrainingEvent) throws -> Void = { _ in }) throws -> TrainingEnd {
    let loader = makeLoader()
    defer { loader.stop() }
    let stepsPerReport = options.stepsPerReport ?? .max
    clock = Clock(secondsBefore: state.seconds)
    if state.step == 0, let start = measureStart() { try handle(.start(start)) }
    while true {
      state.seconds = clock.seconds
      if let end = endOfRun() {
        if end == .finished, state.interval.steps > 0 { try handle(.report(makeReport())) }
        try handle(.checkpoint)
        isInterrupted = false
        return end
      }
      let batch: Batch
      do {
        batch = try loader.next()
      } catch {
        // A file that has gone, say. The run stands between two steps, and nothing of it need be lost.
        try handle(.checkpoint)
        throw error
      }
      let step = try step(batch)
      loader.recycle(batch)
      try handle(.step(step))

      if state.step % stepsPerReport == 0 {
        state.seconds = clock.seconds
        try handle(.report(makeReport()))
      }
      if clock.secondsSinceCheckpoint >= options.secondsPerCheckpoint {
        state.seconds = clock.seconds
        try handle(.checkpoint)
        clock.checkpoint = .now
      }
    }
  }

  /// Ends the run before its next step; called by the handler of its events.
  package func interrupt() { isInterrupted = true }

  /// A copy of the model with the moving average as its weights: what is saved and measured.
  package func averagedModel(trainingRecord: [String: String] = [:]) -> Model {
    let network = Network(model.network.spec)
    for (parameter, average) in zip(network.parameters, average.averages) {
      parameter.value.base.update(from: average.base, count: parameter.count)
    }
    return Model(
      network: network, vocabulary: model.vocabulary, crops: model.crops,
      trainingRecord: trainingRecord)
  }

  // MARK: Course

  /// Times within the part of the run that began with this process.
  private struct Clock {
    /// Seconds of training in the parts before.
    var secondsBefore = 0.0
    // That of the wall may be set back.
    var start = ContinuousClock.now
    var checkpoint = ContinuousClock.now
    var report = ContinuousClock.now

    var seconds: Double { secondsBefore + Self.seconds(since: start) }
    var secondsSinceCheckpoint: Double { Self.seconds(since: checkpoint) }
    var secondsSinceReport: Double { Self.seconds(since: report) }

    private static func seconds(since start: ContinuousClock.Instant) -> Double {
      (ContinuousClock.now - start) / .seconds(1)
    }
  }

  private func endOfRun() -> TrainingEnd? {
    if state.hasLostPatience(options) { return .noImprovement }
    if state.progress(options) >= 1 { return .finished }
    return isInterrupted ? .interrupted : nil
  }

  private func makeLoader() -> BatchLoader {
    let (vocabulary, batchSize) = (model.vocabulary, options.batchSize)
    let (scaling, gap) = (model.scaling, model.network.spec.gap)
    return BatchLoader(
      source: source, first: state.step, threads: loaderThreads, depth: max(6, 2 * loaderThreads)
    ) { number, reader, batch in
      let crops = try (0..<batchSize).map { index in
        let crop = try reader.crop(UInt64(number * batchSize + index))
        do {
          return (crop: crop, label: try vocabulary.encode(crop.text))
        } catch {
          throw TrainingError.unknownLabel("\(error)", origin: crop.origin)
        }
      }
      batch.fill(number: number, crops: crops, scaling: scaling, gap: gap)
    }
  }

  // MARK: One step

  /// Takes one step on a batch.
  private func step(_ batch: Batch) throws -> TrainingStep {
    let rate = schedule.rate(step: state.step, progress: state.progress(options))
    var context = TrainingContext(
      threads: threads, seed: options.seed, step: state.step, workspace: workspace)
    itemLosses.removeAll(keepingCapacity: true)
    itemLosses.append(contentsOf: repeatElement(0, count: batch.labels.count))
    for (number, part) in batch.parts.enumerated() {
      context.part = number
      let input = front?.forward(part.input, workspace: workspace) ?? part.input
      let logits = pass.forward(input, context: context)
      computeLosses(batch.labels, of: part, logits: logits)
      pass.backward(logitsGradient, context: context)
    }

    var (sum, fitting) = (0.0, 0)
    for itemLoss in itemLosses where itemLoss != .infinity {
      sum += itemLoss
      fitting += 1
    }
    let loss = sum / Double(max(1, fitting))
    guard loss.isFinite else { throw TrainingError.notFinite(step: state.step, origins: batch.origins) }

    let norm = optimizer.gradientNorm()
    guard norm.isFinite else { throw TrainingError.notFinite(step: state.step, origins: batch.origins) }
    // The losses' gradients were added up; the mean is wanted.
    let mean = 1 / Double(max(1, fitting))
    let clipping = Clipping(norm: options.clippingNorm, value: options.clippingValue)
    optimizer.step(
      state.step, rate: rate, gradientScale: clipping.apply(to: optimizer, gradientNorm: norm, scale: mean),
      threads: threads)
    average.update(step: state.step, threads: threads)

    state.step += 1
    let step = TrainingStep(
      number: state.step, seconds: state.seconds, progress: state.progress(options), loss: loss,
      gradientNorm: norm * mean, learningRate: rate, crops: batch.labels.count,
      infeasible: itemLosses.count - fitting)
    state.interval.add(step)
    cropsInInterval += step.crops
    return step
  }

  /// Leaves the loss of every item of a part in `itemLosses` and the gradients in `logitsGradient`.
  private func computeLosses(_ labels: [[Int32]], of part: Batch.Part, logits: Strip) {
    let first = part.items.lowerBound
    logitsGradient.reshape(logits.layout, channels: logits.channels)
    logitsGradient.clearGaps(row: 0)
    while losses.count < part.items.count {
      losses.append(model.network.spec.isClassifier ? ClassLoss() : CTCLoss())
    }
    losses.withUnsafeMutableBufferPointer { losses in
      itemLosses.withUnsafeMutableBufferPointer { results in
        parallelFor(pieces: part.items.count, threads: threads) { item in
          results[first + item] = losses[item](
            logits: logits.item(item), columns: logits.layout.widths[item], symbols: logits.channels,
            label: labels[first + item], gradient: logitsGradient.item(item))
        }
      }
    }
  }

  // MARK: Reports

  /// What the starting model reads; nil where there is none, or nothing to measure it on.
  private func measureStart() -> ValidationReport? {
    guard options.start != nil, !validation.isEmpty else { return nil }
    let report = ValidationReport(validation, readWith: averagedModel(), threads: threads)
    state.start = report.all
    state.note(report.all)
    return report
  }

  private func makeReport() -> TrainingReport {
    let validation =
      validation.isEmpty
      ? nil : ValidationReport(validation, readWith: averagedModel(), threads: threads)
    let isBest = state.note(validation?.all)
    let interval = state.interval
    let steps = Double(max(1, interval.steps))
    let report = TrainingReport(
      step: state.step, progress: state.progress(options), seconds: state.seconds,
      cropsPerSecond: Double(cropsInInterval) / max(1e-9, clock.secondsSinceReport),
      loss: interval.loss / steps, gradientNorm: interval.gradientNorm / steps, learningRate: interval.rate,
      infeasible: interval.infeasible, validation: validation, isBest: isBest)
    state.interval = TrainingInterval()
    cropsInInterval = 0
    clock.report = .now
    return report
  }
}
