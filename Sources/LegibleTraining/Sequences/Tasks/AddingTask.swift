import LegibleTensors

/// The adding problem (Hochreiter and Schmidhuber 1997, section 5.4, in the form of Le et al. 2015): of a sequence of
/// numbers from 0 to 1 two are marked, one in each half, and the last step is to give their sum.
///
/// Input: the number and its mark, 0 or 1. Who always says 1 has a mean squared error of 1/6.
package struct AddingTask: SequenceTask {
  package let length: Int

  package init(length: Int) {
    precondition(length >= 2, "two numbers among \(length)")
    self.length = length
  }

  package var inputSize: Int { 2 }
  package var symbols: Int? { nil }

  package func fill(_ input: Strip, count: Int, using random: inout RandomSource) -> SequenceTargets {
    input.reshapeToZeros(count: count, length: length, channels: inputSize)
    var targets = [Float](repeating: .nan, count: input.layout.width)
    for item in 0..<count {
      let first = input.layout.offsets[item]
      let marked = [
        Int.random(in: 0..<length / 2, using: &random), Int.random(in: length / 2..<length, using: &random),
      ]
      var sum: Float = 0
      for step in 0..<length {
        let vector = input.position(row: 0, column: first + step)
        vector[0] = random.uniform()
        if marked.contains(step) {
          vector[1] = 1
          sum += vector[0]
        }
      }
      targets[first + length - 1] = sum
    }
    return .numbers(targets)
  }
}
