import LegibleLayers
import LegibleModels
import LegibleTensors

/// Layers as the words of a spec describe them, with what they are tested on. What every layer must do is in
/// the extensions and in `LayerContractTests`.
package struct LayerCase: Sendable, CustomStringConvertible {
  package let description: String
  package let series: LayerSeries
  /// What the first layer stands on.
  package let shape: FeatureShape
  /// The same layers without the rectifier at their end; nil where there is none.
  private var linear: LayerSeries?

  /// - Parameter words: of layers without a rectifier at their end.
  package init(_ words: String, on shape: FeatureShape) {
    description = words
    series = LayerSeries(words, on: shape)
    self.shape = shape
  }

  /// Layers with both activations at their end.
  /// - Parameter words: `?` stands for the letter of the activation.
  package static func activations(_ words: String, on shape: FeatureShape) -> [LayerCase] {
    let linear = LayerCase(words.replacing("?", with: "l"), on: shape)
    var relu = LayerCase(words.replacing("?", with: "r"), on: shape)
    relu.linear = linear.series
    return [linear, relu]
  }

  // MARK: What kind of layers they are

  /// All layers, those within blocks too.
  private var all: [any LayerSpec] { Self.all(series) }

  private static func all(_ series: LayerSeries) -> [any LayerSpec] {
    series.layers.flatMap { [$0] + (($0 as? any CompositeLayerSpec).map { all($0.body) } ?? []) }
  }

  /// False where items meet: in the statistics of batch normalisation, in the random numbers of dropout.
  package var itemsAreIndependent: Bool {
    !all.contains { $0 is Dropout || Self.isNormalized($0) }
  }

  private static func isNormalized(_ layer: any LayerSpec) -> Bool {
    layer.parameters(input: .map(32, 1)).contains { $0.role == "norm.weight" }
  }

  /// False where reading differs from training: batch normalisation's statistics, dropout.
  package var readsAsItTrains: Bool { itemsAreIndependent }

  /// True where the layers have kinks (maxima): elements of the input are then kept apart.
  private var needsSpacedInput: Bool { all.contains { $0 is MaxPooling } }

  // MARK: Layers

  /// The layers for training, as one, their parameters random from a fixed seed.
  package func make() -> any TrainingLayer { make(series) }

  private func make(_ series: LayerSeries) -> any TrainingLayer {
    let layers = series.makeTrainingLayers(name: "layers")
    var random = RandomSource(seed: 11)
    for parameter in layers.flatMap(\.parameters) { parameter.randomizeForSums(&random) }
    setRectifiersApart(layers.flatMap(\.parameters), random: &random)
    setRecurrentRectifiersApart(layers.flatMap(\.parameters), random: &random)
    return layers.count == 1 ? layers[0] : TrainingStack(layers)
  }

  /// Within a block no cotangent can keep away from a rectifier's kink. Its bias is so large there, up or
  /// down, that a channel is all on or all off, which a test can still tell apart.
  private func setRectifiersApart(_ parameters: [Parameter], random: inout RandomSource) {
    let blocks = series.placed(name: "layers").filter { $0.spec is any CompositeLayerSpec }
    for leaf in blocks.flatMap({ $0.spec.leaves(name: $0.name, input: $0.input) }) {
      let convolution = leaf.spec as? any KernelLayerSpec
      guard (convolution?.kernel.activation ?? (leaf.spec as? Linear)?.activation) == .relu else { continue }
      let isNormalized = convolution?.kernel.batchNormalization == true
      for parameter in parameters {
        if parameter.name == leaf.name + (isNormalized ? ".norm.bias" : ".bias") {
          for index in 0..<parameter.count { parameter.value.base[index] = random.chance(0.7) ? 6 : -6 }
        } else if parameter.name == leaf.name + ".norm.weight" {
          for index in 0..<parameter.count { parameter.value.base[index] = random.uniform(in: 0.5...1) }
        }
      }
    }
  }

  /// The same for the hidden units of a recurrent layer: weights are small beside their biases.
  private func setRecurrentRectifiersApart(_ parameters: [Parameter], random: inout RandomSource) {
    for layer in series.placed(name: "layers") {
      let activation =
        (layer.spec as? Recurrent<Elman>)?.cell.activation
        ?? (layer.spec as? Recurrent<Jordan>)?.cell.activation
      guard activation == .relu else { continue }
      for parameter in parameters where parameter.name.hasPrefix(layer.name + ".") {
        let isBias = parameter.name.contains("bias_ih")
        for index in 0..<parameter.count {
          if isBias {
            parameter.value.base[index] = random.chance(0.7) ? 4 : -4
          } else {
            parameter.value.base[index] *= 0.2
          }
        }
      }
    }
  }

  /// The layers of `make` as they read; nil where nothing is left of them.
  package func reading() -> ReadingSeries? {
    series.layers.allSatisfy { $0 is Dropout } ? nil : series.reading(make().parameters)
  }

  // MARK: Inputs

  package func input(_ widths: [Int], seed: UInt64 = 1) -> Strip {
    let layout = StripLayout(height: shape.height, widths: widths, gap: series.gap)
    return needsSpacedInput
      ? spacedStrip(layout, channels: shape.channels, seed: seed)
      : randomStrip(layout, channels: shape.channels, seed: seed)
  }

  /// What the spec says of the output's shape.
  package func outputLayout(_ input: StripLayout) -> StripLayout {
    input.mapped(height: series.output.height) { series.outputWidth($0) }
  }

  /// A random gradient of the output. Where the end rectifies, it is zero next to the kink, where no step is
  /// small enough.
  package func cotangent(input: Strip, seed: UInt64 = 2) -> Strip {
    let cotangent = randomStrip(outputLayout(input.layout), channels: series.output.channels, seed: seed)
    guard let linear else { return cotangent }
    let sums = LayerRun(make(linear)).forward(input)
    // A step of 0.04 times an input of up to 4; behind a rectifier with a large bias up to 12, and a
    // normalisation scales up.
    let isPlain = all.allSatisfy { !($0 is any CompositeLayerSpec) && !Self.isNormalized($0) }
    let margin: Float = isPlain ? 0.3 : 1.5
    cotangent.forEachElement { if abs(sums.base[$0]) < margin { cotangent.base[$0] = 0 } }
    return cotangent
  }
}

extension FeatureShape {
  /// That of a feature map.
  package static func map(_ height: Int, _ channels: Int) -> FeatureShape {
    FeatureShape(height: height, channels: channels, isColumns: false)
  }
}

extension LayerSeries {
  /// Layers by their words, as they may stand within a network or, with the output layer, at its end.
  package init(_ words: String, on shape: FeatureShape) {
    var reader = SpecReader(words + "]")
    reader.depth = words.contains(Output.word) ? 0 : 1
    var count = 0
    do {
      try self.init(&reader, on: shape, parameterCount: &count)
    } catch {
      fatalError("\(words): \(error)")
    }
    precondition(reader.isAtEnd, "\(words): more than a series")
  }

  /// The layers as they read in float32.
  /// - Parameter name: what the parameters' names begin with, such as `layers` in `layers.0.weight`.
  package func reading(_ parameters: [Parameter], name: String = "layers") -> ReadingSeries {
    let values = ParameterValues(
      Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.tensorValues) }))
    return ReadingBuilder(weights: { values.folded($0) }).series(self, name: name)
  }
}

extension Parameter {
  /// Random numbers with which sums are of about size 1. No bias is zero and no scale is one, so that leaving
  /// one out shows.
  package func randomizeForSums(_ random: inout RandomSource) {
    if name.hasSuffix("running_var") {
      for index in 0..<count { value.base[index] = random.uniform(in: 0.5...2) }
    } else {
      randomize(&random, scale: shape.count > 1 ? 1 / Float(count / shape[0]).squareRoot() : 1)
    }
  }
}
