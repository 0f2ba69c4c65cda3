/// A step that was taken.
public struct TrainingStep: Sendable {
  /// Steps taken since the start of the run, this one included.
  public var number: Int
  /// Seconds of training when it began, over all resumed parts.
  public var seconds: Double
  /// Share of the run that is done, `0...1`.
  public var progress: Double
  /// Mean loss in nats over the crops that fit.
  public var loss: Double
  /// Norm of the gradients before clipping.
  public var gradientNorm: Double
  public var learningRate: Float
  public var crops: Int
  /// Crops whose label did not fit their width, left out of the loss.
  public var infeasible: Int
}
