import LegibleKernels
import LegibleTensors

/// Which way a recurrent layer walks along the columns.
public enum RecurrentDirection: Sendable, Equatable {
  case forward, reverse, bidirectional
}

/// Long short-term memory (Hochreiter and Schmidhuber 1997; with the forget gate of Gers et al. 2000), one layer, in one
/// direction or both.
///
///     i, f, o = sigmoid(W_ii x + b_ii + W_hi h' + b_hi), ...    g = tanh(W_ig x + b_ig + W_hg h' + b_hg)
///     c = f * c' + i * g        h = o * tanh(c)                  (h', c' of the step before, zeros at first)
///
/// `[T, C]` to `[T, H]`, or `[T, 2H]` with the forward direction's features first. Gates in PyTorch's order: input, forget,
/// cell, output.
public final class LSTM: Layer {
  public struct Cache {
    fileprivate let directions: [LSTMDirection.Cache]
  }

  public let hiddenSize: Int
  let inputSize: Int
  let directions: [LSTMDirection]

  public var parameters: [Parameter] { directions.flatMap(\.parameters) }

  /// - Parameter name: prefix of the parameters' names, such as `layers.7.rnn`.
  public init(name: String, inputSize: Int, hiddenSize: Int, direction: RecurrentDirection = .forward) {
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    let reversed: [Bool] =
      switch direction {
      case .forward: [false]
      case .reverse: [true]
      case .bidirectional: [false, true]
      }
    directions = reversed.map {
      LSTMDirection(name: name, inputSize: inputSize, hiddenSize: hiddenSize, reversed: $0)
    }
  }

  /// Uniform in `±1/sqrt(H)`, PyTorch's default, but forget biases sum to one (Jozefowicz et al. 2015) and other biases to
  /// zero.
  public func initialize(using random: inout RandomSource) {
    for direction in directions { direction.initialize(using: &random) }
  }

  public func makeCache() -> Cache { Cache(directions: directions.map { $0.makeCache() }) }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (input, hiddenSize * directions.count)
  }

  public func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    output.reshape(input.layout, channels: hiddenSize * directions.count)
    output.zeroGaps()
    let caches = cache.directions
    for (direction, cache) in zip(directions, caches) {
      direction.projectInput(input, cache: cache, threads: context.threads)
    }
    // The walks along time are sequential, but the two directions do not meet.
    parallelFor(pieces: directions.count, threads: context.threads) { directions[$0].walk(cache: caches[$0]) }
    for (index, cache) in caches.enumerated() {
      cache.sequence.scatter(
        cache.hidden.base, width: hiddenSize, to: output, channel: index * hiddenSize,
        threads: context.threads)
    }
  }

  public func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext
  ) {
    let caches = cache.directions
    parallelFor(pieces: directions.count, threads: context.threads) { index in
      directions[index].walkBack(
        outputGradient, channel: index * hiddenSize, cache: caches[index])
    }
    if let inputGradient {
      inputGradient.reshape(input.layout, channels: inputSize)
      inputGradient.zero()
    }
    for (direction, cache) in zip(directions, caches) {
      direction.addGradients(into: inputGradient, cache: cache, threads: context.threads)
    }
  }

  public func inference() -> (any InferenceLayer)? {
    InferenceLSTM(hiddenSize: hiddenSize, directions: directions.map { $0.inference() })
  }
}
