import Foundation
import LegibleCTC
import LegibleTensors
import Testing

@Suite struct SoftmaxLossTests {
  private func loss(_ logits: [Float], target: Int32) -> (loss: Double, gradient: [Float]) {
    var gradient = [Float](repeating: .nan, count: logits.count)
    let loss = softmaxLoss(logits: logits, count: logits.count, target: target, gradient: &gradient)
    return (loss, gradient)
  }

  /// The definition, in double precision.
  private func reference(_ logits: [Float], target: Int) -> (loss: Double, gradient: [Double]) {
    let powers = logits.map { exp(Double($0)) }
    let sum = powers.reduce(0, +)
    return (
      log(sum) - Double(logits[target]),
      powers.indices.map { powers[$0] / sum - ($0 == target ? 1 : 0) }
    )
  }

  @Test(arguments: [2, 3, 8, 19, 300])
  func lossAndGradientAreThoseOfTheDefinition(count: Int) {
    var random = RandomSource(seed: 1)
    let logits = (0..<count).map { _ in 4 * random.normal() }
    for target in [0, count / 2, count - 1] {
      let (found, expected) = (loss(logits, target: Int32(target)), reference(logits, target: target))
      #expect(abs(found.loss - expected.loss) < 1e-5)
      for (a, b) in zip(found.gradient, expected.gradient) { #expect(abs(Double(a) - b) < 1e-6) }
    }
  }

  @Test func numbersOfAnySizeAreBorneAndWhatIsNoneShows() {
    #expect(loss([1000, 0], target: 1).loss == 1000)
    #expect(loss([1000, 0], target: 0).loss == 0)
    #expect(loss([.nan, 0], target: 1).loss.isNaN)
  }
}
