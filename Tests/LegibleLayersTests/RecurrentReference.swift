import Foundation
import LegibleLayers

/// The equations of every recurrent cell, in double precision, one sequence at a time, and as far as can be from how
/// the layer computes them.
struct RecurrentReference {
  typealias Vector = [Double]

  /// What goes from step to step: the output, and the cell of an LSTM.
  struct State {
    var output: Vector
    var cell: Vector = []
  }

  let cell: any RecurrentCell
  /// By their names without layer, direction and `rnn.`, such as `weight_ih`.
  let tensors: [String: [Float]]

  /// - Parameter inputs: `[T][C]`, in the order of the walk.
  /// - Returns: the outputs in the same order, and the last state.
  func run(_ inputs: [Vector], from state: State? = nil) -> (outputs: [Vector], state: State) {
    var state =
      state
      ?? State(
        output: Vector(repeating: 0, count: cell.outputSize),
        cell: Vector(repeating: 0, count: cell.hiddenSize))
    let outputs = inputs.map { input in
      state = step(input, state)
      return state.output
    }
    return (outputs, state)
  }

  private func step(_ x: Vector, _ before: State) -> State {
    let (h, h0, c0) = (cell.hiddenSize, before.output, before.cell)
    switch cell {
    case is LSTM, is PeepholeLSTM:
      let peepholes = cell is LSTM ? Vector(repeating: 0, count: 3 * h) : vector("weight_c")
      let sums = add(affine("ih", x), affine("hh", h0))
      let cells = (0..<h).map { j in
        sigmoid(sums[h + j] + peepholes[h + j] * c0[j]) * c0[j]
          + sigmoid(sums[j] + peepholes[j] * c0[j]) * tanh(sums[2 * h + j])
      }
      return State(
        output: (0..<h).map {
          sigmoid(sums[3 * h + $0] + peepholes[2 * h + $0] * cells[$0]) * tanh(cells[$0])
        },
        cell: cells)
    case is CoupledLSTM:
      let sums = add(affine("ih", x), affine("hh", h0))
      let cells = (0..<h).map { j in
        let forget = sigmoid(sums[j])
        return forget * c0[j] + (1 - forget) * tanh(sums[h + j])
      }
      return State(output: (0..<h).map { sigmoid(sums[2 * h + $0]) * tanh(cells[$0]) }, cell: cells)
    case is GRU:
      let (a, b) = (affine("ih", x), affine("hh", h0))
      return State(
        output: (0..<h).map { j in
          let (r, z) = (sigmoid(a[j] + b[j]), sigmoid(a[h + j] + b[h + j]))
          return (1 - z) * tanh(a[2 * h + j] + r * b[2 * h + j]) + z * h0[j]
        })
    case is ResetFirstGRU:
      let (a, b) = (affine("ih", x), affine("hh", h0))
      let reset = (0..<h).map { sigmoid(a[$0] + b[$0]) * h0[$0] }
      let recurrent = affine("hh", reset)
      return State(
        output: (0..<h).map { j in
          let z = sigmoid(a[h + j] + b[h + j])
          return (1 - z) * tanh(a[2 * h + j] + recurrent[2 * h + j]) + z * h0[j]
        })
    case let cell as Elman:
      return State(output: add(affine("ih", x), affine("hh", h0)).map { activate($0, cell.activation) })
    case let cell as Jordan:
      let hidden = add(affine("ih", x), affine("hh", h0)).map { activate($0, cell.activation) }
      let sums = affine("ho", hidden)
      if cell.readout == .logistic { return State(output: sums.map(sigmoid)) }
      let shares = sums.map { exp($0 - sums.max()!) }
      return State(output: shares.map { $0 / shares.reduce(0, +) })
    default: fatalError("no equations for \(cell)")
    }
  }

  private func activate(_ x: Double, _ activation: RecurrentActivation) -> Double {
    switch activation {
    case .tanh: tanh(x)
    case .logistic: sigmoid(x)
    case .relu: max(0, x)
    }
  }

  private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  private func vector(_ name: String) -> Vector { tensors[name]!.map(Double.init) }

  private func add(_ a: Vector, _ b: Vector) -> Vector { zip(a, b).map { $0 + $1 } }

  /// weight * x + bias
  private func affine(_ name: String, _ x: Vector) -> Vector {
    let (weight, bias) = (vector("weight_" + name), vector("bias_" + name))
    return bias.indices.map { row in
      bias[row] + x.indices.reduce(0) { $0 + weight[row * x.count + $1] * x[$1] }
    }
  }
}
