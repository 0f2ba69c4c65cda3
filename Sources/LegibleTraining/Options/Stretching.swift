import LegibleModels

extension TrainingOptions {
  /// How crops that are narrow become wider on their way into the network.
  public enum Stretching: Codable, Sendable, Hashable, CustomStringConvertible {
    /// They keep their proportions.
    case proportional
    /// Crops narrower than `aspect`, a width over height, get a share of the width that they lack.
    case narrow(aspect: Float, share: Float)

    /// As a command's user writes it: `none`, or `4,0.5`.
    public var description: String {
      switch self {
      case .proportional: "none"
      case .narrow(let aspect, let share): "\(aspect),\(share)"
      }
    }
  }
}

extension TrainingOptions.Stretching {
  package init(_ stretching: CropScaling.Stretching?) {
    self = stretching.map { .narrow(aspect: $0.aspect, share: $0.share) } ?? .proportional
  }

  package var isValid: Bool {
    switch self {
    case .proportional: true
    case .narrow(let aspect, let share): CropScaling.Stretching.isValid(aspect: aspect, share: share)
    }
  }

  /// The rule for a model; nil where crops keep their proportions.
  var rule: CropScaling.Stretching? {
    switch self {
    case .proportional: nil
    case .narrow(let aspect, let share): CropScaling.Stretching(aspect: aspect, share: share)
    }
  }
}
