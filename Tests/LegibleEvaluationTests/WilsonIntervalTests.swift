import LegibleEvaluation
import Testing

@Suite struct WilsonIntervalTests {
  /// Values of R's `prop.test(x, n, correct = FALSE)`, to the digits given; none and all have a closed form, z^2 / (n + z^2).
  @Test(
    arguments: [
      (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 5, 0.5655, 1.0), (8, 10, 0.4902, 0.9433),
      (50, 100, 0.4038, 0.5962),
    ])
  func boundsAreThePublishedOnes(successes: Int, count: Int, lower: Double, upper: Double) {
    let interval = wilsonInterval(successes, of: count)
    #expect(abs(interval.lowerBound - lower) < 1e-4)
    #expect(abs(interval.upperBound - upper) < 1e-4)
  }

  @Test func ofNoTrialsNothingIsKnown() { #expect(wilsonInterval(0, of: 0) == 0...1) }
}
