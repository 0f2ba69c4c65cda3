import LegibleKernels
import LegibleTensors

/// An LSTM of floats made ready for reading.
struct LSTMReading: ReadingLayer {
  struct Direction: Sendable {
    let reversed: Bool
    let inputWeights, recurrentWeights: PackedMatrix
    /// `[4H]`
    let bias: FloatBuffer

    /// - Parameters:
    ///   - inputWeights: `[4H, C]`. Rows in order: input, forget, cell, output gate.
    ///   - recurrentWeights: `[4H, H]`.
    ///   - bias: `[4H]`, both of PyTorch's biases in one.
    init(
      reversed: Bool, inputWeights: TensorValues<Float>, recurrentWeights: TensorValues<Float>,
      bias: TensorValues<Float>
    ) {
      self.reversed = reversed
      let gates = bias.count
      let (inputSize, hiddenSize) = (inputWeights.count / gates, gates / 4)
      self.inputWeights = PackedMatrix(depth: inputSize, columns: gates)
      self.inputWeights.pack(inputWeights.base, depthStride: 1, columnStride: inputSize)
      self.recurrentWeights = PackedMatrix(depth: hiddenSize, columns: gates)
      self.recurrentWeights.pack(recurrentWeights.base, depthStride: 1, columnStride: hiddenSize)
      self.bias = FloatBuffer(count: gates)
      self.bias.base.update(from: bias.base, count: gates)
    }
  }

  let hiddenSize: Int
  let directions: [Direction]

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    output.reshape(input.layout, channels: hiddenSize * directions.count)
    output.clearGaps()
    for (number, direction) in directions.enumerated() {
      workspace.sequence.arrange(input.layout, reversed: direction.reversed)
      let sequence = workspace.sequence
      let rows = sequence.rows
      let packed = workspace.floats(.input, count: rows * input.channels)
      let gates = workspace.floats(.sums, count: rows * 4 * hiddenSize)
      let cell = workspace.floats(.state, count: rows * hiddenSize)
      let hidden = workspace.floats(.output, count: rows * hiddenSize)
      sequence.gather(input, into: packed, threads: 1)
      var product = direction.inputWeights.product(
        packed, inputStride: input.channels, output: gates, outputStride: 4 * hiddenSize, rows: rows)
      product.bias = UnsafePointer(direction.bias.base)
      product.run(threads: 1)
      walkLSTM(
        sequence, recurrentWeights: direction.recurrentWeights, gates: gates, cell: cell, hidden: hidden,
        hiddenSize: hiddenSize)
      sequence.scatter(hidden, width: hiddenSize, to: output, channel: number * hiddenSize, threads: 1)
    }
  }
}
