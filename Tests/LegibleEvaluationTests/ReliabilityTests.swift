import Foundation
import LegibleEvaluation
import Testing

@Suite struct ReliabilityTests {
  /// - Parameter texts: how many of a confidence, and how many of them are right.
  private func reliability(_ texts: [(confidence: Float, count: Int, right: Int)]) -> Reliability {
    var reliability = Reliability()
    for (confidence, count, right) in texts {
      for index in 0..<count { reliability.add(confidence: confidence, isRight: index < right) }
    }
    return reliability
  }

  @Test func aTextIsInTheBinOfItsConfidenceAndOneOnTheBorderInTheUpper() {
    let bins = reliability([(0, 1, 0), (0.05, 3, 1), (0.5, 4, 3), (0.75, 2, 1), (1, 5, 5)]).bins
    #expect(bins.count == 10)
    let borders = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    #expect(bins.map(\.lowest) == borders)
    #expect(bins.map(\.count) == [4, 0, 0, 0, 0, 4, 0, 2, 0, 5])
    #expect(bins.map(\.right) == [0.25, 0, 0, 0, 0, 0.75, 0, 0.5, 0, 1])
    #expect(abs(bins[0].confidence - 0.0375) < 1e-7)
    let means = [bins[1], bins[5], bins[7], bins[9]].map(\.confidence)
    #expect(means == [0, 0.5, 0.75, 1])
  }

  /// Counted by hand: 10 texts at 0.9 of which 6 are right, 30 at 0.25 of which 9: (10 * 0.3 + 30 * 0.05) / 40.
  @Test func theErrorIsTheMeanDifferenceOverTheTexts() {
    let error = reliability([(0.9, 10, 6), (0.25, 30, 9)]).expectedCalibrationError
    #expect(abs(error - 0.1125) < 1e-7)
    #expect(reliability([(0.75, 8, 6), (0.5, 4, 2)]).expectedCalibrationError == 0)
    #expect(Reliability().expectedCalibrationError == 0)
  }

  @Test func theCurveKeepsTextsOfOneConfidenceTogether() {
    let curve = reliability([(0.2, 2, 0), (0.9, 3, 3), (0.6, 5, 4)]).riskCoverage
    #expect(curve.map(\.minimumConfidence) == [0.9, 0.6, 0.2])
    #expect(curve.map(\.coverage) == [0.3, 0.8, 1])
    #expect(curve.map(\.risk) == [0, 0.125, 0.3])
  }

  /// Precision need not fall steadily: the lowest threshold counts.
  @Test func theLargestShareOfAPrecisionIsFound() throws {
    let reliability = reliability([(0.9, 1, 0), (0.8, 199, 199), (0.3, 100, 0)])
    let point = try #require(reliability.operatingPoint(precision: 0.99))
    #expect(abs(point.share - 2.0 / 3) < 1e-12)
    #expect(point.minimumConfidence == 0.8)
    #expect(reliability.operatingPoint(precision: 0.5)?.share == 1)
    #expect(reliability.operatingPoint(precision: 0.999) == nil)
    #expect(Reliability().operatingPoint(precision: 0.99) == nil)
  }

  @Test func theDiagramIsDrawnWithABarForTheShareAndAMarkForTheConfidence() {
    #expect(
      reliability([(0.05, 20, 2), (0.55, 4, 1), (0.95, 40, 38)]).diagram == """
          confidence  texts    mean   right
          0.0 to 0.1     20    5.0%   10.0%  ##|#
          0.1 to 0.2      0
          0.2 to 0.3      0
          0.3 to 0.4      0
          0.4 to 0.5      0
          0.5 to 0.6      4   55.0%   25.0%  ##########            |
          0.6 to 0.7      0
          0.7 to 0.8      0
          0.8 to 0.9      0
          0.9 to 1.0     40   95.0%   95.0%  ######################################|

        """)
  }

  @Test func whatIsRightFollowsTheComparison() throws {
    for (equality, right) in [(TextEquality.exact, 1), (.caseInsensitiveAlphanumeric, 2)] {
      var evaluation = Evaluation(equality: equality)
      evaluation.add(path: "a", label: "Sale!", prediction: "SALE", confidence: 0.5)
      evaluation.add(path: "b", label: "é", prediction: "é", confidence: 0.5)
      // Not in the diagram: nothing is known of it, or it is no number.
      evaluation.add(path: "c", label: "x", prediction: "x")
      evaluation.add(path: "d", label: "x", prediction: "x", confidence: .nan)
      #expect(evaluation.reliability.outcomes.count == 2)
      #expect(evaluation.reliability.outcomes.count(where: \.isRight) == right)
    }
  }

  @Test func theReportsHaveTheFiguresWhereConfidencesAreKnown() throws {
    var evaluation = Evaluation()
    #expect(evaluation.report(seconds: 1).expectedCalibrationError == nil)
    #expect(evaluation.report(seconds: 1).reliability == nil)
    for index in 0..<4 {
      evaluation.add(
        path: "\(index)", label: "a", prediction: index < 3 ? "a" : "b", confidence: index < 3 ? 1 : 0.5)
    }
    let report = evaluation.report(seconds: 1)
    #expect(report.expectedCalibrationError == 0.125)
    #expect(report.reliability == evaluation.reliability.bins)
    #expect(report.at99Precision == OperatingPoint(share: 0.75, minimumConfidence: 1))
    let text = evaluation.textReport(seconds: 1, worst: 0)
    #expect(
      text.contains("\nexpected calibration error         0.125\nread at 99% precision              75.0%\n"))
    #expect(
      text.contains(
        "\nConfidence, and how many texts are right (case-insensitive alphanumeric)\n  confidence  "))
    #expect(text.hasSuffix("\n  99% of the texts with a confidence of at least 1.000 are right\n"))
    #expect(text.contains(evaluation.reliability.diagram))
    let data = try JSONEncoder().encode(report)
    #expect(try JSONDecoder().decode(AccuracyReport.self, from: data) == report)
  }
}
