import LegibleKernels

/// What makes a hidden unit of its sum. The raw value is VGSL's letter for it.
package enum RecurrentActivation: String, CaseIterable, Hashable, Sendable {
  case tanh = "t"
  /// `1 / (1 + exp(-x))`
  case logistic = "s"
  /// Zero for what is negative.
  case relu = "r"

  var kernel: LegibleActivation {
    switch self {
    case .tanh: LegibleTanh
    case .logistic: LegibleLogistic
    case .relu: LegibleRectifier
    }
  }

  var range: NumberRange { self == .relu ? .nonnegative : .unit }
}

extension SpecReader {
  package mutating func recurrentActivation() throws(NetworkSpecError) -> RecurrentActivation {
    try letter("an activation: t for tanh, s for the logistic function or r for ReLU")
  }
}
