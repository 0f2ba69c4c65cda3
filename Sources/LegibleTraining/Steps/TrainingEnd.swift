/// Why a run ended.
public enum TrainingEnd: Sendable, Equatable {
  /// The steps or minutes asked for are done.
  case finished
  /// No better validation for the number of reports given as patience.
  case noImprovement
  /// Asked to stop; a checkpoint lets it go on.
  case interrupted
}
