/// What is known of the numbers between two layers without running the network.
package enum NumberRange: Hashable, Sendable {
  case any
  /// From a rectifier: never negative.
  case nonnegative
  /// Hidden states of a recurrent layer: from -1 to 1.
  case unit
}
