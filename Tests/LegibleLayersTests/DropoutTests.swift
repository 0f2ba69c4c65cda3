import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct DropoutTests {
  static let cases = [
    LayerCase("Do0.0", on: .map(2, 5)), LayerCase("Do0.3", on: .map(2, 5)),
    LayerCase("Do0.8", on: .columns(5)),
  ]

  private func forward(
    _ input: Strip, probability: Float = 0.3, number: Int = 1, seed: UInt64 = 1, step: Int = 0, part: Int = 0
  ) -> [Float] {
    let layer = Dropout(probability: probability).makeTrainingLayer(
      name: "d", number: number, input: .map(4, 10))
    return LayerRun(layer).forward(input, seed: seed, step: step, part: part).elements
  }

  private let ones = filledStrip(StripLayout(height: 4, widths: [700, 300]), channels: 10) { _ in 1 }

  @Test(arguments: [0.1, 0.5, 0.9] as [Float])
  func elementsAreZeroedOrScaledUp(probability: Float) {
    let output = forward(ones, probability: probability)
    let factor = 1 / (1 - probability)
    #expect(output.allSatisfy { $0 == 0 || $0 == factor })
    let zeroed = Double(output.filter { $0 == 0 }.count) / Double(output.count)
    // Four standard errors of 40,000 draws.
    let p = Double(probability)
    #expect(abs(zeroed - p) < 4 * (p * (1 - p) / 40_000).squareRoot())
  }

  @Test func probabilityZeroKeepsEverything() {
    #expect(forward(ones, probability: 0) == ones.elements)
  }

  @Test func seedStepPartAndNumberFixTheMask() {
    let mask = forward(ones)
    #expect(forward(ones) == mask)
    #expect(forward(ones, number: 2) != mask)
    #expect(forward(ones, seed: 2) != mask)
    #expect(forward(ones, step: 1) != mask)
    #expect(forward(ones, part: 1) != mask)
  }

  /// Those within blocks too. The convolutions pass on what they get, and a block adds its input, which is
  /// one.
  @Test func noTwoLayersOfANetworkDrawTheSame() {
    let words = "Do0.5 Do0.5 Rl[Do0.5 Cl1,1,10] Rl[Cl1,1,10 Do0.5] Rl[Rl[Do0.5 Cl1,1,10]]"
    let layers = LayerSeries(words, on: .map(4, 10)).makeTrainingLayers(name: "layers")
    for parameter in layers.flatMap(\.parameters) where parameter.shape.count > 1 {
      for channel in 0..<10 { parameter.value.base[11 * channel] = 1 }
    }
    let masks = zip(layers, [0, 0, 1, 1, 2] as [Float]).map { layer, added in
      LayerRun(layer).forward(ones).elements.map { $0 - added }
    }
    #expect(masks.allSatisfy { Set($0) == [0, 2] })
    #expect(Set(masks).count == 5)
  }

  @Test func readingSkipsIt() {
    let request = ReadingRequest(
      input: .map(4, 10), weights: LayerWeights([:]), reads: .floats, writes: .floats)
    #expect(Dropout(probability: 0.5).makeReading(request).layers.isEmpty)
  }
}
