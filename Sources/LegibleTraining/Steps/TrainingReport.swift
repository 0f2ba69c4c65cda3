/// How a run stands, since the report before.
public struct TrainingReport: Sendable {
  /// Steps done since the start of the run.
  public var step: Int
  /// Share of the run that is done, `0...1`.
  public var progress: Double
  /// Seconds of training, over all resumed parts.
  public var seconds: Double
  /// Since the last report; data and validation included.
  public var cropsPerSecond: Double
  /// Mean loss in nats.
  public var loss: Double
  /// Mean norm of the gradients before clipping.
  public var gradientNorm: Double
  public var learningRate: Float
  /// Crops whose label did not fit their width, left out of the loss.
  public var infeasible: Int
  /// What the moving average reads of the validation crops, where there are any.
  public var validation: ValidationReport?
  /// True if no report before it had a better validation.
  public var isBest: Bool
}
