import LegibleEvaluation

/// Where a run stands: with the parameters, the moments and the averages, all that a checkpoint needs.
public struct TrainingState: Codable, Sendable, Equatable {
  /// Steps taken.
  public var step = 0
  /// Seconds of training, over all resumed parts.
  public var seconds = 0.0
  /// Share of the validation crops that the best model so far reads exactly; nil before the first validation.
  public var bestExact: Double?
  /// 1-NED of the same model, which decides between models that read as many exactly.
  public var bestOneMinusNED: Double?
  public var reportsSinceBest = 0
  /// Sums since the last report, so that the next one is the same in a resumed run.
  var interval = TrainingInterval()

  public init() {}

  /// Share of the run that is done, `0...1`.
  package func progress(_ options: TrainingOptions) -> Double {
    var done = 0.0
    if let steps = options.lastStep { done = max(done, Double(step) / Double(max(1, steps))) }
    if let minutes = options.minutes { done = max(done, seconds / (minutes * 60)) }
    return min(1, done)
  }

  /// Takes note of what a report measured. The best model is the one that reads most crops exactly, and of
  /// equal ones the one with the higher 1-NED; a later one must be better, not as good. Without validation
  /// every model is the best.
  /// - Returns: true if the model is the best so far.
  package mutating func note(_ validation: AccuracyReport?) -> Bool {
    let isBest =
      validation.map { ($0.exact, $0.oneMinusNED) > (bestExact ?? -1, bestOneMinusNED ?? -1) } ?? true
    if isBest {
      bestExact = validation?.exact
      bestOneMinusNED = validation?.oneMinusNED
      reportsSinceBest = 0
    } else {
      reportsSinceBest += 1
    }
    return isBest
  }

  func hasLostPatience(_ options: TrainingOptions) -> Bool {
    options.patience.map { reportsSinceBest >= $0 } ?? false
  }

  /// True if the run has come to its end.
  func hasEnded(_ options: TrainingOptions) -> Bool { progress(options) >= 1 || hasLostPatience(options) }
}
