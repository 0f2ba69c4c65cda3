import LegibleTensors
import LegibleTraining
import Testing

@Suite struct ClippingTests {
  /// An optimiser of two parameters with the gradients given, and those after clipping.
  private func clipped(
    _ gradients: [[Float]], _ clipping: Clipping, scale: Double = 1
  ) -> (gradients: [[Float]], scale: Float) {
    let parameters = gradients.map { values in
      let parameter = Parameter(name: "p", shape: [values.count], kind: .bias)
      for (index, value) in values.enumerated() { parameter.gradient.base[index] = value }
      return parameter
    }
    let optimizer = AdamW(parameters)
    let factor = clipping.apply(to: optimizer, gradientNorm: optimizer.gradientNorm(), scale: scale)
    return (
      parameters.map { parameter in (0..<parameter.count).map { parameter.gradient.base[$0] } }, factor
    )
  }

  @Test func theNormIsBroughtDownToItsLimitAndSmallOnesAreLeftAlone() {
    #expect(clipped([[6], [8]], Clipping(norm: 5)).scale == 0.5)
    #expect(clipped([[3], [4]], Clipping(norm: 5)).scale == 1)
    #expect(clipped([[0], [0]], Clipping(norm: 5)).scale == 1)
    #expect(clipped([[6], [8]], Clipping(norm: 5)).gradients == [[6], [8]])
  }

  /// The norm is that of the mean, and so is its limit.
  @Test func sumsAreScaledFirst() {
    #expect(clipped([[6], [8]], Clipping(norm: 5), scale: 0.5).scale == 0.5)
    #expect(clipped([[6], [8]], Clipping(norm: 5), scale: 0.75).scale == 0.5)
  }

  @Test func eachNumberIsLimitedBeforeTheNorm() {
    let alone = clipped([[-3, 0.5], [4]], Clipping(norm: 5, value: 1))
    #expect(alone.gradients == [[-1, 0.5], [1]] && alone.scale == 1)
    let both = clipped([[-3, 0], [4]], Clipping(norm: 0.5, value: 1))
    #expect(both.gradients == [[-1, 0], [1]])
    #expect(abs(both.scale - 0.5 / Float(2).squareRoot()) < 1e-6)
    // Of the mean: sums of four may be four times as large.
    #expect(clipped([[-3, 5]], Clipping(norm: 100, value: 1), scale: 0.25).gradients == [[-3, 4]])
  }
}
