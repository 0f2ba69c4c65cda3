import LegibleKernels

/// The simple recurrent network (Elman 1990), with one of three activations.
///
///     h = phi(W_ih x + b_ih + W_hh h' + b_hh)
///
/// PyTorch's `RNN`, which has tanh and ReLU. A rectified one has no bounds: a quantised network multiplies its input as
/// bytes, its hidden state as floats.
///
/// `E(t|s|r)(f|r|b)x<hidden size>`, a word of ours; the first letter is the activation's, as VGSL writes it.
package struct Elman: RecurrentCell {
  package let activation: RecurrentActivation
  package let hiddenSize: Int

  package init(activation: RecurrentActivation = .tanh, hiddenSize: Int) {
    self.activation = activation
    self.hiddenSize = hiddenSize
  }

  package static let word = "E"

  package static func parse(
    _ reader: inout SpecReader
  ) throws(NetworkSpecError) -> (cell: Elman, course: RecurrentCourse) {
    let activation = try reader.recurrentActivation()
    let course = try reader.recurrentCourse()
    return (Elman(activation: activation, hiddenSize: try reader.size("a hidden size")), course)
  }

  package func description(_ course: RecurrentCourse) -> String {
    "\(Self.word)\(activation.rawValue)\(course)\(hiddenSize)"
  }

  package var sumCount: Int { hiddenSize }
  package var products: [RecurrentProduct] { [RecurrentProduct(rows: 0..<hiddenSize)] }
  package var outputRange: NumberRange { activation.range }

  package func step(_ stage: Int, _ rows: RecurrentRows) {
    legible_activate(rows.sums, activation.kernel, rows.output, Int64(rows.count * hiddenSize))
  }

  package func stepGradient(_ stage: Int, _ rows: RecurrentRows, _ gradients: RecurrentRowGradients) {
    legible_activate_gradient(
      gradients.output, UnsafePointer(rows.output), activation.kernel, gradients.sums,
      Int64(rows.count * hiddenSize))
  }
}
