import LegibleLayers
import LegibleModels
import LegibleTensors

/// How much of a loss's gradient reaches the states of earlier steps: it vanishes or explodes on its way back through time
/// (Hochreiter 1991; Bengio, Simard and Frasconi 1994).
package struct GradientFlow: Sendable {
  /// At index `d` the norm of the loss's gradient with respect to the state that enters step `T - 1 - d`, all recurrent
  /// layers' together; the root of the mean of squares over the sequences.
  package let norms: [Double]

  /// Sends the gradient of the last step's loss back through all steps, one after the other.
  /// - Parameters:
  ///   - network: whose recurrent layers go forward, one at least; its parameters' gradients become zeros.
  ///   - input: sequences of one length.
  ///   - targets: those of the last steps count.
  package init(of network: SequenceNetwork, _ input: Strip, _ targets: SequenceTargets) {
    let (count, length) = (input.layout.count, input.layout.widths.first ?? 0)
    precondition(input.layout.widths.allSatisfy { $0 == length }, "sequences of different lengths")
    let states = RecurrentStates(items: count)
    let layers = network.spec.states.map { states.state(of: $0.name, size: $0.size) }
    var context = TrainingContext(threads: 1)
    context.states = states
    // A pass for each step, which keeps what its way back needs.
    let passes = (0..<length).map { _ in SequencePass(network) }
    for (step, pass) in passes.enumerated() {
      let column = Strip(
        layout: StripLayout(height: 1, widths: Array(repeating: 1, count: count)), channels: input.channels)
      for item in 0..<count {
        column.item(item).update(
          from: input.position(row: 0, column: input.layout.offsets[item] + step), count: input.channels)
      }
      let isLast = step == length - 1
      _ = pass.forward(
        column,
        isLast
          ? Self.last(of: targets, input.layout, column.layout)
          : .symbols(
            Array(repeating: -1, count: column.layout.width)), context: context)
    }
    states.zeroGradients()
    var norms: [Double] = []
    for pass in passes.reversed() {
      pass.backward(context: context)
      var squares = 0.0
      for layer in layers {
        for index in 0..<count * layer.size {
          squares += Double(layer.gradients.base[index]) * Double(layer.gradients.base[index])
        }
      }
      norms.append((squares / Double(count)).squareRoot())
    }
    for parameter in network.parameters { parameter.gradient.zero(parameter.count) }
    self.norms = norms
  }

  /// The targets of the last columns.
  private static func last(
    of targets: SequenceTargets, _ whole: StripLayout, _ column: StripLayout
  ) -> SequenceTargets {
    func picked<Value>(_ values: [Value], none: Value) -> [Value] {
      var picked = Array(repeating: none, count: column.width)
      for item in 0..<column.count {
        picked[column.offsets[item]] = values[whole.offsets[item] + whole.widths[item] - 1]
      }
      return picked
    }
    return switch targets {
    case .symbols(let symbols): .symbols(picked(symbols, none: -1))
    case .numbers(let numbers): .numbers(picked(numbers, none: .nan))
    }
  }
}
