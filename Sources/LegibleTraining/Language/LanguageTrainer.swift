import LegibleLanguage
import LegibleLayers
import LegibleModels
import LegibleSystem
import LegibleTensors

/// Trains a recurrent language model on texts that are read as streams, by truncated backpropagation through time: a step
/// reads the next part of each stream's text, from the state that the part before has left, and the gradient goes back
/// to the part's beginning (Williams and Peng 1990). A text begins from a state of zeros.
///
/// The same texts, options and seed give the same weights, whatever the number of threads, unless the schedule follows the
/// clock. Memory does not grow with the texts.
package final class LanguageTrainer {
  package let alphabet: Alphabet
  package let options: LanguageTrainingOptions
  /// Characters that the texts have to learn from, ends among them.
  package let characters: Int
  /// Characters of the texts that the alphabet lacks; they end the texts that they stand in.
  package let unknown: Int

  private let paths: [String]
  private let threads: Int
  private let network: SequenceNetwork
  private let trainer: SequenceTrainer
  /// Held-out texts that reports measure.
  private let sample: [[Int32]]
  private var isInterrupted = false

  /// Of the held-out texts that reports measure, so many characters; the end of a run measures all.
  private static let sampledCharacters = 50_000

  /// Reads the texts once, to know how many characters there are.
  /// - Throws: ``TextError``, `NetworkSpecError`; ``LanguageTrainingError`` where there is nothing to learn from.
  package init(
    _ paths: [String], alphabet: Alphabet, options: LanguageTrainingOptions, threads: Int
  ) throws {
    self.paths = paths
    self.alphabet = alphabet
    self.options = options
    self.threads = threads
    let spec = try RecurrentLanguageModel.spec(options.network, alphabet: alphabet)
    (characters, unknown, sample) = try Self.survey(paths, alphabet, heldOut: Self.heldOut(options))
    guard characters > 0 else { throw LanguageTrainingError.noText(paths: paths) }
    network = SequenceNetwork(spec)
    network.initialize(seed: options.seed, start: options.start)
    trainer = SequenceTrainer(
      network, clipping: options.clipping, weightDecay: options.weightDecay, seed: options.seed,
      threads: threads)
  }

  /// The model as it is now.
  package var model: RecurrentLanguageModel { RecurrentLanguageModel(network, alphabet: alphabet) }

  /// Ends the run before its next step; called by the handler of its events.
  package func interrupt() { isInterrupted = true }

  /// Trains until the end of the run.
  /// - Parameter handle: told what happens. What it throws ends the run.
  /// - Returns: whether the run went to its end.
  /// - Throws: ``TextError``; ``LanguageTrainingError`` where the loss stops being a number; what `handle` throws.
  package func run(_ handle: (LanguageTrainingEvent) throws -> Void = { _ in }) throws -> Bool {
    var streams = try TextStreams(
      paths, alphabet: alphabet, heldOut: Self.heldOut(options), streams: options.streams, seed: options.seed)
    let states = RecurrentStates(items: options.streams)
    let layers = network.spec.states.map { states.state(of: $0.name, size: $0.size) }
    let schedule = Schedule(peak: options.learningRate, warmupSteps: 100)
    let (input, start) = (Strip(), ContinuousClock.now)
    var (seen, reported, interval) = (0, 0, Interval())
    while !isInterrupted {
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let progress = progress(characters: seen, seconds: seconds)
      if interval.steps > 0, Int(progress * Double(options.reports)) > reported {
        reported = Int(progress * Double(options.reports))
        try handle(.report(report(interval, seen: seen, progress: progress, seconds: seconds)))
        interval = Interval(begin: (ContinuousClock.now - start) / .seconds(1), seen: seen)
      }
      if progress >= 1 { return true }
      let pieces = try streams.next(longest: options.truncation)
      for (item, piece) in pieces.enumerated() where piece.isFirst {
        for layer in layers {
          (layer.values.base + item * layer.size).update(repeating: 0, count: layer.size)
        }
      }
      let targets = fill(input, pieces)
      let rate = schedule.rate(step: trainer.count, progress: progress)
      guard let step = trainer.step(input, .symbols(targets), rate: rate, states: states) else {
        throw LanguageTrainingError.notFinite(step: trainer.count)
      }
      seen += step.targets
      let event = LanguageTrainingStep(
        number: trainer.count, characters: seen, seconds: seconds, progress: progress,
        bits: step.loss / log(2), gradientNorm: step.gradientNorm, isClipped: step.isClipped,
        learningRate: rate)
      interval.add(event)
      try handle(.step(event))
    }
    return false
  }

  // MARK: Course

  private static func heldOut(_ options: LanguageTrainingOptions) -> HeldOutTexts? {
    options.heldOutInterval.map { HeldOutTexts(every: $0) }
  }

  private static func survey(
    _ paths: [String], _ alphabet: Alphabet, heldOut: HeldOutTexts?
  ) throws(TextError) -> (characters: Int, unknown: Int, sample: [[Int32]]) {
    var reader = try WholeTexts(paths, alphabet: alphabet, heldOut: heldOut)
    var (characters, sampled, sample) = (0, 0, [[Int32]]())
    while let texts = try reader.next() {
      for text in texts {
        if !text.isHeldOut {
          characters += text.symbols.count
        } else if sampled < sampledCharacters {
          sampled += text.symbols.count
          sample.append(text.symbols)
        }
      }
    }
    return (characters, reader.unknown, sample)
  }

  private func progress(characters seen: Int, seconds: Double) -> Double {
    let length = options.length
    let shares = [
      length.epochs.map { Double(seen) / ($0 * Double(characters)) },
      length.steps.map { Double(trainer.count) / Double($0) },
      length.minutes.map { seconds / (60 * $0) },
    ]
    return min(1, shares.compactMap(\.self).max() ?? 1)
  }

  /// Puts the pieces side by side, each symbol as a vector of zeros and a single one.
  /// - Returns: the target of each column, -1 for a gap.
  private func fill(_ input: Strip, _ pieces: [TextStreams.Piece]) -> [Int32] {
    input.reshape(height: 1, count: pieces.count, gap: 1, channels: alphabet.symbolCount) {
      pieces[$0].inputs.count
    }
    input.zero()
    var targets = [Int32](repeating: -1, count: input.layout.width)
    for (item, piece) in pieces.enumerated() {
      for (index, symbol) in piece.inputs.enumerated() {
        let column = input.layout.offsets[item] + index
        input.position(row: 0, column: column)[Int(symbol)] = 1
        targets[column] = piece.targets[index]
      }
    }
    return targets
  }

  // MARK: Reports

  /// What a report sums up.
  private struct Interval {
    var begin = 0.0
    var seen = 0
    var steps = 0
    var bits = 0.0
    var norm = 0.0
    var largest = 0.0
    var clipped = 0

    mutating func add(_ step: LanguageTrainingStep) {
      steps += 1
      bits += step.bits
      norm += step.gradientNorm
      largest = max(largest, step.gradientNorm)
      clipped += step.isClipped ? 1 : 0
    }
  }

  private func report(
    _ interval: Interval, seen: Int, progress: Double, seconds: Double
  ) -> LanguageTrainingReport {
    let steps = Double(interval.steps)
    return LanguageTrainingReport(
      step: trainer.count, epochs: Double(seen) / Double(characters), progress: progress, seconds: seconds,
      bits: interval.bits / steps, heldOutBits: Self.entropy(of: sample, model).bitsPerCharacter,
      gradientNorm: interval.norm / steps, largestGradientNorm: interval.largest,
      clippedShare: Double(interval.clipped) / steps,
      charactersPerSecond: Double(seen - interval.seen) / max(1e-9, seconds - interval.begin))
  }

  /// How well the model predicts all texts that are held out.
  /// - Throws: ``TextError``.
  package func heldOutEntropy() throws(TextError) -> CrossEntropy {
    var entropy = CrossEntropy()
    guard let heldOut = Self.heldOut(options) else { return entropy }
    let rows = 64
    var states = model.makeStates(capacity: rows)
    var reader = try WholeTexts(paths, alphabet: alphabet, heldOut: heldOut)
    while let texts = try reader.next() {
      entropy.add(texts: texts.filter(\.isHeldOut).map(\.symbols), states: &states, rows: rows)
    }
    return entropy
  }

  private static func entropy(of texts: [[Int32]], _ model: RecurrentLanguageModel) -> CrossEntropy {
    var (entropy, states) = (CrossEntropy(), model.makeStates(capacity: 64))
    entropy.add(texts: texts, states: &states, rows: 64)
    return entropy
  }
}
