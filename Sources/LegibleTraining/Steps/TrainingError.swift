/// What can go wrong in the middle of a run.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// The loss of a step, or its gradients, is not a finite number.
  case notFinite(step: Int, origins: [String])
  /// A crop's label holds a character that the alphabet lacks, or is none of the classes.
  case unknownLabel(String, origin: String)

  public var description: String {
    switch self {
    case .notFinite(let step, let origins):
      "the loss is not finite at step \(step): a smaller learning rate may help; the batch was "
        + origins.joined(separator: ", ")
    case .unknownLabel(let words, let origin):
      "\(origin): \(words)"
    }
  }
}
