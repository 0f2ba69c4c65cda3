import LegibleKernels
import LegibleTensors

/// An LSTM whose products are of bytes made ready for reading. The hidden state enters the next step as bytes; cells and gates
/// are floats.
struct ByteLSTM: ReadingLayer {
  /// One direction of the layer.
  struct Direction: Sendable {
    let reversed: Bool
    let inputProduct, recurrentProduct: ByteProduct

    /// - Parameters:
    ///   - inputWeights: `[4H, C]`. Rows in order: input, forget, cell, output gate.
    ///   - recurrentWeights: `[4H, H]`.
    ///   - bias: `[4H]`, both of PyTorch's biases in one.
    ///   - input: what the bytes of the input stand for.
    init(
      reversed: Bool, inputWeights: QuantizedWeights, recurrentWeights: QuantizedWeights,
      bias: TensorValues<Float>, input: Quantization
    ) {
      self.reversed = reversed
      inputProduct = ByteProduct(
        QuantizedMatrix(rows: inputWeights), scales: inputWeights.scales, bias: bias, input: input,
        writes: .floats, activation: .linear)
      recurrentProduct = ByteProduct(
        QuantizedMatrix(rows: recurrentWeights), scales: recurrentWeights.scales, bias: nil, input: .unit,
        writes: .floats, activation: .linear)
    }
  }

  let hiddenSize: Int
  let directions: [Direction]
  let writes: Strip.Format

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    output.reshape(input.layout, channels: hiddenSize * directions.count, format: writes)
    output.clearGaps()
    for (number, direction) in directions.enumerated() {
      workspace.sequence.arrange(input.layout, reversed: direction.reversed)
      let hidden = walk(direction, input, workspace.sequence, workspace)
      workspace.sequence.scatter(
        hidden, width: hiddenSize, to: output, channel: number * hiddenSize, threads: 1)
    }
  }

  /// All columns by the input weights at once, then step by step.
  /// - Returns: the hidden states of all rows, `[rows, H]`.
  private func walk(
    _ direction: Direction, _ input: Strip, _ sequence: PackedSequence, _ workspace: Workspace
  ) -> UnsafePointer<Float> {
    let depth = direction.inputProduct.matrix.depth
    precondition(
      input.channelStride == depth, "an LSTM for \(depth) features on a strip of \(input.channels)")
    let h = hiddenSize
    let rows = sequence.rows
    let gates = workspace.floats(.sums, count: rows * 4 * h)
    let cell = workspace.floats(.state, count: rows * h)
    let hidden = workspace.floats(.output, count: rows * h)
    let packed = workspace.bytes(.input, count: rows * depth)
    let stride = direction.recurrentProduct.matrix.depth
    let bytes = workspace.bytes(.output, count: rows * stride)
    for (row, column) in sequence.columns.enumerated() {
      (packed + row * depth).update(from: input.bytePosition(row: 0, column: column), count: depth)
    }
    direction.inputProduct.withDescription {
      var product = $0
      product.input = UnsafePointer(packed)
      product.inputStride = Int64(depth)
      product.output = gates
      product.outputStride = Int64(4 * h)
      product.rows = Int64(rows)
      legible_quantized_product(&product)
    }
    direction.recurrentProduct.withDescription { recurrent in
      for step in 0..<sequence.steps {
        let start = sequence.starts[step]
        let count = sequence.count(at: step)
        if step > 0 {
          var product = recurrent
          product.input = UnsafePointer(bytes + sequence.starts[step - 1] * stride)
          product.inputStride = Int64(stride)
          product.output = gates + start * 4 * h
          product.outputStride = Int64(4 * h)
          product.rows = Int64(count)
          product.accumulate = true
          legible_quantized_product(&product)
        }
        for row in start..<start + count {
          let previous = step == 0 ? nil : cell + (sequence.starts[step - 1] + row - start) * h
          legible_lstm_step(gates + row * 4 * h, previous, cell + row * h, hidden + row * h, Int64(h))
        }
        legible_quantize(
          hidden + start * h, 1 / Quantization.unit.step, Float(Quantization.unit.zeroPoint), 255,
          bytes + start * stride, Int64(stride), Int64(count), Int64(h))
      }
    }
    return UnsafePointer(hidden)
  }
}
