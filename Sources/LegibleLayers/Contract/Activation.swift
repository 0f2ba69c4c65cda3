/// What follows the sum of a layer before it is stored. The raw value is its letter in a spec.
package enum Activation: String, Hashable, Sendable {
  case linear = "l"
  /// Zero for what is negative.
  case relu = "r"
}
