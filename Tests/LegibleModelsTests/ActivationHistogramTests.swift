import LegibleModels
import Testing

/// The choice of the largest value that bytes represent: the least squared error, a step's own of `step^2 / 12` below it and the
/// distance above it, among the 128ths of the largest value seen.
@Suite struct ActivationHistogramTests {
  private func histogram(_ values: [(value: Float, count: Int)]) -> ActivationHistogram {
    var histogram = ActivationHistogram()
    for (value, count) in values {
      [Float](repeating: value, count: count).withUnsafeBufferPointer { histogram.add($0) }
    }
    return histogram
  }

  @Test(arguments: [0.001, 0.75, 1, 3, 1000] as [Float])
  func equalValuesAreAllRepresented(value: Float) {
    for sign: Float in [-1, 1] {
      let histogram = histogram([(sign * value, 1000)])
      #expect(histogram.maximum == value)
      #expect(histogram.clip(levels: 127) == value)
      #expect(histogram.clip(levels: 255) == value)
    }
  }

  /// `n` small values and one of 1: the error of a clip `c` at `levels` L is `n c^2 / 12 L^2 + (1 - c)^2`, least at
  /// `c = 1 / (1 + n / 12 L^2)`. That is 84.4 and 113.5 128ths here.
  @Test func aSingleLargeValueIsCut() {
    let histogram = histogram([(0.1, 100_000), (1, 1)])
    #expect(histogram.maximum == 1)
    #expect(histogram.clip(levels: 127) == 84.0 / 128)
    #expect(histogram.clip(levels: 255) == 113.0 / 128)
  }

  /// With one step alone the formula would cut to a ten-thousandth.
  @Test func noMoreThanFifteenSixteenthsAreCut() {
    #expect(histogram([(0.01, 100_000), (1, 1)]).clip(levels: 1) == 1.0 / 16)
  }

  /// The range of the bins doubles with what comes; what was counted before moves with it.
  @Test func theOrderOfTheValuesDoesNotMatter() {
    let values: [(Float, Int)] = [
      (0.0003, 40_000), (0.013, 90_000), (0.11, 100_000), (0.9, 7), (3.1, 2), (57, 1),
    ]
    let upward = histogram(values)
    let downward = histogram(values.reversed())
    #expect(upward.maximum == 57 && downward.maximum == 57)
    for levels: Float in [1, 15, 127, 255] {
      let clip = upward.clip(levels: levels)
      #expect(clip == downward.clip(levels: levels))
      #expect(clip < 57)
    }
    #expect(upward.clip(levels: 15) < upward.clip(levels: 255))
  }

  /// Every step has zeros exactly. Without any other value there is nothing to choose by.
  @Test func zerosDoNotCount() {
    #expect(histogram([]).clip(levels: 127) == 1)
    #expect(histogram([(0, 1000)]).clip(levels: 127) == 1)
    #expect(
      histogram([(0, 1_000_000), (0.1, 100_000), (1, 1)]).clip(levels: 127)
        == histogram([(0.1, 100_000), (1, 1)]).clip(levels: 127))
  }
}
