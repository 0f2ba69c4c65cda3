/// What a network over sequences should give at each column of a strip.
package enum SequenceTargets: Sendable {
  /// A symbol of a softmax; -1 for a column that has no target, gaps among them.
  case symbols([Int32])
  /// A number, the network's only output; NaN for a column that has no target.
  case numbers([Float])
}
