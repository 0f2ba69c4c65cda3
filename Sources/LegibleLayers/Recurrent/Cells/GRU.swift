import LegibleKernels

/// The gated recurrent unit (Cho et al. 2014), in the form of PyTorch and cuDNN, whose reset gate follows the
/// product, so that a step has a single product: "linear before reset".
///
///     r, z = sigmoid(W x + b + W h' + b)     n = tanh(W_in x + b_in + r * (W_hn h' + b_hn))
///     h = (1 - z) * n + z * h'
///
/// Gates in PyTorch's order: reset, update, new. `ResetFirstGRU` is the form of the paper.
///
/// `G(f|r|b)x<hidden size>`, kraken's word.
package struct GRU: SizedRecurrentCell {
  package let hiddenSize: Int

  package init(hiddenSize: Int) { self.hiddenSize = hiddenSize }

  package static let word = "G"
  /// Those of the three gates, and apart from them the recurrent part of the last one's, which the reset gate
  /// multiplies.
  package var sumCount: Int { 4 * hiddenSize }
  package var inputSumCount: Int { 3 * hiddenSize }

  package var products: [RecurrentProduct] {
    let h = hiddenSize
    return [
      RecurrentProduct(rows: 0..<2 * h), RecurrentProduct(rows: 2 * h..<3 * h, firstSum: 3 * h),
    ]
  }

  package var updateSums: Range<Int>? { hiddenSize..<2 * hiddenSize }

  package func step(_ stage: Int, _ rows: RecurrentRows) {
    let h = hiddenSize
    for row in 0..<rows.count {
      legible_gru_step(
        rows.sums + row * 4 * h, rows.previousOutput.map { $0 + row * h }, rows.output + row * h, Int64(h))
    }
  }

  package func stepGradient(_ stage: Int, _ rows: RecurrentRows, _ gradients: RecurrentRowGradients) {
    let h = hiddenSize
    for row in 0..<rows.count {
      legible_gru_step_gradient(
        rows.sums + row * 4 * h, rows.previousOutput.map { $0 + row * h }, gradients.output + row * h,
        gradients.previousOutput.map { $0 + row * h }, gradients.sums + row * 4 * h, Int64(h))
    }
  }
}
