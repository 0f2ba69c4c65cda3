import LegibleKernels

/// Output recurrence (Jordan 1986): what comes back to the hidden units is the output, and nothing else.
///
///     h = phi(W_ih x + b_ih + W_hh y' + b_hh)     y = readout(W_ho h + b_ho)
///
/// `[T, C]` to `[T, O]`, the layer's outputs being a read-out of its own: a softmax, or logistic units each by itself.
/// `W_hh` is `[H, O]` and `W_ho` is `[O, H]`. The memory is `h`, which a step forgets.
///
/// Trained on data that has a target for each step, a step may be given the target of the one before in place of the
/// output (`TrainingContext.teachers`); then the steps do not depend on each other, and no gradient goes back in time.
/// CTC has no target for a column: it sums over all ways to lay the label on the columns, and what a column should have
/// said depends on the network. So within a network for CTC the layer runs on its own outputs in training as in
/// reading, and the gradient goes back through all of them.
///
/// `J(t|s|r)(f|r|b)x<hidden size>,(s|l)<outputs>`, a word of ours; `s` softmax and `l` logistic are the letters of VGSL's
/// `O`.
package struct Jordan: RecurrentCell {
  /// What makes the output of its sums. The raw value is its letter in a spec.
  package enum Readout: String, CaseIterable, Hashable, Sendable {
    case softmax = "s"
    case logistic = "l"
  }

  package let activation: RecurrentActivation
  package let hiddenSize: Int
  package let readout: Readout
  package let outputSize: Int

  package init(
    activation: RecurrentActivation = .tanh, hiddenSize: Int, readout: Readout = .softmax, outputSize: Int
  ) {
    self.activation = activation
    self.hiddenSize = hiddenSize
    self.readout = readout
    self.outputSize = outputSize
  }

  package static let word = "J"

  package static func parse(
    _ reader: inout SpecReader
  ) throws(NetworkSpecError) -> (cell: Jordan, course: RecurrentCourse) {
    let activation = try reader.recurrentActivation()
    let course = try reader.recurrentCourse()
    let hiddenSize = try reader.size("a hidden size")
    try reader.comma()
    let readout: Readout = try reader.letter("a read-out: s for softmax or l for logistic")
    return (
      Jordan(
        activation: activation, hiddenSize: hiddenSize, readout: readout,
        outputSize: try reader.size("a number of outputs")), course
    )
  }

  package func description(_ course: RecurrentCourse) -> String {
    "\(Self.word)\(activation.rawValue)\(course)\(hiddenSize),\(readout.rawValue)\(outputSize)"
  }

  /// Those of the hidden units, then those of the outputs.
  package var sumCount: Int { hiddenSize + outputSize }
  package var inputSumCount: Int { hiddenSize }
  package var memorySize: Int { hiddenSize }
  package var memoryRange: NumberRange { activation.range }

  package var products: [RecurrentProduct] {
    [
      RecurrentProduct(rows: 0..<hiddenSize),
      RecurrentProduct("ho", rows: 0..<outputSize, operand: .memory, firstSum: hiddenSize, stage: 1),
    ]
  }

  package func step(_ stage: Int, _ rows: RecurrentRows) {
    let (h, o) = (hiddenSize, outputSize)
    for row in 0..<rows.count {
      let sums = UnsafePointer(rows.sums + row * sumCount)
      if stage == 0 {
        legible_activate(sums, activation.kernel, rows.memory + row * h, Int64(h))
      } else if readout == .logistic {
        legible_activate(sums + h, LegibleLogistic, rows.output + row * o, Int64(o))
      } else {
        legible_softmax(sums + h, rows.output + row * o, Int64(o))
      }
    }
  }

  package func stepGradient(_ stage: Int, _ rows: RecurrentRows, _ gradients: RecurrentRowGradients) {
    let (h, o) = (hiddenSize, outputSize)
    for row in 0..<rows.count {
      let sums = gradients.sums + row * sumCount
      if stage == 0 {
        legible_activate_gradient(
          gradients.memory + row * h, rows.memory + row * h, activation.kernel, sums, Int64(h))
      } else if readout == .logistic {
        legible_activate_gradient(
          gradients.output + row * o, rows.output + row * o, LegibleLogistic, sums + h, Int64(o))
      } else {
        legible_softmax_gradient(gradients.output + row * o, rows.output + row * o, sums + h, Int64(o))
      }
    }
  }
}
