import LegibleTensors

/// A layer that is trained, with its backward pass written by hand.
///
/// It keeps its parameters and nothing of the batches that pass through it: what the backward pass needs
/// besides the input and the output goes into an explicit cache, and whoever runs the layer keeps all three.
package protocol TrainingLayer: AnyObject {
  /// What the forward pass leaves for the backward pass. A class or a struct with buffers that are used
  /// again.
  associatedtype Cache

  /// In a fixed order, under the names that the model file uses.
  var parameters: [Parameter] { get }

  /// Gives the parameters their random start. Those that are left alone keep the `fill` of their description.
  /// - Parameter start: for recurrent layers, this one or those within it.
  func initialize(using random: inout RandomSource, start: RecurrentStart)

  /// A cache that has seen nothing.
  func makeCache() -> Cache

  /// The training pass.
  /// - Parameters:
  ///   - input: `[H, W, C]`, gaps zero.
  ///   - output: given its shape and filled, gaps zero.
  func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext)

  /// Adds to the gradients of the parameters and gives the gradient of the input.
  /// - Parameters:
  ///   - input, output: as `forward` saw and left them.
  ///   - outputGradient: same shape as `output`, gaps zero. May be overwritten.
  ///   - inputGradient: given the input's shape and filled, gaps zero; `nil` where nobody needs it.
  func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext)
}

extension [any TrainingLayer] {
  /// Gives all weights their random start, a function of the seed alone.
  package func initialize(seed: UInt64, start: RecurrentStart) {
    for (index, layer) in enumerated() {
      var random = RandomSource(seed: seed, stream: UInt64(index))
      layer.initialize(using: &random, start: start)
    }
  }
}

extension TrainingLayer {
  /// The start that layers have unless told otherwise.
  package func initialize(using random: inout RandomSource) {
    initialize(using: &random, start: RecurrentStart())
  }
}
