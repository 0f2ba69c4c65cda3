import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct LinearTests {
  static let cases =
    LayerCase.activations("F?7", on: .columns(5)) + LayerCase.activations("F?1", on: .columns(1))
    + LayerCase.activations("F?96", on: .columns(37)) + [
      LayerCase("O1c33", on: .columns(4)), LayerCase("O0s5", on: .summary(4)),
    ]

  @Test func parametersHavePyTorchsNamesAndShapes() {
    let layer = Linear(outputFeatures: 4).makeTrainingLayer(name: "head", number: 0, input: .columns(3))
    #expect(layer.parameters.map(\.name) == ["head.weight", "head.bias"])
    #expect(layer.parameters.map(\.shape) == [[4, 3], [4]])
  }

  @Test func initialisationIsPyTorchs() {
    let layer = Linear(outputFeatures: 300).makeTrainingLayer(name: "l", number: 0, input: .columns(100))
    var random = RandomSource(seed: 1)
    layer.initialize(using: &random)
    let weight = layer.parameters[0].values
    #expect(weight.allSatisfy { abs($0) <= 0.1 })
    #expect(weight.max()! > 0.099 && weight.min()! < -0.099)
    #expect(layer.parameters[1].values.allSatisfy { $0 == 0 })
  }

  /// A layer of positions does not care in how many rows they lie.
  @Test(arguments: ["Fl33", "Fr33"])
  func everyRowIsTreatedAsARowAlone(word: String) throws {
    let item = LayerCase(word, on: .columns(4))
    let input = randomStrip(StripLayout(height: 3, widths: [3, 0, 5]), channels: 4, seed: 1)
    let cotangent = randomStrip(input.layout, channels: 33, seed: 2)
    let whole = LayerRun(item.make())
    _ = whole.train(input, cotangent)
    let reading = try #require(item.reading())
    func row(_ strip: Strip, _ row: Int) -> Strip {
      let values = (0..<strip.layout.count).flatMap { index in
        UnsafeBufferPointer(
          start: strip.item(index, row: row), count: strip.layout.widths[index] * strip.channels)
      }
      return filledStrip(StripLayout(height: 1, widths: strip.layout.widths), channels: strip.channels) {
        values[$0]
      }
    }
    var weightGradient = [Double](repeating: 0, count: 4 * 33)
    for number in 0..<3 {
      let part = LayerRun(item.make())
      _ = part.train(row(input, number), row(cotangent, number))
      #expect(part.output.elements.bits == row(whole.output, number).elements.bits)
      #expect(part.inputGradient.elements.bits == row(whole.inputGradient, number).elements.bits)
      #expect(reading.read(row(input, number)).elements.bits == part.output.elements.bits)
      for (index, value) in part.layer.parameters[0].gradients.enumerated() {
        weightGradient[index] += Double(value)
      }
    }
    // Sums of 24 terms of about size 1, in another order.
    #expect(firstMismatch(whole.layer.parameters[0].gradients, weightGradient) { _ in 1e-5 } == nil)
  }

  @Test(arguments: [("linear", "Fl37"), ("linear, relu", "Fr37")])
  func goldens(name: String, word: String) throws {
    #expect(try Golden("layers").mismatch(name, word, on: .columns(5)) == nil)
  }
}
