import LegibleTensors

/// One batch's way through a series of layers and back. Keeps every layer's output and cache between the two, and its memory
/// between batches.
package final class TrainingSeries {
  private let stages: [any Stage]
  private let outputs: [Strip]
  private let gradients = [Strip(), Strip()]
  private var input: Strip?

  /// - Parameter layers: in the order of the forward pass.
  package init(_ layers: [any TrainingLayer]) {
    precondition(!layers.isEmpty, "a series without layers")
    stages = layers.map { makeStage($0) }
    outputs = layers.map { _ in Strip() }
  }

  /// - Parameter input: `[H, W, C]`, kept until `backward`.
  /// - Returns: the last layer's output, valid until the next call.
  package func forward(_ input: Strip, context: TrainingContext) -> Strip {
    self.input = input
    var current = input
    for (stage, output) in zip(stages, outputs) {
      stage.forward(current, into: output, context: context)
      current = output
    }
    return current
  }

  /// Adds to the gradients of all parameters and gives the gradient of the input.
  /// - Parameters:
  ///   - outputGradient: shape of `forward`'s result, gaps zero. Overwritten.
  ///   - inputGradient: given the input's shape and filled; nil where nobody needs it.
  package func backward(
    _ outputGradient: Strip, into inputGradient: Strip? = nil, context: TrainingContext
  ) {
    guard let input else { preconditionFailure("backward before forward") }
    var gradient = outputGradient
    for index in stages.indices.reversed() {
      let below = index == 0 ? inputGradient : gradients[index % 2]
      stages[index].backward(
        gradient, input: index == 0 ? input : outputs[index - 1], output: outputs[index], into: below,
        context: context)
      if let below { gradient = below }
    }
  }
}

/// A layer and its cache, whatever its type.
private protocol Stage: AnyObject {
  func forward(_ input: Strip, into output: Strip, context: TrainingContext)
  func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, context: TrainingContext
  )
}

private final class LayerStage<L: TrainingLayer>: Stage {
  let layer: L
  var cache: L.Cache

  init(_ layer: L) {
    self.layer = layer
    cache = layer.makeCache()
  }

  func forward(_ input: Strip, into output: Strip, context: TrainingContext) {
    layer.forward(input, into: output, cache: &cache, context: context)
  }

  func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, context: TrainingContext
  ) {
    layer.backward(
      outputGradient, input: input, output: output, into: inputGradient, cache: &cache, context: context)
  }
}

private func makeStage(_ layer: some TrainingLayer) -> any Stage { LayerStage(layer) }
