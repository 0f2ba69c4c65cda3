import LegibleLayers
import LegibleTensors

/// One layer with settings, and the inputs that it is tested on. What every layer must do is in the extensions.
public struct LayerCase: Sendable, CustomStringConvertible {
  public var description: String
  /// Of the input.
  public var height: Int
  public var channels: Int
  public var gap: Int
  /// True where the layer has kinks (maxima): elements of the input are then kept apart.
  public var needsSpacedInput = false
  /// False where items meet: in the statistics of batch normalisation, in the random numbers of dropout.
  public var itemsAreIndependent = true
  /// False where reading differs from training: batch normalisation's statistics, dropout.
  public var readsAsItTrains = true
  /// The layer, its parameters random from a fixed seed.
  public let make: @Sendable () -> any Layer
  /// The same layer, same parameters, without its rectifier; nil where it has none.
  public var makeLinear: (@Sendable () -> any Layer)?

  public init(
    _ description: String, height: Int = 1, channels: Int, gap: Int = 1,
    make: @escaping @Sendable () -> any Layer
  ) {
    self.description = description
    self.height = height
    self.channels = channels
    self.gap = gap
    self.make = make
  }

  /// With other settings.
  public func with(_ change: (inout LayerCase) -> Void) -> LayerCase {
    var copy = self
    change(&copy)
    return copy
  }

  /// One layer in its two activations.
  public static func activations(
    _ description: String, height: Int = 1, channels: Int, gap: Int = 1,
    make: @escaping @Sendable (Activation) -> any Layer
  ) -> [LayerCase] {
    let linear = LayerCase(description, height: height, channels: channels, gap: gap) { make(.linear) }
    var relu = LayerCase(description + ", relu", height: height, channels: channels, gap: gap) { make(.relu) }
    relu.makeLinear = linear.make
    return [linear, relu]
  }

  public func input(_ widths: [Int], seed: UInt64 = 1) -> Strip {
    let layout = StripLayout(height: height, widths: widths, gap: gap)
    return needsSpacedInput
      ? spacedStrip(layout, channels: channels, seed: seed)
      : randomStrip(layout, channels: channels, seed: seed)
  }

  /// A random gradient of the output. Where the layer rectifies, it is zero next to the kink, where no step is small enough.
  public func cotangent(input: Strip, seed: UInt64 = 2) -> Strip {
    let layer = (makeLinear ?? make)()
    let shape = layer.outputShape(input.layout, channels: input.channels)
    let cotangent = randomStrip(shape.layout, channels: shape.channels, seed: seed)
    guard makeLinear != nil else { return cotangent }
    let sums = LayerRun(layer).forward(input)
    cotangent.forEachElement { if abs(sums.base[$0]) < 0.3 { cotangent.base[$0] = 0 } }
    return cotangent
  }
}

/// A layer with its cache and strips, as a trainer keeps them from batch to batch.
public final class LayerRun {
  /// Results of a pass in both directions.
  public struct Result: Equatable {
    public var output, inputGradient: [UInt32]
    public var parameterGradients: [[UInt32]]
  }

  public let layer: any Layer
  public let output = poisonedStrip()
  public let inputGradient = poisonedStrip()
  private let forwardPass: (Strip, Strip, TrainingContext) -> Void
  private let backwardPass: (Strip, Strip, Strip, Strip?, TrainingContext) -> Void

  public init(_ layer: any Layer) {
    func passes<L: Layer>(_ layer: L) -> (
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
  public func forward(_ input: Strip, threads: Int = 1) -> Strip {
    forwardPass(input, output, TrainingContext(threads: threads, seed: 3, step: 4))
    return output
  }

  /// Adds to the gradients of the parameters.
  /// - Returns: `inputGradient`.
  @discardableResult
  public func backward(_ cotangent: Strip, input: Strip, threads: Int = 1, wantsInput: Bool = true) -> Strip {
    // A layer may overwrite the gradient that it is given.
    backwardPass(
      cotangent.copy(), input, output, wantsInput ? inputGradient : nil,
      TrainingContext(threads: threads, seed: 3, step: 4))
    return inputGradient
  }

  public func zeroGradients() {
    for parameter in layer.parameters { parameter.gradient.zero(parameter.count) }
  }

  /// Both passes, from gradients of zero.
  public func train(_ input: Strip, _ cotangent: Strip, threads: Int = 1) -> Result {
    zeroGradients()
    forward(input, threads: threads)
    backward(cotangent, input: input, threads: threads)
    return Result(
      output: output.elements.bits, inputGradient: inputGradient.elements.bits,
      parameterGradients: layer.parameters.map(\.gradients.bits))
  }
}

extension InferenceLayer {
  public func read(_ input: Strip, workspace: Workspace = Workspace()) -> Strip {
    let output = poisonedStrip()
    forward(input, into: output, workspace: workspace)
    return output
  }
}
