import LegibleKernels

/// The LSTM with coupled gates (Greff et al. 2017, "LSTM: A Search Space Odyssey", CIFG): what it forgets makes room
/// for what it takes in, so that the input gate is one minus the forget gate.
///
///     f, o = sigmoid(W x + W h' + b)     g = tanh(W x + W h' + b)
///     c = f * c' + (1 - f) * g     h = o * tanh(c)
///
/// Gates in PyTorch's order without the first: forget, cell, output; three quarters of an LSTM's weights. PyTorch has no
/// such module.
///
/// `Lc(f|r|b)x<hidden size>`, a word of ours.
package struct CoupledLSTM: SizedRecurrentCell {
  package let hiddenSize: Int

  package init(hiddenSize: Int) { self.hiddenSize = hiddenSize }

  package static let word = "Lc"
  package var sumCount: Int { 3 * hiddenSize }
  package var memorySize: Int { hiddenSize }
  package var carriesMemory: Bool { true }
  package var memoryRange: NumberRange { .any }
  package var products: [RecurrentProduct] { [RecurrentProduct(rows: 0..<3 * hiddenSize)] }
  package var forgetSums: Range<Int>? { 0..<hiddenSize }

  package func step(_ stage: Int, _ rows: RecurrentRows) {
    let h = hiddenSize
    for row in 0..<rows.count {
      legible_coupled_lstm_step(
        rows.sums + row * 3 * h, rows.previousMemory.map { $0 + row * h }, rows.memory + row * h,
        rows.output + row * h, Int64(h))
    }
  }

  package func stepGradient(_ stage: Int, _ rows: RecurrentRows, _ gradients: RecurrentRowGradients) {
    let h = hiddenSize
    for row in 0..<rows.count {
      legible_coupled_lstm_step_gradient(
        rows.sums + row * 3 * h, rows.memory + row * h, rows.previousMemory.map { $0 + row * h },
        gradients.output + row * h, gradients.memory + row * h, gradients.sums + row * 3 * h, Int64(h))
    }
  }
}
