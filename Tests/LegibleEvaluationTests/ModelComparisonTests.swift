import LegibleEvaluation
import Testing

@Suite struct ModelComparisonTests {
  private func pValue(_ first: Int, _ second: Int) -> Double {
    ModelComparison(both: 7, onlyFirst: first, onlySecond: second, neither: 3).pValue
  }

  @Test func cropsAreCountedByWhoReadsThem() {
    var comparison = ModelComparison()
    for (first, second, count) in [(true, true, 4), (true, false, 3), (false, true, 2), (false, false, 1)] {
      for _ in 0..<count { comparison.add(first: first, second: second) }
    }
    #expect(comparison == ModelComparison(both: 4, onlyFirst: 3, onlySecond: 2, neither: 1))
  }

  /// Sums of binomial coefficients, worked out by hand.
  @Test func smallCasesAreExact() {
    #expect(pValue(0, 0) == 1)
    #expect(pValue(1, 0) == 1)
    #expect(pValue(5, 5) == 1)
    #expect(abs(pValue(5, 0) - 2.0 / 32) < 1e-15)
    #expect(abs(pValue(0, 5) - 2.0 / 32) < 1e-15)
    // 2 * (1 + 10 + 45) / 1024
    #expect(abs(pValue(2, 8) - 112.0 / 1024) < 1e-14)
  }

  /// The exact values come from sums of whole numbers; chi-square with continuity correction, which is near them, has
  /// 5.45e-6 and 6.26e-26 for the first two.
  @Test func manyCropsAreExactToo() {
    #expect(abs(pValue(121, 59) / 4.434449263755176e-06 - 1) < 1e-10)
    // Far beyond what a power of 2 holds.
    #expect(abs(pValue(5000, 4000) / 5.581401567013917e-26 - 1) < 1e-9)
    #expect(abs(pValue(100_050, 100_000) - 0.91276) < 1e-4)
  }
}
