import LegibleKernels
import LegibleTensors

/// An LSTM whose products are of bytes; see `LSTM`. The hidden state enters the next step, and the next layer, as bytes;
/// cells and gates are floats.
public struct QuantizedLSTM: QuantizedProductLayer {
  /// One direction of the layer.
  public struct Direction: Sendable {
    let reversed: Bool
    let inputWeights, recurrentWeights: QuantizedMatrix
    let inputStore, recurrentStore: QuantizedStore

    /// - Parameters:
    ///   - inputWeights: `[4H, C]`. Rows in order: input, forget, cell, output gate.
    ///   - recurrentWeights: `[4H, H]`.
    ///   - bias: `[4H]`, both of PyTorch's biases in one.
    ///   - input: what the bytes of the input stand for.
    public init(
      reversed: Bool, inputWeights: QuantizedWeights, recurrentWeights: QuantizedWeights, bias: [Float],
      input: Quantization
    ) {
      self.reversed = reversed
      self.inputWeights = QuantizedMatrix(rows: inputWeights)
      self.recurrentWeights = QuantizedMatrix(rows: recurrentWeights)
      inputStore = QuantizedStore(
        self.inputWeights, scales: inputWeights.scales, bias: bias, input: input, output: nil)
      recurrentStore = QuantizedStore(
        self.recurrentWeights, scales: recurrentWeights.scales,
        bias: [Float](repeating: 0, count: bias.count), input: .hiddenState, output: nil)
    }
  }

  /// `Quantization.hiddenState`, or nil for floats.
  public let output: Quantization?
  private let hiddenSize: Int
  private let directions: [Direction]

  public init(hiddenSize: Int, directions: [Direction], output: Quantization?) {
    precondition(output == nil || output == .hiddenState, "a hidden state has its own quantisation")
    self.hiddenSize = hiddenSize
    self.directions = directions
    self.output = output
  }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (input, hiddenSize * directions.count)
  }

  public func forward(_ input: QuantizedStrip, into output: QuantizedStrip, workspace: Workspace) {
    output.reshape(input.layout, channels: hiddenSize * directions.count, quantization: .hiddenState)
    output.clearGaps()
    for (number, direction) in directions.enumerated() {
      walk(direction, input, workspace: workspace) { sequence, _, bytes, stride in
        for (row, column) in sequence.columns.enumerated() {
          (output.position(row: 0, column: column) + number * hiddenSize).update(
            from: bytes + row * stride, count: hiddenSize)
        }
      }
    }
  }

  public func forward(_ input: QuantizedStrip, into output: Strip, workspace: Workspace) {
    output.reshape(input.layout, channels: hiddenSize * directions.count)
    output.zeroGaps()
    for (number, direction) in directions.enumerated() {
      walk(direction, input, workspace: workspace) { sequence, hidden, _, _ in
        sequence.scatter(hidden, width: hiddenSize, to: output, channel: number * hiddenSize, threads: 1)
      }
    }
  }

  /// All columns by the input weights at once, then step by step.
  /// - Parameter body: gets the hidden states of all rows as floats `[rows, H]` and as bytes at `stride` a row.
  private func walk(
    _ direction: Direction, _ input: QuantizedStrip, workspace: Workspace,
    _ body: (PackedSequence, UnsafePointer<Float>, _ bytes: UnsafePointer<UInt8>, _ stride: Int) -> Void
  ) {
    precondition(
      input.channelStride == direction.inputWeights.depth,
      "an LSTM for \(direction.inputWeights.depth) features on a strip of \(input.channels)")
    let h = hiddenSize
    workspace.sequence.arrange(input.layout, reversed: direction.reversed)
    let sequence = workspace.sequence
    let rows = sequence.rows
    let gates = workspace.buffer(0, count: rows * 4 * h)
    let cell = workspace.buffer(1, count: rows * h)
    let hidden = workspace.buffer(2, count: rows * h)
    let packed = workspace.bytes(0, count: rows * input.channelStride)
    let stride = direction.recurrentWeights.depth
    let bytes = workspace.bytes(1, count: rows * stride)
    for (row, column) in sequence.columns.enumerated() {
      (packed + row * input.channelStride).update(
        from: input.position(row: 0, column: column), count: input.channelStride)
    }
    direction.inputStore.withProduct(direction.inputWeights) {
      var product = $0
      product.input = UnsafePointer(packed)
      product.inputStride = Int64(input.channelStride)
      product.output = gates
      product.outputStride = Int64(4 * h)
      product.rows = Int64(rows)
      legible_quantized_product(&product)
    }
    direction.recurrentStore.withProduct(direction.recurrentWeights) { recurrent in
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
          hidden + start * h, 1 / Quantization.hiddenState.step, Float(Quantization.hiddenState.zeroPoint),
          255,
          bytes + start * stride, Int64(stride), Int64(count), Int64(h))
      }
    }
    body(sequence, UnsafePointer(hidden), UnsafePointer(bytes), stride)
  }
}
