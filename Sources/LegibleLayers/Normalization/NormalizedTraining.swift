import LegibleTensors

/// A layer that is trained with batch normalisation behind it: `b` in its word.
final class NormalizedTraining<Body: TrainingLayer>: TrainingLayer {
  struct Cache {
    var body: Body.Cache
    var norm: BatchNormTraining.Cache
    /// What goes into the normalisation.
    let unnormalized = Strip()
  }

  private let body: Body
  private let norm: BatchNormTraining

  /// - Parameter body: without an activation of its own.
  init(_ body: Body, _ norm: BatchNormTraining) {
    self.body = body
    self.norm = norm
  }

  var parameters: [Parameter] { body.parameters + norm.parameters }

  func initialize(using random: inout RandomSource, start: RecurrentStart) {
    body.initialize(using: &random, start: start)
  }

  func makeCache() -> Cache { Cache(body: body.makeCache(), norm: norm.makeCache()) }

  func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    body.forward(input, into: cache.unnormalized, cache: &cache.body, context: context)
    norm.forward(cache.unnormalized, into: output, cache: &cache.norm, context: context)
  }

  func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext
  ) {
    let unnormalized = cache.unnormalized
    norm.backward(
      outputGradient, input: unnormalized, output: output, into: outputGradient, cache: &cache.norm,
      context: context)
    body.backward(
      outputGradient, input: input, output: unnormalized, into: inputGradient, cache: &cache.body,
      context: context)
  }
}
