import LegibleKernels
import LegibleTensors

/// A residual block (He et al. 2016): what goes in is added to what its layers make of it, `output =
/// activation(input + body(input))`, so that the body only learns what has to change, and the gradient has a
/// way past it.
///
/// `R(r|l)[<layers>]`. The body's output has the shape and the width of its input; its last layer is linear,
/// as a rule, and the block's rectifier follows the sum. The body's tensors are named after the block:
/// `layers.3.0.weight`.
package struct Residual: CompositeLayerSpec {
  package let activation: Activation
  package let body: LayerSeries

  // MARK: The word

  package static let word = "R"

  package static func parse(
    _ reader: inout SpecReader, on shape: FeatureShape
  ) throws(NetworkSpecError) -> Residual? {
    let start = reader.position
    guard reader.take("R") else { return nil }
    let activation = try reader.activation()
    guard reader.take("[") else { throw reader.error("'[' and the layers of the block") }
    guard reader.depth < SpecLimit.depth else {
      throw reader.error("at most \(SpecLimit.depth) blocks within each other", at: start)
    }
    reader.depth += 1
    defer { reader.depth -= 1 }
    var parameterCount = 0
    let body = try LayerSeries(&reader, on: shape, parameterCount: &parameterCount)
    return Residual(activation: activation, body: body)
  }

  package var description: String { "R\(activation.rawValue)[\(body)]" }

  // MARK: Shape

  package var endsNetwork: Bool { false }

  package func misfit(on shape: FeatureShape) -> String? {
    // Dropout alone would leave nothing to read with.
    let counts = body.layers.indices.map {
      LayerSeries.parameterCount(body.layers[$0], input: body.shapes[$0])
    }
    if counts.allSatisfy({ $0 == 0 }) { return "a block of at least one layer with weights" }
    let output = body.output
    if output != shape {
      func words(_ shape: FeatureShape) -> String {
        shape.isColumns ? "\(shape.channels) features" : "height \(shape.height), \(shape.channels) channels"
      }
      return
        "a block that ends as it begins (\(words(shape))), not with \(words(output)), so that both can be added"
    }
    // Strides, kernels without padding and windows show at one of these.
    if (Array(1...130) + [1001]).contains(where: { body.outputWidth($0) != $0 }) {
      return "a block that keeps the width, so that its beginning and its end can be added"
    }
    return nil
  }

  package func output(of shape: FeatureShape) -> FeatureShape { shape }
  package func outputWidth(_ width: Int) -> Int { body.outputWidth(width) }

  package func minimumInputWidth(forOutputWidth width: Int) -> Int {
    body.minimumInputWidth(forOutputWidth: width)
  }

  package var gap: Int { body.gap }

  // MARK: Training and reading

  package func makeTrainingLayer(name: String, number: Int, input: FeatureShape) -> any TrainingLayer {
    ResidualTraining(self, name: name, number: number)
  }

  /// Its layers answer for themselves.
  package func byteUse(of numbers: NumberRange, input: FeatureShape) -> ByteUse { .floats }

  package func outputRange(of numbers: NumberRange) -> NumberRange {
    activation == .relu ? .nonnegative : .any
  }

  package func makeReading(_ request: ReadingRequest) -> ReadingForm {
    ReadingForm([
      ResidualReading(
        body: request.makeBody(body, request.reads, .floats), writes: request.writes, activation: activation)
    ])
  }
}

/// A residual block while it is trained.
final class ResidualTraining: TrainingLayer {
  struct Cache {
    let body: TrainingSeries
    /// Gradient of the body's output.
    let gradient = Strip()
  }

  private let layers: [any TrainingLayer]
  private let activation: Activation

  let parameters: [Parameter]

  init(_ spec: Residual, name: String, number: Int) {
    layers = spec.body.makeTrainingLayers(name: name, firstNumber: (number + 1) * (SpecLimit.layers + 1))
    parameters = layers.flatMap(\.parameters)
    activation = spec.activation
  }

  func initialize(using random: inout RandomSource, start: RecurrentStart) {
    for layer in layers { layer.initialize(using: &random, start: start) }
  }

  func makeCache() -> Cache { Cache(body: TrainingSeries(layers)) }

  func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    let branch = cache.body.forward(input, context: context)
    output.reshape(input.layout, channels: input.channels)
    output.forEachPiece(threads: context.threads) { _, row, column, count in
      output.add(input, branch, activation: activation, row: row, column: column, count: count)
    }
  }

  func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext
  ) {
    outputGradient.applyGradient(of: activation, output: output, threads: context.threads)
    let gradient = cache.gradient
    gradient.reshape(outputGradient.layout, channels: outputGradient.channels)
    gradient.base.update(from: outputGradient.base, count: gradient.count)
    cache.body.backward(gradient, into: inputGradient, context: context)
    guard let inputGradient else { return }
    inputGradient.forEachPiece(threads: context.threads) { _, row, column, count in
      legible_add(
        outputGradient.position(row: row, column: column), inputGradient.position(row: row, column: column),
        Int64(count * inputGradient.channels))
    }
  }
}

/// A residual block made ready for reading. Its body writes floats; what goes in may be bytes, and what comes
/// out.
struct ResidualReading: ReadingLayer {
  let body: ReadingSeries
  let writes: Strip.Format
  let activation: Activation

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    workspace.withStrip { branch in
      body.forward(input, into: branch, workspace: workspace)
      output.reshape(input.layout, channels: input.channels, format: writes)
      for row in 0..<input.layout.height {
        output.add(input, branch, activation: activation, row: row, column: 0, count: input.layout.width)
      }
      output.clearGaps()
    }
  }
}

extension Strip {
  /// `activation(shortcut + branch)` over a stretch of one row; this strip and the shortcut hold floats or
  /// bytes.
  fileprivate func add(
    _ shortcut: Strip, _ branch: Strip, activation: Activation, row: Int, column: Int, count: Int
  ) {
    var sum = LegibleResidual()
    sum.branch = UnsafePointer(branch.position(row: row, column: column))
    switch shortcut.format {
    case .floats: sum.shortcut = UnsafePointer(shortcut.position(row: row, column: column))
    case .bytes(let quantization):
      sum.shortcutBytes = UnsafePointer(shortcut.bytePosition(row: row, column: column))
      sum.shortcutScale = quantization.scale
      sum.shortcutZero = Float(quantization.zeroPoint)
    }
    sum.shortcutStride = Int64(shortcut.channelStride)
    switch format {
    case .floats: sum.output = position(row: row, column: column)
    case .bytes(let quantization):
      sum.bytes = bytePosition(row: row, column: column)
      sum.inverseScale = 1 / quantization.scale
      sum.zeroPoint = Float(quantization.zeroPoint)
      sum.largest = Float(quantization.largest)
    }
    sum.outputStride = Int64(channelStride)
    sum.relu = activation == .relu
    sum.positions = Int64(count)
    sum.channels = Int64(channels)
    legible_residual(&sum)
  }
}
