import LegibleLayers
import LegibleModels
import LegibleTensors
import TestSupport
import Testing

/// Layers that pass bytes to each other, beside the same layers in float32.
@Suite struct ByteSeriesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let series: LayerSeries
    let float, bytes: ReadingSeries
    /// True if the first layer reads bytes of numbers of both signs.
    let isSigned: Bool

    /// - Parameter inputs: what the bytes stand for that a layer multiplies, by the layer's name.
    init(_ words: String, on shape: FeatureShape, _ inputs: [String: Quantization]) {
      testDescription = "\(words) on \(shape.channels)"
      series = LayerSeries(words, on: shape)
      isSigned = inputs["layers.0"]?.zeroPoint == 128
      let layers = series.makeTrainingLayers(name: "layers")
      var random = RandomSource(seed: 9)
      for parameter in layers.flatMap(\.parameters) {
        parameter.randomizeForSums(&random)
        guard parameter.shape.count == 1 else { continue }
        for index in 0..<parameter.count { parameter.value.base[index] *= 0.1 }
      }
      float = series.reading(layers.flatMap(\.parameters))
      let values = ParameterValues(
        Dictionary(
          uniqueKeysWithValues: layers.flatMap(\.parameters).map { ($0.name, $0.tensorValues) }))
      let builder = ReadingBuilder(
        weights: { layer in
          let tensors = layer.spec.readingTensors(input: layer.input)
          let folded = values.foldedValues(layer)
          let roles = zip(tensors, folded).map { tensor, values -> (String, LayerWeights.Values) in
            guard inputs[layer.name] != nil, tensor.isMatrix else { return (tensor.role, .floats(values)) }
            return (
              tensor.role,
              .bytes(QuantizedWeights(rounding: values.elements, outputs: tensor.shape[0]))
            )
          }
          return LayerWeights(Dictionary(uniqueKeysWithValues: roles))
        }, quantization: { inputs[$0] })
      bytes = builder.series(series, name: "layers")
    }
  }

  /// 255 or 127 steps up to 4, or 127 on either side.
  static let positive = Quantization(step: 4.0 / 255, zeroPoint: 0)
  static let small = Quantization(step: 4.0 / 127, zeroPoint: 0, largest: 127)
  static let signed = Quantization(step: 4.0 / 127, zeroPoint: 128)

  static let all: [Case] = [(1, 9), (4, 5), (19, 37), (64, 64)].flatMap { channels, outputs in
    [
      Case("Cr3,3,\(outputs)", on: .map(4, channels), ["layers.0": positive]),
      Case("Cr3,3,\(outputs)", on: .map(4, channels), ["layers.0": small]),
      Case("Cr1,3,\(outputs)", on: .map(4, channels), ["layers.0": small]),
      Case("Cvr2,2,\(outputs)", on: .map(4, channels), ["layers.0": positive]),
      Case("Fl\(outputs)", on: .columns(channels), ["layers.0": positive]),
      Case("Fl\(outputs)", on: .columns(channels), ["layers.0": signed]),
      Case("Lbx\(outputs)", on: .columns(channels), ["layers.0": positive]),
      Case("Lrx\(outputs)", on: .columns(channels), ["layers.0": signed]),
      // Everything that stores bytes, each rounding what the one before made.
      Case(
        "Cr3,3,\(outputs) Mp2,2,2,1,0,1 S1(1x0)1,3 Fl\(outputs) Lfx7 Do0.1 Fl5", on: .map(4, channels),
        ["layers.0": positive, "layers.3": positive, "layers.4": signed, "layers.6": .unit]),
      // Bytes into a block, within it and out of it; a block that calculates with floats between layers of bytes.
      Case(
        "Cr3,3,\(outputs) Rr[Cr3,3,8 Rl[Cr1,1,8] Cl3,3,\(outputs)] Mp2,2 Cr1,1,6 Rl[Cl3,3,6] Cl1,1,5",
        on: .map(4, channels),
        [
          "layers.0": small, "layers.1.0": small, "layers.1.1.0": positive, "layers.1.2": small,
          "layers.3": positive, "layers.5": signed,
        ]),
    ]
  }

  private static let widths = [5, 1, 30, 2, 17, 64, 3]

  private func input(_ item: Case, seed: UInt64) -> Strip {
    var random = RandomSource(seed: seed)
    let shape = item.series.shapes[0]
    let layout = StripLayout(height: shape.height, widths: Self.widths, gap: max(2, item.series.gap))
    return filledStrip(layout, channels: shape.channels) { _ in
      let value = max(-3.9, min(3.9, random.normal()))
      return item.isSigned ? value : abs(value)
    }
  }

  /// Rounding an input to its step is wrong by up to half a step, rounding a weight by up to half a scale. Over `n` terms of
  /// random sign these add up like `sqrt(n)`; six standard deviations of both together, with inputs below 4 and weights
  /// below `4 / sqrt(n)`, stay below 0.2, outputs being about 1.
  @Test(arguments: all)
  func bytesAreCloseToFloats(item: Case) {
    let input = input(item, seed: 1)
    let expected = item.float.read(input)
    let actual = item.bytes.read(input)
    #expect(actual.layout == expected.layout && actual.channels == expected.channels)
    #expect(firstMismatch(actual.elements, expected.elements, absolute: 0.2) == nil)
    #expect(actual.elements != expected.elements, "nothing was calculated with bytes")
    #expect(Set(actual.elements).count > 5, "the outputs must differ for this test to see anything")
    #expect(actual.gapsAreZero)
  }

  @Test(arguments: all)
  func anItemsBitsDependOnThatItemAlone(item: Case) {
    let input = input(item, seed: 2)
    let workspace = Workspace()
    let all = item.bytes.read(input, workspace: workspace)
    // The last with many others, so that blocks of columns have edges.
    let orders = [
      [3], [6, 0], [5, 2, 4, 1], Array(Self.widths.indices.reversed()),
      (0..<120).map { $0 * 5 % Self.widths.count },
    ]
    for order in orders {
      let some = item.bytes.read(input.selecting(order), workspace: workspace)
      for (place, index) in order.enumerated() {
        #expect(some.elements(of: place).bits == all.elements(of: index).bits)
      }
    }
  }
}
