import LegibleTensors

/// A task on sequences that are drawn at random, which tells what a network can remember.
package protocol SequenceTask: Sendable {
  /// Numbers of an input vector.
  var inputSize: Int { get }
  /// Symbols of the output; nil where it is one number.
  var symbols: Int? { get }

  /// Draws sequences.
  /// - Parameters:
  ///   - input: given its shape, `[T, C]`, and filled, gaps zero.
  ///   - count: sequences.
  /// - Returns: the target of each column, gaps included.
  func fill(_ input: Strip, count: Int, using random: inout RandomSource) -> SequenceTargets
}

extension Strip {
  /// Takes the shape of so many sequences of one length, all zeros.
  func reshapeToZeros(count: Int, length: Int, channels: Int) {
    reshape(height: 1, count: count, gap: 1, channels: channels) { _ in length }
    zero()
  }
}
