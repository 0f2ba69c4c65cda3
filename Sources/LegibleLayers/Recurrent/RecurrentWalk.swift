import LegibleKernels
import LegibleTensors

/// One direction of a recurrent layer with its weights packed: the forward pass, which training and reading share.
///
/// All columns are multiplied by the input weights at once; then the walk along time adds the recurrent products of
/// each step, for all sequences still running, and runs the cell.
struct RecurrentWalk: Sendable {
  let cell: any RecurrentCell
  /// The cell's, here because every step asks for them.
  let sumCount, inputSumCount, memorySize, outputSize: Int
  let reversed: Bool
  let inputWeights: RecurrentMatrix
  /// For each stage its products with their weights.
  let stages: [[(product: RecurrentProduct, weights: RecurrentMatrix)]]
  /// `[S]`
  let bias: FloatBuffer
  let peepholes: FloatBuffer

  /// Where the numbers of a walk lie, rows in the order of the sequence.
  struct Arrays {
    /// `[rows, S]`, `[rows, M]`, `[rows, O]`.
    var sums, memory, output: UnsafeMutablePointer<Float>
    /// `[items, O]` and behind it `[items, M]`: what the first steps start from; nil for zeros.
    var initialState: UnsafePointer<Float>?
    /// `[rows, O]`: outputs that the next step takes for the real ones; nil where it takes these.
    var taught: UnsafePointer<Float>?
  }

  /// For training: memory to pack the weights into.
  init(_ cell: any RecurrentCell, reversed: Bool, inputSize: Int) {
    self.cell = cell
    (sumCount, inputSumCount) = (cell.sumCount, cell.inputSumCount)
    (memorySize, outputSize) = (cell.memorySize, cell.outputSize)
    self.reversed = reversed
    inputWeights = .floats(PackedMatrix(depth: inputSize, columns: cell.inputSumCount))
    stages = Self.stages(cell) {
      .floats(PackedMatrix(depth: cell.depth($0), columns: $0.rows.count))
    }
    bias = FloatBuffer(count: cell.sumCount)
    peepholes = FloatBuffer(count: cell.peepholeCount)
  }

  /// For reading.
  init(_ tensors: RecurrentTensors, _ request: ReadingRequest) {
    let (cell, weights) = (tensors.cell, request.weights)
    let bias = weights.floats(tensors.bias)
    self.cell = cell
    (sumCount, inputSumCount) = (cell.sumCount, cell.inputSumCount)
    (memorySize, outputSize) = (cell.memorySize, cell.outputSize)
    reversed = tensors.reversed
    inputWeights = RecurrentMatrix(
      input: weights[tensors.inputWeight], bias: bias.slice(0..<cell.inputSumCount),
      depth: request.input.channels, reads: request.reads)
    stages = Self.stages(cell) { product in
      RecurrentMatrix(
        weights[tensors.weight(product.tensor)], rows: product.rows, depth: cell.depth(product),
        range: cell.range(product))
    }
    self.bias = FloatBuffer(count: cell.sumCount)
    self.bias.base.update(from: bias.base, count: cell.sumCount)
    peepholes = FloatBuffer(count: cell.peepholeCount)
    if cell.peepholeCount > 0 {
      peepholes.base.update(from: weights.floats(tensors.peepholes).base, count: cell.peepholeCount)
    }
  }

  private static func stages(
    _ cell: any RecurrentCell, _ weights: (RecurrentProduct) -> RecurrentMatrix
  ) -> [[(product: RecurrentProduct, weights: RecurrentMatrix)]] {
    let products = cell.products
    let count = (products.map(\.stage).max() ?? 0) + 1
    return (0..<count).map { stage in
      products.filter { $0.stage == stage }.map { ($0, weights($0)) }
    }
  }

  /// The sums of all columns, as far as they wait for nothing: `input * W_ih^T` and biases.
  /// - Parameters:
  ///   - sums: `[rows, S]`, of which the first `inputSumCount` are written.
  ///   - makePacked: gives memory for so many floats, which hold the input in the order of the walk on return; not
  ///     called for an input of bytes.
  func projectInput(
    _ input: Strip, _ sequence: PackedSequence, into sums: UnsafeMutablePointer<Float>, threads: Int,
    _ workspace: Workspace, _ makePacked: (Int) -> UnsafeMutablePointer<Float>
  ) {
    let (rows, width) = (sequence.rows, sumCount)
    switch inputWeights {
    case .floats(let matrix):
      precondition(
        input.channels == matrix.depth,
        "a recurrent layer for \(matrix.depth) features on a strip of \(input.channels)")
      let packed = makePacked(rows * input.channels)
      sequence.gather(input, into: packed, threads: threads)
      var product = matrix.product(
        packed, inputStride: input.channels, output: sums, outputStride: width, rows: rows)
      product.bias = UnsafePointer(bias.base)
      product.run(threads: threads)
    case .bytes(let matrix, _):
      let depth = matrix.matrix.depth
      precondition(
        input.channelStride == depth,
        "a recurrent layer for \(depth) features on a strip of \(input.channels)")
      let packed = workspace.bytes(.input, count: rows * depth)
      for (row, column) in sequence.columns.enumerated() {
        (packed + row * depth).update(from: input.bytePosition(row: 0, column: column), count: depth)
      }
      matrix.withDescription {
        var product = $0
        product.input = UnsafePointer(packed)
        product.inputStride = Int64(depth)
        product.output = sums
        product.outputStride = Int64(width)
        product.rows = Int64(rows)
        legible_quantized_product(&product)
      }
    }
  }

  /// The sums that get nothing from the input start from their biases: step by step, while they are at hand.
  private func startSums(_ rows: RecurrentRows) {
    guard inputSumCount < sumCount else { return }
    for row in 0..<rows.count {
      (rows.sums + row * sumCount + inputSumCount).update(
        from: bias.base + inputSumCount, count: sumCount - inputSumCount)
    }
  }

  /// The steps, one after the other.
  func run(_ sequence: PackedSequence, _ arrays: Arrays, _ workspace: Workspace) {
    for step in 0..<sequence.steps {
      let rows = rows(step, sequence, arrays)
      startSums(rows)
      for (stage, products) in stages.enumerated() {
        for (product, weights) in products {
          let operand = product.operand == .memory ? UnsafePointer(rows.memory) : rows.previousOutput
          guard let operand else { continue }
          weights.add(
            operand, rows: rows.count, to: rows.sums + product.firstSum, stride: sumCount,
            backwards: step % 2 == 0, workspace)
        }
        cell.step(stage, rows)
      }
    }
  }

  /// The rows of one step.
  func rows(_ step: Int, _ sequence: PackedSequence, _ arrays: Arrays) -> RecurrentRows {
    let (o, m) = (outputSize, memorySize)
    let start = sequence.starts[step]
    var previousOutput = arrays.initialState
    var previousMemory = arrays.initialState.map { $0 + sequence.order.count * o }
    if step > 0 {
      let before = sequence.starts[step - 1]
      previousOutput = (arrays.taught ?? UnsafePointer(arrays.output)) + before * o
      previousMemory = UnsafePointer(arrays.memory) + before * m
    }
    return RecurrentRows(
      count: sequence.count(at: step), sums: arrays.sums + start * sumCount,
      memory: arrays.memory + start * m, output: arrays.output + start * o, previousMemory: previousMemory,
      previousOutput: previousOutput, peepholes: UnsafePointer(peepholes.base))
  }
}
