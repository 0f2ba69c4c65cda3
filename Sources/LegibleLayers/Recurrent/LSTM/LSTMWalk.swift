import LegibleKernels
import LegibleTensors

/// The forward walk, shared by training and reading. On entry `gates` `[rows, 4H]` holds the input's part of
/// the sums.
/// - Parameters:
///   - cell, hidden: `[rows, H]`, written.
func walkLSTM(
  _ sequence: PackedSequence, recurrentWeights: PackedMatrix, gates: UnsafeMutablePointer<Float>,
  cell: UnsafeMutablePointer<Float>, hidden: UnsafeMutablePointer<Float>, hiddenSize h: Int
) {
  for step in 0..<sequence.steps {
    let start = sequence.starts[step]
    let count = sequence.count(at: step)
    if step > 0 {
      var product = recurrentWeights.product(
        hidden + sequence.starts[step - 1] * h, inputStride: h, output: gates + start * 4 * h,
        outputStride: 4 * h, rows: count)
      product.accumulate = true
      product.runToAndFro(backwards: step % 2 == 0)
    }
    for index in 0..<count {
      let row = start + index
      let previous = step == 0 ? nil : cell + (sequence.starts[step - 1] + index) * h
      legible_lstm_step(gates + row * 4 * h, previous, cell + row * h, hidden + row * h, Int64(h))
    }
  }
}
