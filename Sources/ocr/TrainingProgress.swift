import LegibleEvaluation
import LegibleTraining

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Shows how a run goes, on standard error: one live line on a terminal, and a line for every report anywhere.
final class TrainingProgress {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let batchSize: Int
  private var lastUpdate = now()
  private var stepsSinceUpdate = 0
  private var rate: Double?
  private var loss: Double?
  private var lastExact: Double?
  private var hasLiveLine = false

  init(batchSize: Int) { self.batchSize = batchSize }

  /// After every step.
  func step(_ state: TrainingState, done: Double, loss newLoss: Double) {
    guard isTerminal else { return }
    stepsSinceUpdate += 1
    loss = loss.map { 0.98 * $0 + 0.02 * newLoss } ?? newLoss
    let seconds = now() - lastUpdate
    guard seconds >= 0.5 else { return }
    let newRate = Double(stepsSinceUpdate * batchSize) / seconds
    rate = rate.map { 0.9 * $0 + 0.1 * newRate } ?? newRate
    (lastUpdate, stepsSinceUpdate) = (now(), 0)

    let bar = 20
    let full = Int(done * Double(bar))
    var parts = [
      "[" + String(repeating: "#", count: full) + String(repeating: "-", count: bar - full) + "]",
      "step \(state.step)", "\(Int(rate ?? 0)) crops/s", format("loss %.3f", loss ?? 0),
    ]
    if let lastExact { parts.append(format("exact %.1f%%", 100 * lastExact)) }
    if let left = Self.timeLeft(seconds: state.seconds, done: done) { parts.append("\(left) left") }
    writeError("\r" + parts.joined(separator: "  ") + "\u{1B}[K")
    hasLiveLine = true
  }

  /// A line of its own, above the live line.
  func print(_ line: String) {
    writeError((hasLiveLine ? "\r\u{1B}[K" : "") + line + "\n")
    hasLiveLine = false
  }

  /// - Parameter parts: the figures of each validation set, shown where there are several.
  func report(_ report: TrainingReport, parts: [(name: String, report: AccuracyReport)]) {
    var fields = [
      "step \(report.step)", format("%.1f%%", 100 * report.progress),
      format("loss %.4f", report.loss),
    ]
    if let validation = report.validation {
      fields.append(Self.figures(validation))
      lastExact = validation.exact
    }
    fields.append("\(Int(report.cropsPerSecond)) crops/s")
    if report.infeasible > 0 { fields.append("\(report.infeasible) crops too narrow for their label") }
    if let left = Self.timeLeft(seconds: report.seconds, done: report.progress), report.progress < 1 {
      fields.append("\(left) left")
    }
    if report.validation != nil, report.isBest { fields.append("best so far") }
    print(fields.joined(separator: "  "))
    if parts.count > 1 {
      for part in parts { print("  \(part.name): \(Self.figures(part.report))") }
    }
    // Validation is no part of the rate.
    (lastUpdate, stepsSinceUpdate) = (now(), 0)
  }

  static func figures(_ report: AccuracyReport) -> String {
    format(
      "exact %.1f%%  alphanumeric %.1f%%  1-NED %.1f%%", 100 * report.exact,
      100 * report.caseInsensitiveAlphanumeric, 100 * report.oneMinusNED)
  }

  private static func timeLeft(seconds: Double, done: Double) -> String? {
    done > 0 ? duration(seconds * (1 - done) / done) : nil
  }

  /// For example `2h05m`, `3m20s`, `12s`.
  static func duration(_ seconds: Double) -> String {
    guard seconds < 1e8 else { return "years" }
    let seconds = Int(seconds.rounded())
    return switch seconds {
    case 3600...: format("%dh%02dm", seconds / 3600, seconds / 60 % 60)
    case 60...: format("%dm%02ds", seconds / 60, seconds % 60)
    default: "\(seconds)s"
    }
  }
}
