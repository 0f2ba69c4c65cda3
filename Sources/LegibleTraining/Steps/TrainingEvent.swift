/// What happens in a run, in the order in which it happens.
public enum TrainingEvent: Sendable {
  /// What the starting model reads of the validation crops, before the first step of a run that has one: the first
  /// candidate for the best model, so that none is written that reads them worse.
  case start(ValidationReport)
  /// A step was taken.
  case step(TrainingStep)
  /// Figures, every `stepsPerReport` steps and at the end.
  case report(TrainingReport)
  /// The run stands between two steps and is to be saved: on the timer, at the end, and before it stops for
  /// an interruption or for a crop that is gone. When `TrainingRun` passes the event on, it has saved.
  case checkpoint
}
