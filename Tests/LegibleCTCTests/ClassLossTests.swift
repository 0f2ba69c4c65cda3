import Foundation
import LegibleCTC
import Testing

@Suite struct ClassLossTests {
  private static let logits: [Float] = [0.3, -1.2, 2.1, 0.4, -0.7]

  private func loss(_ logits: [Float], _ label: Int32) -> (loss: Double, gradient: [Float]) {
    var loss = ClassLoss()
    var gradient = [Float](repeating: .nan, count: logits.count)
    let value = loss(
      logits: logits, columns: 1, symbols: logits.count, label: [label], gradient: &gradient)
    return (value, gradient)
  }

  @Test(arguments: 0..<5 as Range<Int32>)
  func isTheCrossEntropyOfTheSoftmax(label: Int32) {
    let exponentials = Self.logits.map { exp(Double($0)) }
    let probabilities = exponentials.map { $0 / exponentials.reduce(0, +) }
    let (value, gradient) = loss(Self.logits, label)
    #expect(abs(value + log(probabilities[Int(label)])) < 1e-6)
    for (index, probability) in probabilities.enumerated() {
      let expected = probability - (index == Int(label) ? 1 : 0)
      #expect(abs(Double(gradient[index]) - expected) < 1e-6)
    }
  }

  @Test func theGradientIsThatOfTheLoss() {
    for index in Self.logits.indices {
      let step: Float = 1e-2
      var (above, below) = (Self.logits, Self.logits)
      above[index] += step
      below[index] -= step
      let slope = (loss(above, 1).loss - loss(below, 1).loss) / Double(above[index] - below[index])
      // The error of a central difference is of the order of the step's square.
      #expect(abs(slope - Double(loss(Self.logits, 1).gradient[index])) < 1e-4)
    }
  }

  @Test func itMayOverwriteTheLogits() {
    var values = Self.logits
    var loss = ClassLoss()
    let expected = self.loss(Self.logits, 3)
    let value = values.withUnsafeMutableBufferPointer { values in
      loss(
        logits: values.baseAddress!, columns: 1, symbols: 5, label: [3], gradient: values.baseAddress!)
    }
    #expect(value == expected.loss && values == expected.gradient)
  }

  @Test func certainClassesCostNothingAndNoNumberStaysNone() {
    #expect(loss([90, 0], 0).loss == 0)
    #expect(loss([0, 90], 0).loss == 90)
    #expect(loss([.nan, 0], 0).loss.isNaN)
  }
}
