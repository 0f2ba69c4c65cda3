import LegibleEvaluation
import Testing

@Suite struct ReliabilityTests {
  @Test func cropsFallIntoTheBinOfTheirConfidence() {
    var reliability = Reliability()
    for (confidence, isRight) in [
      (0.0, false), (0.09, true), (0.1, true), (0.95, true), (1, true), (1.2, false),
    ] {
      reliability.add(confidence: confidence, isRight: isRight)
    }
    let bins = reliability.bins
    #expect(bins.map(\.count) == [2, 1, 0, 0, 0, 0, 0, 0, 0, 3])
    #expect(abs(bins[0].meanConfidence - 0.045) < 1e-12)
    #expect(bins[0].right == 0.5)
    #expect(bins[1].right == 1)
    #expect(bins[2].right == 0 && bins[2].meanConfidence == 0)
    #expect(abs(bins[9].meanConfidence - 2.95 / 3) < 1e-12)
    #expect(abs(bins[9].right - 2.0 / 3) < 1e-12)
    #expect(bins[3].range == 0.3...0.4)
  }
}
