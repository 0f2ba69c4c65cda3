import LegibleKernels
import LegibleTensors

/// One direction of a recurrent layer while it is trained. `TrainedWalkGradients.swift` has the way back.
final class TrainedWalk {
  /// Arrays of one batch, rows in the order of `sequence`.
  final class Cache {
    let walk: RecurrentWalk
    fileprivate(set) var sequence = PackedSequence()
    /// `[rows, C]`
    let input = FloatBuffer()
    /// `[rows, S]`, activated after the walk; `[rows, M]`, `[rows, O]`.
    let sums = FloatBuffer()
    let memory = FloatBuffer()
    let output = FloatBuffer()
    /// `[items, O]` and behind it `[items, M]`, where the batch starts from a state.
    let initialState = FloatBuffer()
    /// `[rows, O]`, where a teacher gives the outputs.
    let taught = FloatBuffer()
    fileprivate(set) var hasInitialState = false
    fileprivate(set) var isTaught = false

    /// `[rows, O]`: the output that entered each step.
    let previousOutput = FloatBuffer()
    /// Gradients: `[rows, S]`, `[rows, O]`, `[items, M]`, and as `initialState`.
    let sumsGradient = FloatBuffer()
    let outputGradient = FloatBuffer()
    let memoryGradient = FloatBuffer()
    let stateGradient = FloatBuffer()
    let inputGradient = FloatBuffer()
    let transposedInputWeights: PackedMatrix
    /// As `RecurrentWalk.stages`.
    let transposedWeights: [[PackedMatrix]]
    /// `[2, S]`: sums of the sums' gradients over the rows, and of their squares, which nobody needs.
    let gradientSums: FloatBuffer

    init(_ walk: RecurrentWalk, inputSize: Int) {
      let cell = walk.cell
      self.walk = walk
      transposedInputWeights = PackedMatrix(depth: cell.inputSumCount, columns: inputSize)
      transposedWeights = walk.stages.map { products in
        products.map { PackedMatrix(depth: $0.product.rows.count, columns: cell.depth($0.product)) }
      }
      gradientSums = FloatBuffer(count: 2 * cell.sumCount)
    }

    var arrays: RecurrentWalk.Arrays {
      RecurrentWalk.Arrays(
        sums: sums.base, memory: memory.base, output: output.base,
        initialState: hasInitialState ? UnsafePointer(initialState.base) : nil,
        taught: isTaught ? UnsafePointer(taught.base) : nil)
    }
  }

  /// The weights and biases of one tensor's name.
  typealias Pair = (weight: Parameter, bias: Parameter)

  let cell: any RecurrentCell
  let inputSize: Int
  /// `[I, C]` and `[I]`.
  let input: Pair
  /// Those of the products, by their names.
  let recurrent: [String: Pair]
  let peepholes: Parameter?
  /// Of the layer's walks this one.
  let number: Int
  private let tensors: RecurrentTensors

  /// - Parameter parameters: of the whole layer.
  init(_ parameters: LayerParameters, _ tensors: RecurrentTensors, number: Int) {
    self.tensors = tensors
    self.number = number
    cell = tensors.cell
    input = (parameters[tensors.inputWeight], parameters[tensors.inputBias])
    inputSize = input.weight.shape[1]
    recurrent = Dictionary(
      uniqueKeysWithValues: cell.productTensors.map {
        ($0.name, (parameters[tensors.weight($0.name)], parameters[tensors.bias($0.name)]))
      })
    peepholes = cell.peepholeCount == 0 ? nil : parameters[tensors.peepholes]
  }

  func makeCache() -> Cache {
    Cache(RecurrentWalk(cell, reversed: tensors.reversed, inputSize: inputSize), inputSize: inputSize)
  }

  /// Uniform in `±1/sqrt(H)`, PyTorch's default, and biases of zero, but for what `start` says.
  func initialize(using random: inout RandomSource, start: RecurrentStart) {
    let bound = 1 / Float(cell.hiddenSize).squareRoot()
    input.weight.fillUniform(bound: bound, using: &random)
    for tensor in cell.productTensors { pair(tensor.name).weight.fillUniform(bound: bound, using: &random) }
    for product in cell.products where product.tensor == "hh" {
      start.fill(pair(product.tensor).weight, rows: product.rows, size: cell.hiddenSize, using: &random)
    }
    for (sums, bias) in [(cell.forgetSums, start.forgetBias), (cell.updateSums, start.updateBias)] {
      guard let sums else { continue }
      (input.bias.value.base + sums.lowerBound).update(repeating: bias, count: sums.count)
    }
  }

  func pair(_ tensor: String) -> Pair {
    guard let pair = recurrent[tensor] else { preconditionFailure("no tensors \(tensor)") }
    return pair
  }

  // MARK: Forward

  /// Packs the weights, and does what the walk along time does not wait for.
  func prepare(
    _ strip: Strip, state: RecurrentState?, teacher: Strip?, cache: Cache, context: TrainingContext
  ) {
    pack(cache.walk)
    cache.sequence.arrange(strip.layout, reversed: tensors.reversed)
    let sequence = cache.sequence
    let rows = sequence.rows
    cache.sums.reserve(rows * cell.sumCount)
    cache.memory.reserve(rows * cell.memorySize)
    cache.output.reserve(rows * cell.outputSize)
    cache.hasInitialState = state != nil
    if let state {
      cache.initialState.reserve(sequence.order.count * cell.stateSize)
      state.gather(number, of: cell, sequence, into: cache.initialState.base)
    }
    cache.isTaught = teacher != nil
    if let teacher {
      precondition(!cell.carriesMemory, "a cell with a memory of its own cannot be taught its output")
      cache.taught.reserve(rows * cell.outputSize)
      sequence.gather(
        teacher, channel: number * cell.outputSize, width: cell.outputSize, into: cache.taught.base,
        threads: context.threads)
    }
    cache.walk.projectInput(
      strip, sequence, into: cache.sums.base, threads: context.threads, context.workspace
    ) {
      cache.input.reserve($0)
      return cache.input.base
    }
  }

  private func pack(_ walk: RecurrentWalk) {
    walk.inputWeights.pack(input.weight.value.base)
    for (product, weights) in walk.stages.joined() {
      weights.pack(
        pair(product.tensor).weight.value.base + product.rows.lowerBound * cell.depth(product))
    }
    let bias = walk.bias.base
    bias.update(from: input.bias.value.base, count: cell.inputSumCount)
    (bias + cell.inputSumCount).update(repeating: 0, count: cell.sumCount - cell.inputSumCount)
    for (product, _) in walk.stages.joined() {
      legible_add(
        pair(product.tensor).bias.value.base + product.rows.lowerBound, bias + product.firstSum,
        Int64(product.rows.count))
    }
    if let peepholes { walk.peepholes.base.update(from: peepholes.value.base, count: peepholes.count) }
  }

  /// The steps, one after the other.
  func run(cache: Cache, _ workspace: Workspace) { cache.walk.run(cache.sequence, cache.arrays, workspace) }

  /// Writes the output, and the state at its end.
  func finish(into output: Strip, state: RecurrentState?, cache: Cache, threads: Int) {
    let width = cell.outputSize
    cache.sequence.scatter(
      cache.output.base, width: width, to: output, channel: number * width, threads: threads)
    // What is taught is what the next piece starts from.
    state?.keepLast(
      cache.isTaught ? cache.taught.base : cache.output.base, cache.memory.base, number, of: cell,
      cache.sequence)
  }
}
