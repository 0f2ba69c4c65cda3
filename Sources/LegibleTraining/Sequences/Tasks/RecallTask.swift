import LegibleTensors

/// A symbol is shown, then nothing for many steps, and then it is asked for (after task 2a of Hochreiter and Schmidhuber
/// 1997): the shortest way to ask whether a network keeps anything for so long.
///
/// An input vector has a place for each symbol and one for the question. Nothing is a vector of zeros.
package struct RecallTask: SequenceTask {
  /// Symbols, any of which is as probable as the others: who knows nothing has a loss of `ln choices`.
  package let choices: Int
  /// Steps from the symbol to the question.
  package let distance: Int

  package init(choices: Int = 4, distance: Int) {
    precondition(choices >= 2 && distance >= 1, "\(choices) symbols to recall after \(distance) steps")
    self.choices = choices
    self.distance = distance
  }

  package var inputSize: Int { choices + 1 }
  package var symbols: Int? { choices }

  package func fill(_ input: Strip, count: Int, using random: inout RandomSource) -> SequenceTargets {
    input.reshapeToZeros(count: count, length: distance + 1, channels: inputSize)
    var targets = [Int32](repeating: -1, count: input.layout.width)
    for item in 0..<count {
      let symbol = Int.random(in: 0..<choices, using: &random)
      let first = input.layout.offsets[item]
      input.position(row: 0, column: first)[symbol] = 1
      input.position(row: 0, column: first + distance)[choices] = 1
      targets[first + distance] = Int32(symbol)
    }
    return .symbols(targets)
  }
}
