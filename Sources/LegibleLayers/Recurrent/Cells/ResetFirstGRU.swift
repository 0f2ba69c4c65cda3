import LegibleKernels

/// The gated recurrent unit as its paper has it (Cho et al. 2014, eq. 5 to 8): the reset gate multiplies the state before
/// the recurrent weights do, so that a step has two products, one after the other.
///
///     r, z = sigmoid(W x + b + W h' + b)     n = tanh(W_in x + b_in + W_hn (r * h') + b_hn)
///     h = (1 - z) * n + z * h'
///
/// Tensors as `GRU`. The paper writes z for the share of the old state, as here, and has no biases. The memory is
/// `r * h'`, which a step forgets. PyTorch has no such module.
///
/// `Gp(f|r|b)x<hidden size>`, a word of ours: p for the product before which it resets.
package struct ResetFirstGRU: SizedRecurrentCell {
  package let hiddenSize: Int

  package init(hiddenSize: Int) { self.hiddenSize = hiddenSize }

  package static let word = "Gp"
  package var sumCount: Int { 3 * hiddenSize }
  package var memorySize: Int { hiddenSize }

  package var products: [RecurrentProduct] {
    let h = hiddenSize
    return [
      RecurrentProduct(rows: 0..<2 * h),
      RecurrentProduct(rows: 2 * h..<3 * h, operand: .memory, firstSum: 2 * h, stage: 1),
    ]
  }

  package var updateSums: Range<Int>? { hiddenSize..<2 * hiddenSize }

  package func step(_ stage: Int, _ rows: RecurrentRows) {
    let h = hiddenSize
    for row in 0..<rows.count {
      let (sums, previous) = (rows.sums + row * 3 * h, rows.previousOutput.map { $0 + row * h })
      if stage == 0 {
        legible_gru_reset(sums, previous, rows.memory + row * h, Int64(h))
      } else {
        legible_gru_update(sums, previous, rows.output + row * h, Int64(h))
      }
    }
  }

  package func stepGradient(_ stage: Int, _ rows: RecurrentRows, _ gradients: RecurrentRowGradients) {
    let h = hiddenSize
    for row in 0..<rows.count {
      let (sums, previous) = (rows.sums + row * 3 * h, rows.previousOutput.map { $0 + row * h })
      let previousGradient = gradients.previousOutput.map { $0 + row * h }
      if stage == 0 {
        legible_gru_reset_gradient(
          sums, previous, gradients.memory + row * h, previousGradient, gradients.sums + row * 3 * h,
          Int64(h))
      } else {
        legible_gru_update_gradient(
          sums, previous, gradients.output + row * h, previousGradient, gradients.sums + row * 3 * h,
          Int64(h))
      }
    }
  }
}
