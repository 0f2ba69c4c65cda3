import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct DropoutTests {
  static let cases = [0, 0.3, 0.8].map { probability in
    LayerCase("dropout of \(probability)", height: 2, channels: 5) {
      Dropout(probability: Float(probability), number: 3)
    }.with {
      $0.itemsAreIndependent = false
      $0.readsAsItTrains = false
    }
  }

  private func forward(
    _ input: Strip, probability: Float = 0.3, number: Int = 1, seed: UInt64 = 1, step: Int = 0
  ) -> [Float] {
    let layer = Dropout(probability: probability, number: number)
    var cache = layer.makeCache()
    let output = poisonedStrip()
    layer.forward(
      input, into: output, cache: &cache, context: TrainingContext(threads: 1, seed: seed, step: step))
    return output.elements
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

  @Test func seedStepAndNumberFixTheMask() {
    let mask = forward(ones)
    #expect(forward(ones) == mask)
    #expect(forward(ones, number: 2) != mask)
    #expect(forward(ones, seed: 2) != mask)
    #expect(forward(ones, step: 1) != mask)
  }

  @Test func readingSkipsIt() {
    #expect(Dropout(probability: 0.5, number: 0).inference() == nil)
  }
}
