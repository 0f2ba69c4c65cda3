import LegibleTensors

/// What the recurrent layers of a network carry along time, for each item of a batch. With it a stream is read, or
/// trained on, in pieces: a pass starts from the states that it finds here and leaves those after its last column.
///
/// A new item's states are zeros. Layers have their states by their names, such as `layers.3`; a layer that meets
/// this for the first time adds its own.
package final class RecurrentStates {
  /// Items of the batch: row `i` of every state is of item `i` of the strip.
  package private(set) var items: Int
  private var layers: [String: RecurrentState] = [:]

  package init(items: Int) { self.items = items }

  /// The state of one layer, zeros where it is new.
  /// - Parameter size: `Recurrent.stateSize`.
  package func state(of layer: String, size: Int) -> RecurrentState {
    if let state = layers[layer] {
      precondition(state.size == size, "\(layer): a state of \(state.size) numbers, not \(size)")
      return state
    }
    let state = RecurrentState(items: items, size: size)
    layers[layer] = state
    return state
  }

  /// Keeps some items, in a new order; an item may be kept more than once. So the hypotheses of a beam search go on
  /// from those that they extend. The gradients become zeros.
  package func select(_ chosen: [Int]) {
    precondition(chosen.allSatisfy { 0..<items ~= $0 }, "items that are not among the \(items)")
    for state in layers.values { state.select(chosen) }
    items = chosen.count
  }

  /// Cuts what came before off from what comes: truncated backpropagation through time.
  package func zeroGradients() {
    for state in layers.values { state.gradients.zero(items * state.size) }
  }
}

/// What one recurrent layer carries along time.
package final class RecurrentState {
  /// Numbers of an item: for each walk its output, then its memory where its cell carries one. For an LSTM, `h` and
  /// then `c`.
  package let size: Int
  /// `[items, size]`. Before a forward pass the state that it starts from, after it the state that it ends with. A
  /// quantised layer cuts outputs that a cell could not have given, beyond -1 and 1.
  package private(set) var values: FloatBuffer
  /// `[items, size]`. Before a backward pass the gradient with respect to the state at the end, after it the
  /// gradient with respect to that at the start.
  package private(set) var gradients: FloatBuffer
  private var spare: FloatBuffer

  init(items: Int, size: Int) {
    self.size = size
    values = FloatBuffer(count: items * size)
    gradients = FloatBuffer(count: items * size)
    spare = FloatBuffer(count: items * size)
  }

  fileprivate func select(_ chosen: [Int]) {
    spare.reserve(chosen.count * size)
    for (place, item) in chosen.enumerated() {
      (spare.base + place * size).update(from: values.base + item * size, count: size)
    }
    swap(&values, &spare)
    gradients.reserve(chosen.count * size)
    gradients.zero(chosen.count * size)
  }

  // MARK: In the order of visits

  /// Copies one walk's part into `[items, O]` and behind it `[items, M]`, in the order of visits.
  func gather(
    _ walk: Int, of cell: any RecurrentCell, _ sequence: PackedSequence,
    into packed: UnsafeMutablePointer<Float>
  ) {
    forEachPlace(walk, of: cell, sequence) { place, own in
      copy(values.base + own, cell, place, sequence.order.count, packed)
    }
  }

  /// The same for the gradients.
  func gatherGradients(
    _ walk: Int, of cell: any RecurrentCell, _ sequence: PackedSequence,
    into packed: UnsafeMutablePointer<Float>
  ) {
    forEachPlace(walk, of: cell, sequence) { place, own in
      copy(gradients.base + own, cell, place, sequence.order.count, packed)
    }
  }

  /// The way back.
  func scatterGradients(
    _ packed: UnsafePointer<Float>, _ walk: Int, of cell: any RecurrentCell, _ sequence: PackedSequence
  ) {
    let items = sequence.order.count
    forEachPlace(walk, of: cell, sequence) { place, own in
      let (o, m) = (cell.outputSize, cell.stateSize - cell.outputSize)
      (gradients.base + own).update(from: packed + place * o, count: o)
      (gradients.base + own + o).update(from: packed + items * o + place * m, count: m)
    }
  }

  /// Takes the state after each item's last column. An item without columns keeps its own.
  /// - Parameters:
  ///   - output: `[rows, O]`.
  ///   - memory: `[rows, M]`.
  func keepLast(
    _ output: UnsafePointer<Float>, _ memory: UnsafePointer<Float>, _ walk: Int, of cell: any RecurrentCell,
    _ sequence: PackedSequence
  ) {
    forEachPlace(walk, of: cell, sequence) { place, own in
      guard let row = sequence.lastRow(ofPlace: place) else { return }
      let (o, m) = (cell.outputSize, cell.memorySize)
      (values.base + own).update(from: output + row * o, count: o)
      if cell.carriesMemory { (values.base + own + o).update(from: memory + row * m, count: m) }
    }
  }

  private func forEachPlace(
    _ walk: Int, of cell: any RecurrentCell, _ sequence: PackedSequence,
    _ body: (_ place: Int, _ own: Int) -> Void
  ) {
    for (place, item) in sequence.order.enumerated() { body(place, item * size + walk * cell.stateSize) }
  }

  private func copy(
    _ own: UnsafePointer<Float>, _ cell: any RecurrentCell, _ place: Int, _ items: Int,
    _ packed: UnsafeMutablePointer<Float>
  ) {
    let (o, m) = (cell.outputSize, cell.stateSize - cell.outputSize)
    (packed + place * o).update(from: own, count: o)
    (packed + items * o + place * m).update(from: own + o, count: m)
  }
}

extension Recurrent {
  /// Numbers that an item carries: see `RecurrentState.size`.
  package var stateSize: Int { course.direction.walks.count * cell.stateSize }
}
