import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

/// A section of one layer of bytes beside the same layer in float32.
private struct QuantizedCase: CustomTestStringConvertible {
  let testDescription: String
  let height: Int
  let channels: Int
  /// Numbers of the input are made non-negative.
  let isNonnegative: Bool
  let float: any InferenceLayer
  let quantized: any InferenceLayer
  /// Largest difference of the two, from the steps of weights and input and the number of terms; see `all`.
  let tolerance: Float

  static let gap = 2

  /// Rounding an input to its step is wrong by up to half a step, rounding a weight by up to half a scale. Over `n` terms of
  /// random sign these add up like `sqrt(n)`; six standard deviations of both together, with inputs below 4 and weights
  /// below `4 / sqrt(n)`, stay below 0.2, outputs being about 1.
  static let tolerance: Float = 0.2

  static let all: [QuantizedCase] =
    [(1, 9), (4, 5), (19, 37), (64, 64)].flatMap { channels, outputs in
      [
        convolution(channels, outputs, kernel: (3, 3), padding: .same),
        winograd(channels, outputs, kernelHeight: 3), winograd(channels, outputs, kernelHeight: 1),
        convolution(channels, outputs, kernel: (2, 2), padding: .valid),
        linear(channels, outputs, nonnegative: true),
        linear(channels, outputs, nonnegative: false),
        lstm(channels, outputs, nonnegative: true, bidirectional: true),
        lstm(channels, outputs, nonnegative: false, bidirectional: false), chain(channels, outputs),
      ]
    }

  /// 255 steps up to 4 or 127 on either side.
  private static func input(nonnegative: Bool) -> Quantization {
    nonnegative ? Quantization(step: 4.0 / 255, zeroPoint: 0) : Quantization(step: 4.0 / 127, zeroPoint: 128)
  }

  private static func fill(_ parameters: [Parameter]) {
    var random = RandomSource(seed: 9)
    for parameter in parameters {
      let fanIn = parameter.shape.count > 1 ? parameter.count / parameter.shape[0] : 1
      parameter.randomize(&random, scale: parameter.shape.count > 1 ? 1 / Float(fanIn).squareRoot() : 0.1)
    }
  }

  private static func rounded(_ parameter: Parameter) -> QuantizedWeights {
    QuantizedWeights(
      rounding: UnsafeBufferPointer(start: parameter.value.base, count: parameter.count),
      outputs: parameter.shape[0])
  }

  private static func convolution(
    _ channels: Int, _ outputs: Int, kernel: (height: Int, width: Int), padding: Convolution.Padding
  ) -> QuantizedCase {
    let layer = Convolution(
      name: "c", inputChannels: channels, outputChannels: outputs, kernel: kernel, padding: padding,
      activation: .relu)
    fill(layer.parameters)
    let quantized = QuantizedConvolution(
      weights: rounded(layer.weight), bias: layer.bias.values, inputChannels: channels, kernel: kernel,
      padding: padding, activation: .relu, input: input(nonnegative: true), output: nil)
    return QuantizedCase(
      testDescription: "convolution \(channels) to \(outputs), \(padding)", height: 4, channels: channels,
      isNonnegative: true, float: layer.inference()!,
      quantized: QuantizedSection(
        input: input(nonnegative: true), layers: [], last: quantized),
      tolerance: tolerance)
  }

  private static func winograd(_ channels: Int, _ outputs: Int, kernelHeight: Int) -> QuantizedCase {
    let layer = Convolution(
      name: "c", inputChannels: channels, outputChannels: outputs, kernel: (kernelHeight, 3),
      activation: .relu)
    fill(layer.parameters)
    let input = Quantization(step: 4.0 / 127, zeroPoint: 0, largest: 127)
    let quantized = QuantizedWinogradConvolution(
      weights: rounded(layer.weight), bias: layer.bias.values, inputChannels: channels,
      kernelHeight: kernelHeight, activation: .relu, input: input, output: nil)
    return QuantizedCase(
      testDescription: "F(2, 3) convolution \(channels) to \(outputs), height \(kernelHeight)", height: 4,
      channels: channels, isNonnegative: true, float: layer.inference()!,
      quantized: QuantizedSection(input: input, layers: [], last: quantized),
      tolerance: tolerance)
  }

  private static func linear(_ channels: Int, _ outputs: Int, nonnegative: Bool) -> QuantizedCase {
    let layer = Linear(name: "f", inputSize: channels, outputSize: outputs)
    fill(layer.parameters)
    let input = input(nonnegative: nonnegative)
    let quantized = QuantizedLinear(
      weights: rounded(layer.weight), bias: layer.bias.values, activation: .linear, input: input, output: nil)
    return QuantizedCase(
      testDescription: "linear \(channels) to \(outputs), \(nonnegative)", height: 1, channels: channels,
      isNonnegative: nonnegative, float: layer.inference()!,
      quantized: QuantizedSection(input: input, layers: [], last: quantized),
      tolerance: tolerance)
  }

  private static func lstm(
    _ channels: Int, _ hidden: Int, nonnegative: Bool, bidirectional: Bool
  ) -> QuantizedCase {
    let layer = LSTM(
      name: "l", inputSize: channels, hiddenSize: hidden,
      direction: bidirectional ? .bidirectional : .reverse)
    fill(layer.parameters)
    let input = input(nonnegative: nonnegative)
    let directions = (0..<layer.parameters.count / 4).map { number in
      let parameters = Array(layer.parameters[number * 4..<number * 4 + 4])
      return QuantizedLSTM.Direction(
        reversed: !bidirectional || number == 1, inputWeights: rounded(parameters[0]),
        recurrentWeights: rounded(parameters[1]),
        bias: zip(parameters[2].values, parameters[3].values).map { $0 + $1 }, input: input)
    }
    return QuantizedCase(
      testDescription: "LSTM \(channels) to \(hidden), \(nonnegative)", height: 1, channels: channels,
      isNonnegative: nonnegative, float: layer.inference()!,
      quantized: QuantizedSection(
        input: input, layers: [],
        last: QuantizedLSTM(hiddenSize: hidden, directions: directions, output: nil)),
      tolerance: tolerance)
  }

  /// Everything that stores bytes: convolution, pooling, collapse, linear and LSTM, each rounding what the one before made.
  private static func chain(_ channels: Int, _ outputs: Int) -> QuantizedCase {
    let first = Convolution(
      name: "c", inputChannels: channels, outputChannels: outputs, kernel: (3, 3), activation: .relu)
    let pooling = MaxPooling(kernel: (2, 2), stride: (2, 1), padding: (0, 1))
    let linear = Linear(name: "f", inputSize: 2 * outputs, outputSize: outputs)
    let lstm = LSTM(name: "l", inputSize: outputs, hiddenSize: 7)
    let last = Linear(name: "o", inputSize: 7, outputSize: 5)
    let layers: [any Layer] = [first, pooling, HeightCollapse(), linear, lstm, last]
    let parameters = first.parameters + linear.parameters + lstm.parameters + last.parameters
    fill(parameters)
    let (positive, signed) = (input(nonnegative: true), input(nonnegative: false))
    let recurrent = lstm.parameters
    return QuantizedCase(
      testDescription: "chain \(channels) to \(outputs)", height: 4, channels: channels, isNonnegative: true,
      float: Chain(layers: layers.map { $0.inference()! }),
      quantized: QuantizedSection(
        input: positive,
        layers: [
          QuantizedConvolution(
            weights: rounded(first.weight), bias: first.bias.values, inputChannels: channels, kernel: (3, 3),
            padding: .same, activation: .relu, input: positive, output: positive),
          QuantizedPooling(pooling), QuantizedCollapse(),
          QuantizedLinear(
            weights: rounded(linear.weight), bias: linear.bias.values, activation: .linear, input: positive,
            output: signed),
          QuantizedLSTM(
            hiddenSize: 7,
            directions: [
              .init(
                reversed: false, inputWeights: rounded(recurrent[0]),
                recurrentWeights: rounded(recurrent[1]),
                bias: zip(recurrent[2].values, recurrent[3].values).map { $0 + $1 }, input: signed)
            ], output: .hiddenState),
        ],
        last: QuantizedLinear(
          weights: rounded(last.weight), bias: last.bias.values, activation: .linear, input: .hiddenState,
          output: nil)),
      tolerance: tolerance)
  }

  func strip(_ widths: [Int], seed: UInt64) -> Strip {
    var random = RandomSource(seed: seed)
    let layout = StripLayout(height: height, widths: widths, gap: Self.gap)
    return filledStrip(layout, channels: channels) { _ in
      let value = max(-3.9, min(3.9, random.normal()))
      return isNonnegative ? abs(value) : value
    }
  }
}

/// Layers in float32, one after the other.
private struct Chain: InferenceLayer {
  let layers: [any InferenceLayer]

  func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    var shape = (layout: input, channels: channels)
    for layer in layers { shape = layer.outputShape(shape.layout, channels: shape.channels) }
    return shape
  }

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    var current = input
    for layer in layers.dropLast() {
      let next = Strip()
      layer.forward(current, into: next, workspace: workspace)
      current = next
    }
    layers.last!.forward(current, into: output, workspace: workspace)
  }
}

@Suite struct QuantizedLayerTests {
  private static let widths = [5, 1, 30, 2, 17, 64, 3]

  private func run(_ layer: any InferenceLayer, _ input: Strip) -> Strip {
    let output = poisonedStrip()
    layer.forward(input, into: output, workspace: Workspace())
    return output
  }

  @Test(arguments: QuantizedCase.all)
  private func bytesAreCloseToFloats(item: QuantizedCase) {
    let input = item.strip(Self.widths, seed: 1)
    let expected = run(item.float, input)
    let actual = run(item.quantized, input)
    let shape = item.quantized.outputShape(input.layout, channels: item.channels)
    #expect(shape.layout == expected.layout && shape.channels == expected.channels)
    #expect(actual.layout == expected.layout && actual.channels == expected.channels)
    #expect(firstMismatch(actual.elements, expected.elements, absolute: Double(item.tolerance)) == nil)
    #expect(Set(actual.elements).count > 5, "the outputs must differ for this test to see anything")
    #expect(actual.gapsAreZero)
  }

  @Test(arguments: QuantizedCase.all)
  private func anItemsBitsDependOnThatItemAlone(item: QuantizedCase) {
    let input = item.strip(Self.widths, seed: 2)
    let workspace = Workspace()
    let all = poisonedStrip()
    item.quantized.forward(input, into: all, workspace: workspace)
    for order in [[3], [6, 0], [5, 2, 4, 1], Array(Self.widths.indices.reversed())] {
      let some = poisonedStrip()
      item.quantized.forward(input.selecting(order), into: some, workspace: workspace)
      for (place, index) in order.enumerated() {
        #expect(some.elements(of: place).bits == all.elements(of: index).bits)
      }
    }
    // Also with many others, so that blocks of columns have edges.
    let many = poisonedStrip()
    let order = (0..<120).map { $0 * 5 % Self.widths.count }
    item.quantized.forward(input.selecting(order), into: many, workspace: workspace)
    for (place, index) in order.enumerated() {
      #expect(many.elements(of: place).bits == all.elements(of: index).bits)
    }
  }

  /// Where no half sum exceeds a byte, F(2, 3) and the direct product differ by the rounding of those half sums alone: for
  /// kernels with an even sum not at all.
  @Test func pairsOfColumnsGiveWhatTheDirectProductGives() {
    var random = RandomSource(seed: 8)
    let (channels, outputs) = (6, 9)
    let integers = (0..<outputs * channels * 3).flatMap { _ -> [Int8] in
      let (g0, g1) = (Int8.random(in: -40...40, using: &random), Int8.random(in: -40...40, using: &random))
      let g2 = Int8.random(in: -40...40, using: &random)
      return [g0, g1, (g0 &+ g1 &+ g2) % 2 == 0 ? g2 : g2 + 1]
    }
    let weights = QuantizedWeights(integers: integers, scales: (0..<outputs).map { 0.01 * Float($0 + 1) })
    let bias = (0..<outputs).map { _ in random.normal() }
    let input = Quantization(step: 4.0 / 127, zeroPoint: 0, largest: 127)
    let direct = QuantizedConvolution(
      weights: weights, bias: bias, inputChannels: channels, kernel: (3, 3), padding: .same,
      activation: .linear,
      input: input, output: nil)
    let pairs = QuantizedWinogradConvolution(
      weights: weights, bias: bias, inputChannels: channels, kernelHeight: 3, activation: .linear,
      input: input,
      output: nil)
    for gap in [1, 2] {
      let strip = randomStrip(
        StripLayout(height: 5, widths: [1, 2, 3, 30, 0, 31], gap: gap), channels: channels, seed: 3)
      let results = [direct as any QuantizedProductLayer, pairs].map { layer in
        run(QuantizedSection(input: input, layers: [], last: layer), strip)
      }
      #expect(results[0].elements == results[1].elements)
      #expect(results[1].gapsAreZero)
    }
  }

  @Test func weightsAreRoundedToTheNearestOf255Steps() {
    let floats: [Float] = [1, -0.5, 0.004, 0, 0, 0, 0, 0, 0, 1e-30, 0, 0]
    let weights = floats.withUnsafeBufferPointer { QuantizedWeights(rounding: $0, outputs: 3) }
    #expect(weights.integers == [127, -64, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(weights.scales == [1.0 / 127, QuantizedWeights.smallestScale, QuantizedWeights.smallestScale])
  }
}
