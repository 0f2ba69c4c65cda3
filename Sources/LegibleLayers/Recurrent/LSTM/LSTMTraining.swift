import LegibleTensors

/// An LSTM while it is trained.
final class LSTMTraining: TrainingLayer {
  struct Cache {
    fileprivate let directions: [LSTMDirection.Cache]
  }

  let parameters: [Parameter]
  private let hiddenSize, inputSize: Int
  private let directions: [LSTMDirection]

  init(_ spec: LSTM, name: String, input: FeatureShape) {
    let parameters = LayerParameters(spec.parameters(input: input), name: name)
    self.parameters = parameters.all
    inputSize = input.channels
    hiddenSize = spec.hiddenSize
    directions = spec.roles.map { LSTMDirection(parameters, $0) }
  }

  /// Uniform in `±1/sqrt(H)`, PyTorch's default, but forget biases sum to one (Jozefowicz et al. 2015) and
  /// other biases to zero.
  func initialize(using random: inout RandomSource) {
    for direction in directions { direction.initialize(using: &random) }
  }

  func makeCache() -> Cache { Cache(directions: directions.map { $0.makeCache() }) }

  func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    output.reshape(input.layout, channels: hiddenSize * directions.count)
    output.clearGaps()
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

  func backward(
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
}
