import LegibleKernels
import LegibleTensors

/// One direction of an LSTM layer.
///
/// All columns are multiplied by the input weights at once; then the walk along time adds the recurrent
/// product of each step, for all sequences still running, and applies the gates.
final class LSTMDirection {
  /// Arrays of one batch, rows in the order of `sequence`.
  final class Cache {
    fileprivate(set) var sequence = PackedSequence()
    /// `[rows, C]`
    let input = FloatBuffer()
    /// `[rows, 4H]`: gates, activated after the walk.
    let gates = FloatBuffer()
    /// `[rows, H]`
    let cell = FloatBuffer()
    let hidden = FloatBuffer()
    /// `[rows, H]`: the hidden state that entered each step.
    let previousHidden = FloatBuffer()
    /// `[rows, 4H]`: gradient of the sums before the gates.
    let gatesGradient = FloatBuffer()
    /// `[rows, H]` and `[sequences, H]`.
    let hiddenGradient = FloatBuffer()
    let cellGradient = FloatBuffer()
    let inputGradient = FloatBuffer()
    let inputWeights, recurrentWeights, transposedInputWeights, transposedRecurrentWeights: PackedMatrix
    let bias: FloatBuffer
    /// `[2, 4H]`: sums of the gates' gradients over the rows, and of their squares, which nobody needs.
    let sums: FloatBuffer

    init(inputSize: Int, hiddenSize: Int) {
      inputWeights = PackedMatrix(depth: inputSize, columns: 4 * hiddenSize)
      recurrentWeights = PackedMatrix(depth: hiddenSize, columns: 4 * hiddenSize)
      transposedInputWeights = PackedMatrix(depth: 4 * hiddenSize, columns: inputSize)
      transposedRecurrentWeights = PackedMatrix(depth: 4 * hiddenSize, columns: hiddenSize)
      bias = FloatBuffer(count: 4 * hiddenSize)
      sums = FloatBuffer(count: 8 * hiddenSize)
    }
  }

  /// `[4H, C]`, `[4H, H]`, `[4H]`, `[4H]`. Rows in order: input, forget, cell, output gate.
  let inputWeight, recurrentWeight, inputBias, recurrentBias: Parameter
  private let inputSize: Int
  private let hiddenSize: Int
  private let reversed: Bool

  /// - Parameter parameters: of the whole layer.
  init(_ parameters: LayerParameters, _ roles: LSTM.Roles) {
    inputWeight = parameters[roles.inputWeight]
    recurrentWeight = parameters[roles.recurrentWeight]
    inputBias = parameters[roles.inputBias]
    recurrentBias = parameters[roles.recurrentBias]
    inputSize = inputWeight.shape[1]
    hiddenSize = recurrentWeight.shape[1]
    reversed = roles.reversed
  }

  func initialize(using random: inout RandomSource) {
    let bound = 1 / Float(hiddenSize).squareRoot()
    inputWeight.fillUniform(bound: bound, using: &random)
    recurrentWeight.fillUniform(bound: bound, using: &random)
    (inputBias.value.base + hiddenSize).update(repeating: 1, count: hiddenSize)
  }

  func makeCache() -> Cache { Cache(inputSize: inputSize, hiddenSize: hiddenSize) }

  // MARK: Forward

  /// gates = input * W_ih^T + b_ih + b_hh, for all columns.
  func projectInput(_ strip: Strip, cache: Cache, threads: Int) {
    precondition(
      strip.channels == inputSize, "an LSTM for \(inputSize) features on a strip of \(strip.channels)")
    cache.inputWeights.pack(inputWeight.value.base, depthStride: 1, columnStride: inputSize)
    cache.recurrentWeights.pack(recurrentWeight.value.base, depthStride: 1, columnStride: hiddenSize)
    for index in 0..<4 * hiddenSize {
      cache.bias.base[index] = inputBias.value.base[index] + recurrentBias.value.base[index]
    }
    cache.sequence.arrange(strip.layout, reversed: reversed)
    let rows = cache.sequence.rows
    cache.input.reserve(rows * inputSize)
    cache.gates.reserve(rows * 4 * hiddenSize)
    cache.cell.reserve(rows * hiddenSize)
    cache.hidden.reserve(rows * hiddenSize)
    cache.sequence.gather(strip, into: cache.input.base, threads: threads)
    var product = cache.inputWeights.product(
      cache.input.base, inputStride: inputSize, output: cache.gates.base, outputStride: 4 * hiddenSize,
      rows: rows)
    product.bias = UnsafePointer(cache.bias.base)
    product.run(threads: threads)
  }

  /// The steps, one after the other.
  func walk(cache: Cache) {
    walkLSTM(
      cache.sequence, recurrentWeights: cache.recurrentWeights, gates: cache.gates.base,
      cell: cache.cell.base,
      hidden: cache.hidden.base, hiddenSize: hiddenSize)
  }

  // MARK: Backward

  /// Gradient of the gates' sums, from the last step to the first.
  /// - Parameters:
  ///   - outputGradient: `[T, ...]`; this direction's features start at `channel`.
  func walkBack(_ outputGradient: Strip, channel: Int, cache: Cache) {
    let sequence = cache.sequence
    let h = hiddenSize
    cache.transposedRecurrentWeights.pack(recurrentWeight.value.base, depthStride: h, columnStride: 1)
    cache.gatesGradient.reserve(sequence.rows * 4 * h)
    cache.hiddenGradient.reserve(sequence.rows * h)
    let sequences = sequence.steps == 0 ? 0 : sequence.count(at: 0)
    cache.cellGradient.reserve(sequences * h)
    cache.cellGradient.zero(sequences * h)
    for row in 0..<sequence.rows {
      (cache.hiddenGradient.base + row * h).update(
        from: outputGradient.position(row: 0, column: sequence.columns[row]) + channel, count: h)
    }
    for step in stride(from: sequence.steps - 1, through: 0, by: -1) {
      let start = sequence.starts[step]
      for index in 0..<sequence.count(at: step) {
        let row = start + index
        let previous = step == 0 ? nil : cache.cell.base + (sequence.starts[step - 1] + index) * h
        legible_lstm_step_gradient(
          cache.gates.base + row * 4 * h, cache.cell.base + row * h, previous,
          cache.hiddenGradient.base + row * h,
          cache.cellGradient.base + index * h, cache.gatesGradient.base + row * 4 * h, Int64(h))
      }
      guard step > 0 else { break }
      var product = cache.transposedRecurrentWeights.product(
        cache.gatesGradient.base + start * 4 * h, inputStride: 4 * h,
        output: cache.hiddenGradient.base + sequence.starts[step - 1] * h, outputStride: h,
        rows: sequence.count(at: step))
      product.accumulate = true
      legible_product(&product)
    }
  }

  /// Adds to the parameters' gradients and to the input's.
  func addGradients(into inputGradient: Strip?, cache: Cache, threads: Int) {
    let sequence = cache.sequence
    let rows = sequence.rows
    let h = hiddenSize
    let gates = cache.gatesGradient.base

    let (sums, squares) = (cache.sums.base, cache.sums.base + 4 * h)
    cache.sums.zero(8 * h)
    legible_channel_sums(gates, Int64(rows), Int64(4 * h), sums, squares)
    legible_add(sums, inputBias.gradient.base, Int64(4 * h))
    legible_add(sums, recurrentBias.gradient.base, Int64(4 * h))

    addOuterProduct(gates, cache.input.base, inputSize, to: inputWeight, rows: rows, threads: threads)

    cache.previousHidden.reserve(rows * h)
    for step in 0..<sequence.steps {
      let to = cache.previousHidden.base + sequence.starts[step] * h
      let count = sequence.count(at: step) * h
      if step == 0 {
        to.update(repeating: 0, count: count)
      } else {
        to.update(from: cache.hidden.base + sequence.starts[step - 1] * h, count: count)
      }
    }
    addOuterProduct(gates, cache.previousHidden.base, h, to: recurrentWeight, rows: rows, threads: threads)

    guard let inputGradient else { return }
    cache.transposedInputWeights.pack(inputWeight.value.base, depthStride: inputSize, columnStride: 1)
    cache.inputGradient.reserve(rows * inputSize)
    cache.transposedInputWeights.product(
      gates, inputStride: 4 * h, output: cache.inputGradient.base, outputStride: inputSize, rows: rows
    ).run(threads: threads)
    for row in 0..<rows {
      legible_add(
        cache.inputGradient.base + row * inputSize,
        inputGradient.position(row: 0, column: sequence.columns[row]), Int64(inputSize))
    }
  }

  /// parameter.gradient `[4H, size]` += left `[rows, 4H]` transposed, times right `[rows, size]`.
  private func addOuterProduct(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ size: Int, to parameter: Parameter,
    rows: Int,
    threads: Int
  ) {
    LegibleOuterProduct(
      left: left, leftStride: Int64(4 * hiddenSize), right: right, rightStride: Int64(size),
      positions: Int64(rows),
      output: parameter.gradient.base, outputStride: Int64(size), rows: Int64(4 * hiddenSize),
      columns: Int64(size)
    ).run(threads: threads)
  }
}
