/// Which way a recurrent layer walks along the columns. The raw value is its letter in a spec.
package enum RecurrentDirection: String, Hashable, Sendable {
  case forward = "f"
  case reverse = "r"
  /// Both; the features of the two stand side by side, forward first.
  case bidirectional = "b"

  /// For each walk whether it goes from the last column to the first.
  var walks: [Bool] {
    switch self {
    case .forward: [false]
    case .reverse: [true]
    case .bidirectional: [false, true]
    }
  }
}
