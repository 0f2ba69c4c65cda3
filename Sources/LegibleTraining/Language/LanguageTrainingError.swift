/// Why a language model cannot be trained.
package enum LanguageTrainingError: Error, Sendable, Equatable, CustomStringConvertible {
  case noText(paths: [String])
  case notFinite(step: Int)

  package var description: String {
    switch self {
    case .noText(let paths): "\(paths.joined(separator: ", ")): no text to learn from"
    case .notFinite(let step):
      "the loss or its gradient is no longer a number after \(step) steps; lower the learning rate or the limit of the "
        + "gradients"
    }
  }
}
