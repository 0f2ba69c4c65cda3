import LegibleKernels

/// Long short-term memory (Hochreiter and Schmidhuber 1997; with the forget gate of Gers et al. 2000).
///
///     i, f, o = sigmoid(W_ii x + b_ii + W_hi h' + b_hi), ...    g = tanh(W_ig x + b_ig + W_hg h' + b_hg)
///     c = f * c' + i * g        h = o * tanh(c)                  (h', c' of the step before, zeros at first)
///
/// Gates in PyTorch's order: input, forget, cell, output. The memory is the cell `c`.
///
/// `L(f|r|b)x<hidden size>`.
package struct LSTM: SizedRecurrentCell {
  package let hiddenSize: Int

  package init(hiddenSize: Int) { self.hiddenSize = hiddenSize }

  package static let word = "L"
  package var sumCount: Int { 4 * hiddenSize }
  package var memorySize: Int { hiddenSize }
  package var carriesMemory: Bool { true }
  package var memoryRange: NumberRange { .any }
  package var products: [RecurrentProduct] { [RecurrentProduct(rows: 0..<4 * hiddenSize)] }
  package var forgetSums: Range<Int>? { hiddenSize..<2 * hiddenSize }

  package func step(_ stage: Int, _ rows: RecurrentRows) {
    let h = hiddenSize
    for row in 0..<rows.count {
      legible_lstm_step(
        rows.sums + row * 4 * h, rows.previousMemory.map { $0 + row * h }, rows.memory + row * h,
        rows.output + row * h, Int64(h))
    }
  }

  package func stepGradient(_ stage: Int, _ rows: RecurrentRows, _ gradients: RecurrentRowGradients) {
    let h = hiddenSize
    for row in 0..<rows.count {
      legible_lstm_step_gradient(
        rows.sums + row * 4 * h, rows.memory + row * h, rows.previousMemory.map { $0 + row * h },
        gradients.output + row * h, gradients.memory + row * h, gradients.sums + row * 4 * h, Int64(h))
    }
  }
}
