/// A product of a recurrent step: `sums[firstSum...] += weight[rows] * operand + bias[rows]`.
package struct RecurrentProduct: Hashable, Sendable {
  /// What is multiplied.
  package enum Operand: Hashable, Sendable {
    /// The output of the step before.
    case previousOutput
    /// What the stage before left in the memory.
    case memory
  }

  /// The tensors' name after `weight_` and `bias_`, such as `hh`.
  let tensor: String
  /// Of the tensors. Several products may share a tensor.
  let rows: Range<Int>
  let operand: Operand
  let firstSum: Int
  let stage: Int

  init(
    _ tensor: String = "hh", rows: Range<Int>, operand: Operand = .previousOutput, firstSum: Int = 0,
    stage: Int = 0
  ) {
    self.tensor = tensor
    self.rows = rows
    self.operand = operand
    self.firstSum = firstSum
    self.stage = stage
  }

  /// Of the sums.
  var sums: Range<Int> { firstSum..<firstSum + rows.count }
}

extension RecurrentCell {
  /// Numbers of a product's operand.
  func depth(_ product: RecurrentProduct) -> Int {
    product.operand == .memory ? memorySize : outputSize
  }

  /// What an operand's numbers may be.
  func range(_ product: RecurrentProduct) -> NumberRange {
    product.operand == .memory ? memoryRange : outputRange
  }

  /// The products' tensors, each once, with the shape of its weights.
  var productTensors: [(name: String, rows: Int, depth: Int)] {
    var tensors: [(name: String, rows: Int, depth: Int)] = []
    for product in products {
      if let index = tensors.firstIndex(where: { $0.name == product.tensor }) {
        tensors[index].rows = max(tensors[index].rows, product.rows.upperBound)
      } else {
        tensors.append((product.tensor, product.rows.upperBound, depth(product)))
      }
    }
    return tensors
  }
}
