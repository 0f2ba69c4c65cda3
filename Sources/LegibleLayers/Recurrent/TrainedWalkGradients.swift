import LegibleKernels
import LegibleTensors

extension TrainedWalk {
  /// Gradient of the sums, from the last step to the first.
  /// - Parameters:
  ///   - outputGradient: `[T, ...]`, of the whole layer.
  ///   - state: whose gradients at the end become those at the start.
  func runBack(_ outputGradient: Strip, state: RecurrentState?, cache: Cache) {
    let sequence = cache.sequence
    let (o, m) = (cell.outputSize, cell.memorySize)
    packTransposed(cache)
    cache.sumsGradient.reserve(sequence.rows * cell.sumCount)
    cache.outputGradient.reserve(sequence.rows * o)
    let items = sequence.order.count
    cache.memoryGradient.reserve(items * m)
    cache.memoryGradient.zero(items * m)
    for row in 0..<sequence.rows {
      (cache.outputGradient.base + row * o).update(
        from: outputGradient.position(row: 0, column: sequence.columns[row]) + number * o, count: o)
    }
    if let state { beginAtTheEnd(of: state, cache) }

    let arrays = cache.arrays
    for step in stride(from: sequence.steps - 1, through: 0, by: -1) {
      let rows = cache.walk.rows(step, sequence, arrays)
      let gradients = gradients(step, state, cache)
      for stage in cache.walk.stages.indices.reversed() {
        cell.stepGradient(stage, rows, gradients)
        for (index, (product, _)) in cache.walk.stages[stage].enumerated() {
          let isMemory = product.operand == .memory
          guard let target = isMemory ? gradients.memory : gradients.previousOutput else { continue }
          var back = cache.transposedWeights[stage][index].product(
            gradients.sums + product.firstSum, inputStride: cell.sumCount, output: target,
            outputStride: isMemory ? m : o, rows: rows.count)
          // The memory of a step is the operand of one product alone.
          back.accumulate = !isMemory
          legible_product(&back)
        }
      }
    }
    state?.scatterGradients(cache.stateGradient.base, number, of: cell, sequence)
  }

  private func packTransposed(_ cache: Cache) {
    for (stage, products) in cache.walk.stages.enumerated() {
      for (index, (product, _)) in products.enumerated() {
        let depth = cell.depth(product)
        cache.transposedWeights[stage][index].pack(
          pair(product.tensor).weight.value.base + product.rows.lowerBound * depth, depthStride: depth,
          columnStride: 1)
      }
    }
  }

  /// Where the gradients of one step lie. What enters the first step has its gradient in the state's; a taught
  /// output has none.
  private func gradients(_ step: Int, _ state: RecurrentState?, _ cache: Cache) -> RecurrentRowGradients {
    let o = cell.outputSize
    let sequence = cache.sequence
    var previous: UnsafeMutablePointer<Float>?
    if step > 0 {
      previous = cache.isTaught ? nil : cache.outputGradient.base + sequence.starts[step - 1] * o
    } else if state != nil {
      previous = cache.stateGradient.base
    }
    let carried = state != nil && cell.carriesMemory
    let memory = carried ? cache.stateGradient.base + sequence.order.count * o : cache.memoryGradient.base
    return RecurrentRowGradients(
      output: UnsafePointer(cache.outputGradient.base + sequence.starts[step] * o), memory: memory,
      sums: cache.sumsGradient.base + sequence.starts[step] * cell.sumCount, previousOutput: previous,
      peepholes: peepholes?.gradient.base ?? cache.gradientSums.base)
  }

  /// Takes the gradients of the state at the end to where the walk finds them: those of an output to its row, those
  /// of the memory to where they are carried. An item without columns hands them on as they are.
  private func beginAtTheEnd(of state: RecurrentState, _ cache: Cache) {
    let sequence = cache.sequence
    let o = cell.outputSize
    cache.stateGradient.reserve(sequence.order.count * cell.stateSize)
    let gradients = cache.stateGradient.base
    state.gatherGradients(number, of: cell, sequence, into: gradients)
    for place in sequence.order.indices {
      guard let row = sequence.lastRow(ofPlace: place) else { continue }
      // The last state of a taught walk is the teacher's.
      if !cache.isTaught {
        legible_add(gradients + place * o, cache.outputGradient.base + row * o, Int64(o))
      }
      (gradients + place * o).update(repeating: 0, count: o)
    }
  }

  /// Adds to the parameters' gradients and to the input's.
  func addGradients(into inputGradient: Strip?, cache: Cache, threads: Int) {
    let sequence = cache.sequence
    let (rows, width) = (sequence.rows, cell.sumCount)
    let gradients = cache.sumsGradient.base

    let sums = cache.gradientSums.base
    cache.gradientSums.zero(2 * width)
    legible_channel_sums(gradients, Int64(rows), Int64(width), sums, sums + width)
    legible_add(sums, input.bias.gradient.base, Int64(cell.inputSumCount))
    addOuterProduct(
      gradients, cache.input.base, inputSize, to: input.weight.gradient.base, rows: cell.inputSumCount,
      positions: rows, threads: threads)

    gatherPreviousOutputs(cache)
    for (product, _) in cache.walk.stages.joined() {
      let (weight, bias) = pair(product.tensor)
      let depth = cell.depth(product)
      legible_add(
        sums + product.firstSum, bias.gradient.base + product.rows.lowerBound, Int64(product.rows.count))
      addOuterProduct(
        gradients + product.firstSum,
        product.operand == .memory ? cache.memory.base : cache.previousOutput.base, depth,
        to: weight.gradient.base + product.rows.lowerBound * depth, rows: product.rows.count,
        positions: rows, threads: threads)
    }

    guard let inputGradient else { return }
    cache.transposedInputWeights.pack(
      input.weight.value.base, depthStride: inputSize, columnStride: 1)
    cache.inputGradient.reserve(rows * inputSize)
    cache.transposedInputWeights.product(
      gradients, inputStride: width, output: cache.inputGradient.base, outputStride: inputSize, rows: rows
    ).run(threads: threads)
    for row in 0..<rows {
      legible_add(
        cache.inputGradient.base + row * inputSize,
        inputGradient.position(row: 0, column: sequence.columns[row]), Int64(inputSize))
    }
  }

  /// The output that entered each step, in the order of the steps.
  private func gatherPreviousOutputs(_ cache: Cache) {
    let (sequence, arrays, o) = (cache.sequence, cache.arrays, cell.outputSize)
    cache.previousOutput.reserve(sequence.rows * o)
    for step in 0..<sequence.steps {
      let to = cache.previousOutput.base + sequence.starts[step] * o
      let count = sequence.count(at: step) * o
      if let previous = cache.walk.rows(step, sequence, arrays).previousOutput {
        to.update(from: previous, count: count)
      } else {
        to.update(repeating: 0, count: count)
      }
    }
  }

  /// gradient `[rows, size]` += left `[positions, rows]` transposed, times right `[positions, size]`.
  /// - Parameter left: a part of the sums' gradients.
  private func addOuterProduct(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ size: Int,
    to gradient: UnsafeMutablePointer<Float>, rows: Int, positions: Int, threads: Int
  ) {
    LegibleOuterProduct(
      left: left, leftStride: Int64(cell.sumCount), right: right, rightStride: Int64(size),
      positions: Int64(positions), output: gradient, outputStride: Int64(size), rows: Int64(rows),
      columns: Int64(size)
    ).run(threads: threads)
  }
}
