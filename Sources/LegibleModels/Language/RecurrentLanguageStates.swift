import LegibleCTC
import LegibleLanguage
import LegibleLayers
import LegibleSystem
import LegibleTensors

/// States of a recurrent language model: for each row what its layers carry on, and the probabilities that follow.
///
/// All moves of a step go through the network together, so that each layer multiplies its weights once for all of them.
package struct RecurrentLanguageStates: LanguageModelStates {
  private let model: RecurrentLanguageModel
  private let capacity: Int
  /// `[capacity, stateSize]` and ln P, `[capacity, symbolCount]`.
  private var states: [Float]
  private var logs: [Float]
  /// Replaced where a copy of this value has it too, which may belong to another thread.
  private var session: RecurrentLanguageSession

  init(_ model: RecurrentLanguageModel, capacity: Int) {
    self.model = model
    self.capacity = capacity
    states = Array(repeating: 0, count: capacity * model.stateSize)
    logs = Array(repeating: 0, count: capacity * model.alphabet.symbolCount)
    session = RecurrentLanguageSession(model, capacity: capacity)
  }

  package mutating func start(row: Int) {
    let (size, symbols) = (model.stateSize, model.alphabet.symbolCount)
    states.replaceSubrange(row * size..<(row + 1) * size, with: model.startState)
    logs.replaceSubrange(row * symbols..<(row + 1) * symbols, with: model.startLogs)
  }

  package mutating func advance(_ moves: [LanguageModelMove]) {
    if !isKnownUniquelyReferenced(&session) {
      session = RecurrentLanguageSession(model, capacity: capacity)
    }
    let (size, symbols) = (model.stateSize, model.alphabet.symbolCount)
    for move in moves {
      precondition(0 <= move.symbol && move.symbol < symbols, "symbol \(move.symbol) of \(symbols)")
    }
    // After an end comes the beginning of another text.
    let going = moves.filter { $0.symbol != 0 }
    for (item, move) in going.enumerated() {
      session.load(states[move.from * size..<(move.from + 1) * size], item: item)
    }
    session.run(going.map(\.symbol))
    for (item, move) in going.enumerated() {
      session.unload(item, state: &states, logs: &logs, row: move.to)
    }
    for move in moves where move.symbol == 0 { start(row: move.to) }
  }

  package func logProbabilities(row: Int) -> ArraySlice<Float> {
    let symbols = model.alphabet.symbolCount
    return logs[row * symbols..<(row + 1) * symbols]
  }
}

/// The memory in which a network takes a step: for each move one item, of one column.
final class RecurrentLanguageSession: @unchecked Sendable {
  // Unchecked: whoever has it uses it on one thread at a time.

  private let series: ReadingSeries
  private let symbolCount: Int
  /// Those of the recurrent layers, in the order in which they lie in a row.
  private let layers: [RecurrentState]
  private let input = Strip()
  private let output = Strip()
  private let workspace = Workspace()

  init(_ model: RecurrentLanguageModel, capacity: Int) {
    series = model.series
    symbolCount = model.alphabet.symbolCount
    let states = RecurrentStates(items: capacity)
    layers = model.spec.states.map { states.state(of: $0.name, size: $0.size) }
    workspace.states = states
  }

  /// Puts the state of one item in its place.
  func load(_ state: ArraySlice<Float>, item: Int) {
    var first = state.startIndex
    state.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for layer in layers {
        (layer.values.base + item * layer.size).update(
          from: base + (first - state.startIndex), count: layer.size)
        first += layer.size
      }
    }
  }

  /// One step of the items that were loaded.
  func run(_ symbols: [Int32]) {
    guard !symbols.isEmpty else { return }
    input.reshape(height: 1, count: symbols.count, gap: 1, channels: symbolCount) { _ in 1 }
    input.zero()
    for (item, symbol) in symbols.enumerated() { input.item(item)[Int(symbol)] = 1 }
    series.forward(input, into: output, workspace: workspace)
  }

  /// Takes the state of an item after the step, and ln P of what follows.
  func unload(_ item: Int, state: inout [Float], logs: inout [Float], row: Int) {
    let size = layers.reduce(0) { $0 + $1.size }
    state.withUnsafeMutableBufferPointer { values in
      guard var place = values.baseAddress.map({ $0 + row * size }) else { return }
      for layer in layers {
        place.update(from: layer.values.base + item * layer.size, count: layer.size)
        place += layer.size
      }
    }
    let logits = output.item(item)
    let normalizer = softmax(logits, count: symbolCount)
    for symbol in 0..<symbolCount {
      // The weights of a hostile file may add up to what is no number: then nothing is known.
      logs[row * symbolCount + symbol] =
        normalizer.isFinite ? min(0, logits[symbol] - Float(normalizer)) : -log(Float(symbolCount))
    }
  }
}
