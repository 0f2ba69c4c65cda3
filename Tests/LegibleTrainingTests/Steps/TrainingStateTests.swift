import LegibleEvaluation
import LegibleTraining
import Testing

@Suite struct TrainingStateTests {
  private func accuracy(_ exact: Double, _ oneMinusNED: Double) -> AccuracyReport {
    AccuracyReport(
      count: 10, failed: 0, exact: exact, caseInsensitiveAlphanumeric: 0, oneMinusNED: oneMinusNED, cer: 0,
      wer: 0, imagesPerSecond: 0)
  }

  @Test func theBestModelReadsMostExactlyAndOfEqualOnesHasTheHigher1NED() {
    var state = TrainingState()
    // Even a model that reads nothing is the best as long as there is no other.
    for (exact, oneMinusNED, isBest) in [
      (0, 0, true), (0, 0, false), (0, 0.1, true), (0.5, 0.05, true), (0.4, 0.9, false), (0.5, 0.05, false),
      (0.5, 0.06, true), (0.6, 0, true),
    ] {
      let before = state
      let noted = state.note(accuracy(exact, oneMinusNED))
      #expect(noted == isBest)
      #expect(state.bestExact == (isBest ? exact : before.bestExact))
      #expect(state.bestOneMinusNED == (isBest ? oneMinusNED : before.bestOneMinusNED))
      #expect(state.reportsSinceBest == (isBest ? 0 : before.reportsSinceBest + 1))
    }
  }

  @Test func withoutValidationEveryModelIsTheBest() {
    var state = TrainingState()
    for _ in 0..<3 {
      let isBest = state.note(nil)
      #expect(isBest)
    }
    #expect(state.bestExact == nil && state.reportsSinceBest == 0)
  }
}
