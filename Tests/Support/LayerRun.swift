import LegibleLayers
import LegibleTensors

/// Layers one after another, as one.
package final class TrainingStack: TrainingLayer {
  private let layers: [any TrainingLayer]

  package init(_ layers: [any TrainingLayer]) { self.layers = layers }

  package var parameters: [Parameter] { layers.flatMap(\.parameters) }

  package func initialize(using random: inout RandomSource, start: RecurrentStart) {
    for layer in layers { layer.initialize(using: &random, start: start) }
  }

  package func makeCache() -> TrainingSeries { TrainingSeries(layers) }

  package func forward(
    _ input: Strip, into output: Strip, cache: inout TrainingSeries, context: TrainingContext
  ) {
    let result = cache.forward(input, context: context)
    output.reshape(result.layout, channels: result.channels)
    output.base.update(from: result.base, count: result.count)
  }

  package func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?,
    cache: inout TrainingSeries, context: TrainingContext
  ) {
    cache.backward(outputGradient, into: inputGradient, context: context)
  }
}

/// A layer with its cache and strips, as a trainer keeps them from batch to batch.
package final class LayerRun {
  /// Results of a pass in both directions.
  package struct Result: Equatable {
    package var output, inputGradient: [UInt32]
    package var parameterGradients: [[UInt32]]
  }

  package let layer: any TrainingLayer
  package let output = poisonedStrip()
  package let inputGradient = poisonedStrip()
  /// What recurrent layers start from, and what they are taught.
  package var states: RecurrentStates?
  package var teachers: [String: Strip] = [:]
  private let forwardPass: (Strip, Strip, TrainingContext) -> Void
  private let backwardPass: (Strip, Strip, Strip, Strip?, TrainingContext) -> Void

  package init(_ layer: any TrainingLayer) {
    func passes<L: TrainingLayer>(_ layer: L) -> (
      (Strip, Strip, TrainingContext) -> Void, (Strip, Strip, Strip, Strip?, TrainingContext) -> Void
    ) {
      var cache = layer.makeCache()
      return (
        { layer.forward($0, into: $1, cache: &cache, context: $2) },
        { layer.backward($0, input: $1, output: $2, into: $3, cache: &cache, context: $4) }
      )
    }
    self.layer = layer
    (forwardPass, backwardPass) = passes(layer)
  }

  /// - Returns: `output`.
  @discardableResult
  package func forward(_ input: Strip, threads: Int = 1, seed: UInt64 = 3, step: Int = 4, part: Int = 0)
    -> Strip
  {
    var context = TrainingContext(threads: threads, seed: seed, step: step)
    context.part = part
    (context.states, context.teachers) = (states, teachers)
    forwardPass(input, output, context)
    return output
  }

  /// Adds to the gradients of the parameters.
  /// - Returns: `inputGradient`.
  @discardableResult
  package func backward(_ cotangent: Strip, input: Strip, threads: Int = 1, wantsInput: Bool = true) -> Strip
  {
    var context = TrainingContext(threads: threads, seed: 3, step: 4)
    (context.states, context.teachers) = (states, teachers)
    // A layer may overwrite the gradient that it is given.
    backwardPass(cotangent.copy(), input, output, wantsInput ? inputGradient : nil, context)
    return inputGradient
  }

  package func zeroGradients() {
    for parameter in layer.parameters { parameter.gradient.zero(parameter.count) }
  }

  /// Both passes, from gradients of zero.
  package func train(_ input: Strip, _ cotangent: Strip, threads: Int = 1) -> Result {
    zeroGradients()
    forward(input, threads: threads)
    backward(cotangent, input: input, threads: threads)
    return Result(
      output: output.elements.bits, inputGradient: inputGradient.elements.bits,
      parameterGradients: layer.parameters.map(\.gradients.bits))
  }
}

extension ReadingLayer {
  package func read(_ input: Strip, workspace: Workspace = Workspace()) -> Strip {
    let output = poisonedStrip()
    forward(input, into: output, workspace: workspace)
    return output
  }
}
