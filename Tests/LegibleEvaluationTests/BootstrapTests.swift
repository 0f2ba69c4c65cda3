import LegibleEvaluation
import Testing

@Suite struct BootstrapTests {
  private func interval(_ terms: [Bootstrap.Term], resamples: Int = 1000, seed: UInt64 = 1) -> ClosedRange<
    Double
  > {
    Bootstrap.intervals(terms.map { [$0] }, figures: 1, resamples: resamples, seed: seed)[0]
  }

  @Test func whatIsTheSameInEveryCropIsCertain() {
    #expect(interval(Array(repeating: .init(1), count: 20)) == 1...1)
    #expect(interval(Array(repeating: .init(3, of: 4), count: 20)) == 0.75...0.75)
    #expect(interval([]) == 0...0)
    #expect(interval([.init(0, of: 0)]) == 0...0, "an error rate of empty labels")
  }

  /// Of two crops, one right: a draw has 0, 1 or 2 right with probability 1/4, 1/2, 1/4, so both percentiles lie at
  /// the ends.
  @Test func aSmallCaseIsExact() {
    #expect(interval([.init(0), .init(1)]) == 0...1)
    // Of three with one right, all three draws are right with probability 1/27 = 3.7%, more than the 2.5% above the
    // upper percentile; none is with probability 8/27.
    #expect(interval([.init(0), .init(0), .init(1)], resamples: 20_000) == 0...1)
    // Of four with one right, all are with probability 1/256, three of four with 12/256 = 4.7%.
    #expect(interval([.init(0), .init(0), .init(0), .init(1)], resamples: 20_000) == 0...0.75)
  }

  /// 300 of 1,000: the normal approximation has 0.3 and 1.96 standard errors of 0.01449 on either side. Half a
  /// standard error's tenth is allowed for 20,000 draws.
  @Test func manyCropsAgreeWithTheNormalApproximation() {
    let terms = (0..<1000).map { Bootstrap.Term($0 < 300 ? 1 : 0) }
    let found = interval(terms, resamples: 20_000)
    #expect(abs(found.lowerBound - 0.2716) < 0.0015)
    #expect(abs(found.upperBound - 0.3284) < 0.0015)
  }

  /// Ten errors in one crop of ten make a wider interval than one error in each.
  @Test func cropsAreDrawnWhole() {
    let clustered = interval((0..<10).map { .init($0 == 0 ? 10 : 0, of: 10) })
    let spread = interval((0..<10).map { _ in .init(1, of: 10) })
    #expect(spread == 0.1...0.1)
    #expect(clustered.lowerBound == 0 && clustered.upperBound >= 0.3)
  }

  @Test func theSeedDecides() {
    let terms = (0..<50).map { Bootstrap.Term(Double($0 % 7), of: Double($0 % 5 + 1)) }
    #expect(interval(terms, seed: 4) == interval(terms, seed: 4))
    #expect(interval(terms, seed: 4) != interval(terms, seed: 5))
  }

  @Test func figuresDoNotMix() {
    let crops = (0..<40).map { [Bootstrap.Term($0 % 2 == 0 ? 1 : 0), Bootstrap.Term(1, of: 2)] }
    let intervals = Bootstrap.intervals(crops, figures: 2)
    #expect(intervals[0] == interval(crops.map { $0[0] }))
    #expect(intervals[1] == 0.5...0.5)
  }
}
