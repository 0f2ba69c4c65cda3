import LegibleLayers
import LegibleModels
import LegibleTensors

/// Trains a network over sequences, step by step: the pass, clipping, AdamW. The same steps give the same weights, whatever
/// the number of threads.
package final class SequenceTrainer {
  /// A step that was taken.
  package struct Step: Sendable {
    /// Mean over the targets: cross-entropy in nats, or half the squared error.
    package var loss: Double
    package var targets: Int
    /// Norm of the gradients before clipping.
    package var gradientNorm: Double
    /// Whether the norm was above its limit.
    package var isClipped: Bool
  }

  package let network: SequenceNetwork
  package let optimizer: AdamW
  /// Steps taken.
  package private(set) var count = 0

  private let pass: SequencePass
  private let clipping: Clipping
  private let seed: UInt64
  private let threads: Int
  private let workspace = Workspace()

  /// - Parameters:
  ///   - seed: of what is random in the layers, such as dropout.
  ///   - weightDecay: of AdamW.
  package init(
    _ network: SequenceNetwork, clipping: Clipping = Clipping(), weightDecay: Float = 0, seed: UInt64 = 1,
    threads: Int = 1
  ) {
    self.network = network
    self.clipping = clipping
    self.seed = seed
    self.threads = threads
    var options = AdamW.Options()
    options.decay = weightDecay
    optimizer = AdamW(network.parameters, options: options)
    pass = SequencePass(network)
  }

  /// Takes one step on a batch.
  /// - Parameters:
  ///   - input: `[T, C]`.
  ///   - targets: one for each column.
  ///   - states: where the sequences go on from what came before. They are moved on, and no gradient goes back through
  ///     them: truncated backpropagation through time (Williams and Peng 1990).
  ///   - rate: learning rate.
  /// - Returns: nil where the loss or its gradient is no longer finite; the weights are as they were.
  package func step(
    _ input: Strip, _ targets: SequenceTargets, rate: Float, states: RecurrentStates? = nil
  ) -> Step? {
    var context = context
    context.states = states
    let outcome = pass.forward(input, targets, context: context)
    states?.zeroGradients()
    pass.backward(context: context)
    let mean = 1 / Double(max(1, outcome.targets))
    let norm = optimizer.gradientNorm()
    guard outcome.loss.isFinite, norm.isFinite else { return nil }
    let scale = clipping.apply(to: optimizer, gradientNorm: norm, scale: mean)
    optimizer.step(count, rate: rate, gradientScale: scale, threads: threads)
    count += 1
    return Step(
      loss: outcome.loss * mean, targets: outcome.targets, gradientNorm: norm * mean,
      isClipped: norm * mean > clipping.norm)
  }

  /// The mean loss of a batch, without a step. Random layers do as in training.
  package func loss(_ input: Strip, _ targets: SequenceTargets) -> Double {
    let outcome = pass.forward(input, targets, context: context)
    return outcome.loss / Double(max(1, outcome.targets))
  }

  private var context: TrainingContext {
    TrainingContext(threads: threads, seed: seed, step: count, workspace: workspace)
  }
}
