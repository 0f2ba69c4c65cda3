import LegibleSystem

extension NGramModel: LanguageModel {
  package func makeStates(capacity: Int) -> NGramStates { NGramStates(self, capacity: capacity) }
}

/// States of an n-gram model: for each row, the nodes of all endings of its text, and the probabilities that follow.
///
/// The probabilities of all symbols are made together when a row is written: from those of the single symbols, each
/// longer ending that the model knows weights what was there and sets the symbols that it was seen before.
/// Complexity of a move: O(order * (symbols + ln symbols)).
package struct NGramStates: LanguageModelStates {
  private let model: NGramModel
  private let symbolCount: Int
  /// For each row, the node of its text's last `i + 1` symbols; `missing` where the model does not know them.
  /// `[capacity, order - 1]`.
  private var nodes: [UInt32]
  /// ln P, `[capacity, symbolCount]`.
  private var logs: [Float]
  /// The nodes of the moves under way.
  private var moved: [UInt32] = []
  private var probabilities: [Float]

  private static let missing = UInt32.max

  fileprivate init(_ model: NGramModel, capacity: Int) {
    self.model = model
    symbolCount = model.alphabet.symbolCount
    nodes = Array(repeating: Self.missing, count: capacity * (model.order - 1))
    logs = Array(repeating: 0, count: capacity * symbolCount)
    probabilities = Array(repeating: 0, count: symbolCount)
  }

  package mutating func start(row: Int) {
    let width = model.order - 1
    for length in 0..<width { nodes[row * width + length] = Self.missing }
    // What was before is a begin, which is symbol 0, and nothing else is known.
    if width > 0 { nodes[row * width] = 0 }
    predict(row)
  }

  package mutating func advance(_ moves: [LanguageModelMove]) {
    let width = model.order - 1
    moved.removeAll(keepingCapacity: true)
    for move in moves {
      precondition(0 <= move.symbol && move.symbol < symbolCount, "symbol \(move.symbol) of \(symbolCount)")
      for length in 0..<width {
        // After an end comes the begin of another text.
        if length == 0 {
          moved.append(UInt32(move.symbol))
        } else {
          let parent = nodes[move.from * width + length - 1]
          moved.append(
            move.symbol == 0 || parent == Self.missing
              ? Self.missing : child(of: parent, depth: length, symbol: UInt16(move.symbol)))
        }
      }
    }
    for (index, move) in moves.enumerated() {
      for length in 0..<width { nodes[move.to * width + length] = moved[index * width + length] }
      predict(move.to)
    }
  }

  package func logProbabilities(row: Int) -> ArraySlice<Float> {
    logs[row * symbolCount..<(row + 1) * symbolCount]
  }

  /// The child of a node of depth 1, 2, ...; `missing` where there is none.
  private func child(of node: UInt32, depth: Int, symbol: UInt16) -> UInt32 {
    let firsts = model.firstChildren[depth - 1]
    var (low, high) = (firsts[Int(node)], firsts[Int(node) + 1])
    let (end, symbols) = (high, model.levels[depth].symbols)
    while low < high {
      let middle = (low + high) / 2
      if symbols[Int(middle)] < symbol { low = middle + 1 } else { high = middle }
    }
    return low < end && symbols[Int(low)] == symbol ? low : Self.missing
  }

  /// Makes the probabilities of a row from its nodes.
  ///
  /// They are kept with their logarithms, which are looked up, not calculated: a logarithm for each symbol would be
  /// most of the time that a search takes.
  private mutating func predict(_ row: Int) {
    let width = model.order - 1
    var sum: Float = 0
    probabilities.withUnsafeMutableBufferPointer { probabilities in
      logs.withUnsafeMutableBufferPointer { logs in
        let logs = UnsafeMutableBufferPointer(rebasing: logs[row * symbolCount..<(row + 1) * symbolCount])
        _ = probabilities.update(fromContentsOf: model.singleProbabilities)
        _ = logs.update(fromContentsOf: model.singleLogs)
        for length in 0..<width {
          let node = Int(nodes[row * width + length])
          if node == Int(Self.missing) { continue }
          let code = Int(model.levels[length].backoffs[node])
          let (backoff, logBackoff) = (
            model.levels[length].backoffValues[code], model.logBackoffs[length][code]
          )
          for symbol in 0..<symbolCount {
            probabilities[symbol] *= backoff
            logs[symbol] += logBackoff
          }
          let children = model.firstChildren[length]
          for child in Int(children[node])..<Int(children[node + 1]) {
            let symbol = Int(model.levels[length + 1].symbols[child])
            let code = Int(model.levels[length + 1].probabilities[child])
            probabilities[symbol] = model.levels[length + 1].probabilityValues[code]
            logs[symbol] = model.logProbabilities[length + 1][code]
          }
        }
        for symbol in 0..<symbolCount { sum += probabilities[symbol] }
        // A file may hold weights that no text has given: what they say of all symbols together is nothing.
        guard sum > 0, sum.isFinite else {
          logs.update(repeating: -log(Float(symbolCount)))
          return
        }
        // Rounding to 256 values has moved the sum by a percent or so.
        let shift = log(sum)
        for symbol in 0..<symbolCount { logs[symbol] -= shift }
      }
    }
  }
}
