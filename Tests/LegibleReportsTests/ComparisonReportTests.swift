import LegibleReports
import Testing

@Suite struct ComparisonReportTests {
  private func crops(_ predictions: [String]) -> [EvaluatedCrop] {
    predictions.enumerated().map { index, prediction in
      EvaluatedCrop(
        path: "\(index).png", label: "abc", prediction: prediction, confidence: 0.5, aspect: 3)
    }
  }

  @Test func theTextSaysWhatEachGainedAndLost() {
    let report = ComparisonReport(
      name: "new", crops: crops(["abc", "abc", "abc", "x", "abd"]), otherName: "o\u{1B}ld",
      others: crops(["abc", "a\u{202E}", "", "abc", ""]))
    #expect(
      report.text(worst: 1) == #"""

        Compared with o\u{1B}ld, crops read exactly
          by both                              1
          by this model alone                  2
          by the other alone                   1
          by neither                           1
          McNemar's test, exact: p = 1.0000. So uneven a share of 3 crops may well be chance.

        Gained: what the other misreads
          1.png: "abc" read as "a\u{202E}"
          and 1 more

        Lost: what only the other reads
          3.png: "abc" read as "x"

        """#)
  }

  @Test func theVerdictFollowsTheTest() {
    func verdict(_ first: Int, _ other: Int) -> String {
      ComparisonReport(
        name: "a", crops: crops((0..<first + other).map { $0 < first ? "abc" : "" }), otherName: "b",
        others: crops((0..<first + other).map { $0 < first ? "" : "abc" })
      ).verdict
    }
    #expect(verdict(0, 0) == "Both read the same crops exactly.")
    #expect(verdict(4, 4) == "Each reads as many that the other does not.")
    #expect(verdict(5, 0) == "So uneven a share of 5 crops may well be chance.")
    #expect(verdict(0, 6) == "So uneven a share of 6 crops is hardly chance: one model is better.")
  }
}
