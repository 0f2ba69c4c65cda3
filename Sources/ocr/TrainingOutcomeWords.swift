import LegibleEvaluation
import LegibleFiles
import LegibleTraining

// What `ocr train --from` says at its end: what the crops that were not trained on are read as now.

extension Train {
  /// Before and after, how sure that is, and the worst misreadings.
  func words(for outcome: TrainingOutcome, of run: TrainingRun) -> String {
    func figures(_ report: AccuracyReport) -> String {
      Self.figures(report, haveCharacters: run.plan.model.alphabet != nil)
    }
    let (before, after) = (outcome.before, outcome.after)
    var lines = [
      "crops that were not trained on:", "  before  \(figures(before))", "  after   \(figures(after))",
    ]
    let interval = wilsonInterval(Self.exactCount(after), of: after.count)
    lines.append(
      format(
        "of all such crops it reads between %.0f%% and %.0f%% (95%% confidence)", 100 * interval.lowerBound,
        100 * interval.upperBound)
        + (after.count < 100 ? "; more labelled crops would tell better" : ""))
    if after.exact <= before.exact, after.oneMinusNED <= before.oneMinusNED {
      lines.append(
        "no step read them better, so \(output) reads as \(run.options.start ?? "") does: more labelled crops may help"
      )
    }
    let worst = outcome.misreadings.prefix(Self.worstCount)
    if !worst.isEmpty {
      lines.append(
        outcome.misreadings.count > worst.count
          ? "the \(worst.count) worst of \(outcome.misreadings.count) misreadings:"
          : "what it still misreads:")
    }
    for misreading in worst {
      lines.append(
        "  \(misreading.path.printable)  \(misreading.label.quotedLabel) read as \(misreading.prediction.quotedLabel)"
      )
    }
    return lines.joined(separator: "\n")
  }

  private static let worstCount = 10

  private static func exactCount(_ report: AccuracyReport) -> Int {
    Int((report.exact * Double(report.count)).rounded())
  }

  /// `72.0% right (54 of 75), 8.1% of the characters wrong`; the characters of a class's name say nothing.
  private static func figures(_ report: AccuracyReport, haveCharacters: Bool) -> String {
    format("%.1f%% right", 100 * report.exact) + " (\(exactCount(report)) of \(report.count))"
      + (haveCharacters ? format(", %.1f%% of the characters wrong", 100 * report.cer) : "")
  }
}
