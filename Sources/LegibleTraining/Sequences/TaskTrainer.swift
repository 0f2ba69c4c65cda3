import LegibleLayers
import LegibleModels
import LegibleTensors

/// Trains a network on a task, on new sequences at each step. A run is a function of the network, the task and the seed.
package final class TaskTrainer {
  package let network: SequenceNetwork
  package let task: any SequenceTask
  private let trainer: SequenceTrainer
  private let batchSize: Int
  private let rate: Float
  private var random: RandomSource
  private let input = Strip()

  /// - Parameters:
  ///   - network: layers in brackets; the output layer is added.
  ///   - looksAhead: whether recurrent layers may go the other way.
  ///   - rate: learning rate, the same at all steps.
  /// - Throws: `NetworkSpecError`.
  package init(
    _ network: String, on task: any SequenceTask, start: RecurrentStart = RecurrentStart(),
    looksAhead: Bool = false, clipping: Clipping = Clipping(norm: 1), batchSize: Int = 32, rate: Float = 1e-2,
    seed: UInt64 = 1,
    threads: Int = 1
  ) throws(NetworkSpecError) {
    self.network = SequenceNetwork(try Self.spec(network, of: task, looksAhead: looksAhead))
    self.network.initialize(seed: seed, start: start)
    self.task = task
    self.batchSize = batchSize
    self.rate = rate
    random = RandomSource(seed: seed, stream: 0x7461_736b)
    trainer = SequenceTrainer(self.network, clipping: clipping, seed: seed, threads: threads)
  }

  private static func spec(
    _ text: String, of task: any SequenceTask, looksAhead: Bool
  ) throws(NetworkSpecError) -> SequenceSpec {
    var text = text
    // One number is given by a linear layer.
    if task.symbols == nil, let end = text.lastIndex(of: "]") { text.insert(contentsOf: " Fl1", at: end) }
    return try SequenceSpec(
      parsing: text, inputSize: task.inputSize, symbols: task.symbols, looksAhead: looksAhead)
  }

  /// Takes one step.
  /// - Returns: nil where the loss or its gradient is no longer a number.
  package func step() -> SequenceTrainer.Step? {
    let targets = task.fill(input, count: batchSize, using: &random)
    return trainer.step(input, targets, rate: rate)
  }

  /// The mean loss on new sequences that no step has seen.
  package func loss(sequences count: Int) -> Double {
    let input = Strip()
    var random = RandomSource(seed: 0, stream: 0x7465_7374)
    let targets = task.fill(input, count: count, using: &random)
    return trainer.loss(input, targets)
  }
}
