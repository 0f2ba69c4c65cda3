import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct LSTMTests {
  static let cases =
    [
      ("forward", RecurrentDirection.forward), ("reverse", .reverse), ("bidirectional", .bidirectional),
    ].map { name, direction in
      LayerCase("lstm \(name)", channels: 4) { make(4, 5, direction) }
    } + [
      // More gates than one piece of the weights' gradient, and than a panel's columns.
      LayerCase("lstm of 37 cells", channels: 33) { make(33, 37, .bidirectional) },
      LayerCase("lstm of 1 cell", channels: 1) { make(1, 1, .bidirectional) },
      LayerCase("two lstms", channels: 4) { Stack(make(4, 3, .bidirectional), make(6, 5, .bidirectional)) },
    ]

  static func make(_ inputSize: Int, _ hiddenSize: Int, _ direction: RecurrentDirection) -> LSTM {
    let layer = LSTM(name: "rnn", inputSize: inputSize, hiddenSize: hiddenSize, direction: direction)
    var random = RandomSource(seed: 14)
    for parameter in layer.parameters {
      let fanIn = parameter.shape.count == 2 ? parameter.shape[1] : 4
      parameter.randomize(&random, scale: 1 / Float(fanIn).squareRoot())
    }
    return layer
  }

  @Test func parametersHavePyTorchsNamesAndShapes() {
    let layer = LSTM(name: "rnn", inputSize: 3, hiddenSize: 2, direction: .bidirectional)
    let names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    #expect(
      layer.parameters.map(\.name) == names.map { "rnn." + $0 } + names.map { "rnn." + $0 + "_reverse" })
    #expect(layer.parameters.map(\.shape) == [[8, 3], [8, 2], [8], [8], [8, 3], [8, 2], [8], [8]])
  }

  @Test func initialisationOpensTheForgetGate() {
    let layer = LSTM(name: "rnn", inputSize: 3, hiddenSize: 4, direction: .forward)
    var random = RandomSource(seed: 1)
    for parameter in layer.parameters { parameter.randomize(&random) }
    layer.initialize(using: &random)
    let sums = zip(layer.parameters[2].values, layer.parameters[3].values).map { $0 + $1 }
    #expect(sums == (0..<16).map { 4..<8 ~= $0 ? 1 : 0 })
    #expect(layer.parameters[0].values.allSatisfy { abs($0) <= 0.5 })
  }

  /// The reverse direction is the forward one on the reversed sequence.
  @Test func reverseWalksFromTheEnd() {
    let forward = Self.make(4, 5, .forward)
    let reverse = Self.make(4, 5, .reverse)
    let input = randomStrip(StripLayout(height: 1, widths: [7]), channels: 4, seed: 1)
    let values = input.elements
    let reversed = filledStrip(input.layout, channels: 4) { values[(6 - $0 / 4) * 4 + $0 % 4] }
    let ahead = LayerRun(forward).forward(reversed).elements
    let back = LayerRun(reverse).forward(input).elements
    #expect((0..<7).allSatisfy { t in back[t * 5..<t * 5 + 5] == ahead[(6 - t) * 5..<(6 - t) * 5 + 5] })
  }

  @Test(arguments: [("lstm", RecurrentDirection.forward), ("lstm, bidirectional", .bidirectional)])
  func goldens(name: String, direction: RecurrentDirection) throws {
    let layer = LSTM(name: "rnn", inputSize: 6, hiddenSize: 5, direction: direction)
    #expect(try Golden("layers").mismatch(name, layer) { String($1.name.dropFirst(4)) } == nil)
  }

  @Test func goldensOfTwoLayers() throws {
    let stack = Stack(
      LSTM(name: "rnn", inputSize: 6, hiddenSize: 5, direction: .bidirectional),
      LSTM(name: "rnn", inputSize: 10, hiddenSize: 5, direction: .bidirectional))
    let mismatch = try Golden("layers").mismatch("lstm, bidirectional, two layers", stack) {
      index, parameter in
      // Every layer here is its own layer 0; the second one's eight parameters are layer 1 in PyTorch.
      let name = String(parameter.name.dropFirst(4))
      return index < 8 ? name : name.replacing("_l0", with: "_l1")
    }
    #expect(mismatch == nil)
  }
}

/// Two layers as one.
final class Stack<First: Layer, Second: Layer>: Layer {
  struct Cache {
    var first: First.Cache
    var second: Second.Cache
    let middle = Strip()
    let middleGradient = Strip()
  }

  let first: First
  let second: Second

  init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  var parameters: [Parameter] { first.parameters + second.parameters }

  func makeCache() -> Cache { Cache(first: first.makeCache(), second: second.makeCache()) }

  func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    let middle = first.outputShape(input, channels: channels)
    return second.outputShape(middle.layout, channels: middle.channels)
  }

  func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    first.forward(input, into: cache.middle, cache: &cache.first, context: context)
    second.forward(cache.middle, into: output, cache: &cache.second, context: context)
  }

  func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext
  ) {
    second.backward(
      outputGradient, input: cache.middle, output: output, into: cache.middleGradient, cache: &cache.second,
      context: context)
    first.backward(
      cache.middleGradient, input: input, output: cache.middle, into: inputGradient, cache: &cache.first,
      context: context)
  }

  func inference() -> (any InferenceLayer)? {
    guard let first = first.inference(), let second = second.inference() else { return nil }
    return InferenceStack(first: first, second: second)
  }
}

private struct InferenceStack: InferenceLayer {
  let first, second: any InferenceLayer

  func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    let middle = first.outputShape(input, channels: channels)
    return second.outputShape(middle.layout, channels: middle.channels)
  }

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    let middle = Strip()
    first.forward(input, into: middle, workspace: workspace)
    second.forward(middle, into: output, workspace: workspace)
  }
}
