import LegibleTensors

/// A recurrent layer while it is trained.
final class RecurrentTraining: TrainingLayer {
  struct Cache {
    fileprivate let walks: [TrainedWalk.Cache]
  }

  let parameters: [Parameter]
  private let name: String
  private let cell: any RecurrentCell
  private let inputSize: Int
  private let walks: [TrainedWalk]

  /// - Parameter tensors: of each walk.
  init(_ tensors: [RecurrentTensors], name: String, inputSize: Int) {
    let parameters = LayerParameters(
      tensors.flatMap { $0.parameters(inputSize: inputSize) }, name: name)
    self.parameters = parameters.all
    self.name = name
    self.inputSize = inputSize
    cell = tensors[0].cell
    walks = tensors.enumerated().map { TrainedWalk(parameters, $1, number: $0) }
  }

  func initialize(using random: inout RandomSource, start: RecurrentStart) {
    for walk in walks { walk.initialize(using: &random, start: start) }
  }

  func makeCache() -> Cache { Cache(walks: walks.map { $0.makeCache() }) }

  func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    output.reshape(input.layout, channels: cell.outputSize * walks.count)
    output.clearGaps()
    let caches = cache.walks
    let state = state(context)
    let teacher = context.teachers[name]
    if let teacher {
      precondition(
        teacher.layout == output.layout && teacher.channels == output.channels,
        "\(name): outputs of another shape to be taught")
    }
    for (walk, cache) in zip(walks, caches) {
      walk.prepare(input, state: state, teacher: teacher, cache: cache, context: context)
    }
    // The walks along time are sequential, but the two directions do not meet.
    parallelFor(pieces: walks.count, threads: context.threads) { number in
      walks[number].run(cache: caches[number], context.workspace)
    }
    for (walk, cache) in zip(walks, caches) {
      walk.finish(into: output, state: state, cache: cache, threads: context.threads)
    }
  }

  func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext
  ) {
    let caches = cache.walks
    let state = state(context)
    parallelFor(pieces: walks.count, threads: context.threads) { number in
      walks[number].runBack(outputGradient, state: state, cache: caches[number])
    }
    if let inputGradient {
      inputGradient.reshape(input.layout, channels: inputSize)
      inputGradient.zero()
    }
    for (walk, cache) in zip(walks, caches) {
      walk.addGradients(into: inputGradient, cache: cache, threads: context.threads)
    }
  }

  private func state(_ context: TrainingContext) -> RecurrentState? {
    context.states?.state(of: name, size: walks.count * cell.stateSize)
  }
}
