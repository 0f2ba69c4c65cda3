import LegibleTensors

/// The names and shapes of one walk's tensors: those of PyTorch's recurrent modules, whose reverse direction ends in
/// `_reverse`.
struct RecurrentTensors {
  let cell: any RecurrentCell
  let reversed: Bool

  private var suffix: String { reversed ? "_l0_reverse" : "_l0" }

  func weight(_ tensor: String) -> String { "rnn.weight_\(tensor)\(suffix)" }
  func bias(_ tensor: String) -> String { "rnn.bias_\(tensor)\(suffix)" }

  var inputWeight: String { weight("ih") }
  var inputBias: String { bias("ih") }
  /// For reading: all biases, each where its sum is.
  var bias: String { "rnn.bias\(suffix)" }
  /// Peepholes, from the cell to its gates.
  var peepholes: String { weight("c") }

  /// What training keeps.
  func parameters(inputSize: Int) -> [TensorDescription] {
    let biases =
      [TensorDescription(inputBias, [cell.inputSumCount], .bias)]
      + cell.productTensors.map {
        TensorDescription(bias($0.name), [$0.rows], .bias)
      }
    return matrices(inputSize: inputSize) + biases + vectors
  }

  /// What reading needs.
  func readingTensors(inputSize: Int) -> [TensorDescription] {
    matrices(inputSize: inputSize) + [TensorDescription(bias, [cell.sumCount], .bias)] + vectors
  }

  /// The values of `readingTensors`, given those of `parameters` by their roles.
  func fold(_ parameter: (String) -> TensorValues<Float>) -> [TensorValues<Float>] {
    [parameter(inputWeight)] + cell.productTensors.map { parameter(weight($0.name)) }
      + [TensorValues(summedBiases(parameter))] + vectors.map { parameter($0.role) }
  }

  /// For each sum the biases that belong to it, added.
  private func summedBiases(_ parameter: (String) -> TensorValues<Float>) -> [Float] {
    var sums = parameter(inputBias).array + [Float](repeating: 0, count: cell.sumCount - cell.inputSumCount)
    for product in cell.products {
      let bias = parameter(bias(product.tensor))
      for index in 0..<product.rows.count {
        sums[product.firstSum + index] += bias.base[product.rows.lowerBound + index]
      }
    }
    return sums
  }

  private func matrices(inputSize: Int) -> [TensorDescription] {
    [TensorDescription(inputWeight, [cell.inputSumCount, inputSize], .weight)]
      + cell.productTensors.map {
        TensorDescription(weight($0.name), [$0.rows, $0.depth], .weight)
      }
  }

  private var vectors: [TensorDescription] {
    cell.peepholeCount == 0 ? [] : [TensorDescription(peepholes, [cell.peepholeCount], .weight)]
  }
}
