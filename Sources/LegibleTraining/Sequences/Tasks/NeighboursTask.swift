import LegibleTensors

/// At each step the sum of the symbols on both sides is asked for, modulo their number; beyond the ends there are zeros. A
/// network that walks one way cannot know the symbol on the other side, and knows nothing of the sum.
package struct NeighboursTask: SequenceTask {
  /// Symbols, any of which is as probable as the others: who knows nothing has a loss of `ln choices`.
  package let choices: Int
  package let length: Int

  package init(choices: Int = 4, length: Int) {
    precondition(choices >= 2 && length >= 1, "\(choices) symbols in sequences of \(length)")
    self.choices = choices
    self.length = length
  }

  package var inputSize: Int { choices }
  package var symbols: Int? { choices }

  package func fill(_ input: Strip, count: Int, using random: inout RandomSource) -> SequenceTargets {
    input.reshapeToZeros(count: count, length: length, channels: inputSize)
    var targets = [Int32](repeating: -1, count: input.layout.width)
    for item in 0..<count {
      let first = input.layout.offsets[item]
      let symbols = (0..<length).map { _ in Int.random(in: 0..<choices, using: &random) }
      for (step, symbol) in symbols.enumerated() {
        input.position(row: 0, column: first + step)[symbol] = 1
        let sides = (step > 0 ? symbols[step - 1] : 0) + (step + 1 < length ? symbols[step + 1] : 0)
        targets[first + step] = Int32(sides % choices)
      }
    }
    return .symbols(targets)
  }
}
