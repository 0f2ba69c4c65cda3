import LegibleEvaluation
import LegibleSystem
import LegibleTraining

/// Shows how a run goes, on standard error: a line for every report, and meanwhile one live line on a terminal, or
/// where it is none a line after the first step and then every minute.
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
  func show(_ step: TrainingStep) {
    stepsSinceUpdate += 1
    loss = loss.map { 0.98 * $0 + 0.02 * step.loss } ?? step.loss
    let seconds = now() - lastUpdate
    // Whoever follows a file wants to see at once that the run is under way.
    guard seconds >= (isTerminal ? 0.5 : 60) || (!isTerminal && rate == nil) else { return }
    let newRate = Double(stepsSinceUpdate * batchSize) / seconds
    rate = rate.map { 0.9 * $0 + 0.1 * newRate } ?? newRate
    (lastUpdate, stepsSinceUpdate) = (now(), 0)

    var parts = ["step \(step.number)", "\(Int(rate ?? 0)) crops/s", format("loss %.3f", loss ?? 0)]
    if let lastExact { parts.append(format("exact %.1f%%", 100 * lastExact)) }
    if step.seconds > 0, let left = Self.timeLeft(seconds: step.seconds, done: step.progress) {
      parts.append("\(left) left")
    }
    guard isTerminal else { return print(parts.joined(separator: "  ")) }
    let bar = 20
    let full = Int(step.progress * Double(bar))
    parts.insert(
      "[" + String(repeating: "#", count: full) + String(repeating: "-", count: bar - full) + "]", at: 0)
    writeError("\r" + parts.joined(separator: "  ") + "\u{1B}[K")
    hasLiveLine = true
  }

  /// A line of its own, above the live line.
  func print(_ line: String) {
    endLiveLine()
    printError(line)
  }

  /// Takes the live line away.
  func endLiveLine() {
    if hasLiveLine { writeError("\r\u{1B}[K") }
    hasLiveLine = false
  }

  /// The figures of a report, and of each validation set where there are several.
  func show(_ report: TrainingReport) {
    var fields = [
      "step \(report.step)", format("%.1f%%", 100 * report.progress),
      format("loss %.4f", report.loss),
    ]
    if let validation = report.validation {
      fields.append(validation.all.summary)
      lastExact = validation.all.exact
    }
    fields.append("\(Int(report.cropsPerSecond)) crops/s")
    if report.infeasible > 0 { fields.append("\(report.infeasible) crops too narrow for their label") }
    if let left = Self.timeLeft(seconds: report.seconds, done: report.progress), report.progress < 1 {
      fields.append("\(left) left")
    }
    if report.validation != nil, report.isBest { fields.append("best so far") }
    print(fields.joined(separator: "  "))
    if let sets = report.validation?.sets, sets.count > 1 {
      for set in sets { print("  \(set.name): \(set.accuracy.summary)") }
    }
    // Validation is no part of the rate.
    (lastUpdate, stepsSinceUpdate) = (now(), 0)
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
