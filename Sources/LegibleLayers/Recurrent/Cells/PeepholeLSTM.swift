import LegibleKernels

/// The LSTM with peepholes (Gers and Schmidhuber 2000, "Recurrent Nets that Time and Count"): its gates see the cell,
/// the input and the forget gate that of the step before, the output gate the new one.
///
///     i, f = sigmoid(W x + W h' + b + p * c')     g = tanh(W x + W h' + b)
///     c = f * c' + i * g     o = sigmoid(W x + W h' + b + p_o * c)     h = o * tanh(c)
///
/// As the LSTM's, with one weight more for each gate and unit, `weight_c_l0`, `[3H]`: those of the input, the forget
/// and the output gate. They start at zero, from where it is an LSTM that learns to look. PyTorch has no such module.
///
/// `Lp(f|r|b)x<hidden size>`, a word of ours.
package struct PeepholeLSTM: SizedRecurrentCell {
  package let hiddenSize: Int

  package init(hiddenSize: Int) { self.hiddenSize = hiddenSize }

  package static let word = "Lp"
  package var sumCount: Int { 4 * hiddenSize }
  package var memorySize: Int { hiddenSize }
  package var carriesMemory: Bool { true }
  package var memoryRange: NumberRange { .any }
  package var products: [RecurrentProduct] { [RecurrentProduct(rows: 0..<4 * hiddenSize)] }
  package var peepholeCount: Int { 3 * hiddenSize }
  package var forgetSums: Range<Int>? { hiddenSize..<2 * hiddenSize }

  package func step(_ stage: Int, _ rows: RecurrentRows) {
    let h = hiddenSize
    for row in 0..<rows.count {
      legible_peephole_lstm_step(
        rows.sums + row * 4 * h, rows.peepholes, rows.previousMemory.map { $0 + row * h },
        rows.memory + row * h, rows.output + row * h, Int64(h))
    }
  }

  package func stepGradient(_ stage: Int, _ rows: RecurrentRows, _ gradients: RecurrentRowGradients) {
    let h = hiddenSize
    for row in 0..<rows.count {
      legible_peephole_lstm_step_gradient(
        rows.sums + row * 4 * h, rows.peepholes, rows.memory + row * h,
        rows.previousMemory.map { $0 + row * h }, gradients.output + row * h, gradients.memory + row * h,
        gradients.sums + row * 4 * h, gradients.peepholes, Int64(h))
    }
  }
}
