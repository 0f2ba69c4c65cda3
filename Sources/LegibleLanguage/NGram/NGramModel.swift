import LegibleSystem

/// A character n-gram model, packed: a tree whose paths from the root are the sequences that it knows.
///
/// A node is the last symbol of its sequence, the probability of that symbol after the others, and the back-off
/// weight of the sequence as a context. Nodes of one depth lie in one row, the children of a node together and
/// sorted: about five bytes a sequence, and nothing has to be parsed when a file of them has been read.
package struct NGramModel: Sendable {
  /// The nodes of one depth.
  package struct Level: Sendable, Equatable {
    /// The last symbol of each sequence.
    package var symbols: [UInt16]
    /// The place of each probability in `probabilityValues`.
    package var probabilities: [UInt8]
    package var probabilityValues: [Float]
    /// The place of each back-off weight in `backoffValues`; empty at the last depth, whose sequences are no contexts.
    package var backoffs: [UInt8]
    package var backoffValues: [Float]
    /// How many children each node has; empty at the last depth.
    package var children: [UInt16]

    package init(
      symbols: [UInt16], probabilities: [UInt8], probabilityValues: [Float], backoffs: [UInt8] = [],
      backoffValues: [Float] = [], children: [UInt16] = []
    ) {
      self.symbols = symbols
      self.probabilities = probabilities
      self.probabilityValues = probabilityValues
      self.backoffs = backoffs
      self.backoffValues = backoffValues
      self.children = children
    }
  }

  package let alphabet: Alphabet
  /// `[depth - 1]`; the first has a node for each symbol, in order.
  package let levels: [Level]
  /// For each depth but the last: where the children of each node begin in the next level, and after the last node
  /// where they end.
  let firstChildren: [[UInt32]]
  /// Logarithms of each depth's values.
  let logProbabilities: [[Float]]
  let logBackoffs: [[Float]]
  /// The probability of each symbol by itself, and its logarithm.
  let singleProbabilities: [Float]
  let singleLogs: [Float]

  /// The longest sequence that the model knows: it predicts a symbol from the `order - 1` before it.
  package var order: Int { levels.count }
  /// The sequences that it knows.
  package var sequenceCount: Int { levels.reduce(0) { $0 + $1.symbols.count } }

  /// Puts a model together that was taken apart.
  ///
  /// - Throws: ``NGramModelError`` that says what does not belong together; whatever passes can be read with.
  package init(alphabet: Alphabet, levels: [Level]) throws(NGramModelError) {
    func check(_ holds: Bool, _ depth: Int, _ fact: String) throws(NGramModelError) {
      if !holds { throw NGramModelError(depth: depth, fact: fact) }
    }
    try check(1...64 ~= levels.count, 0, "has \(levels.count) depths")
    let symbolCount = alphabet.symbolCount
    try check(symbolCount <= 1 << 16, 1, "has more symbols than an n-gram model can have, \(symbolCount)")
    var firstChildren: [[UInt32]] = []
    for (index, level) in levels.enumerated() {
      let (depth, count) = (index + 1, level.symbols.count)
      try check(count < 1 << 31, depth, "has too many sequences")
      try check(
        level.probabilities.count == count && isCode(level.probabilities, of: level.probabilityValues), depth,
        "has a sequence without a probability")
      try check(
        level.probabilityValues.allSatisfy { $0 > 0 && $0 <= 1 }, depth, "has a probability that is none")
      try check(level.symbols.allSatisfy { $0 < symbolCount }, depth, "has a symbol that is none")
      if index == 0 {
        try check(level.symbols == (0..<symbolCount).map { UInt16($0) }, depth, "lacks a symbol")
      }
      guard index + 1 < levels.count else { break }
      try check(
        level.backoffs.count == count && isCode(level.backoffs, of: level.backoffValues)
          && level.backoffValues.allSatisfy { $0 > 0 && $0.isFinite }, depth,
        "has a sequence without a back-off weight")
      try check(level.children.count == count, depth, "has a sequence whose children are not known")
      var (firsts, first) = ([UInt32](), 0)
      firsts.reserveCapacity(count + 1)
      let next = levels[index + 1].symbols
      for children in level.children {
        firsts.append(UInt32(first))
        let end = first + Int(children)
        try check(end <= next.count, depth, "has children that are missing")
        for child in first..<end where child > first {
          try check(next[child - 1] < next[child], depth + 1, "is not sorted")
        }
        first = end
      }
      try check(first == next.count, depth + 1, "has a sequence whose beginning is missing")
      firsts.append(UInt32(first))
      firstChildren.append(firsts)
    }
    self.alphabet = alphabet
    self.levels = levels
    self.firstChildren = firstChildren
    logProbabilities = levels.map { $0.probabilityValues.map { log($0) } }
    logBackoffs = levels.map { $0.backoffValues.map { log($0) } }
    singleProbabilities = levels[0].probabilities.map { levels[0].probabilityValues[Int($0)] }
    singleLogs = singleProbabilities.map { log($0) }
  }

  /// Packs a table, whose probabilities and weights are rounded to 256 values for each length.
  package init(_ table: NGramTable, alphabet: Alphabet) {
    let mask: UInt64 = 1 << UInt64(table.bits) - 1
    let levels = table.levels.indices.map { index -> Level in
      let level = table.levels[index]
      let probabilities = Codebook(level.probabilities)
      var packed = Level(
        symbols: level.keys.map { UInt16($0 & mask) },
        probabilities: level.probabilities.map(probabilities.code), probabilityValues: probabilities.values)
      guard index + 1 < table.levels.count else { return packed }
      let backoffs = Codebook(level.backoffs)
      packed.backoffs = level.backoffs.map(backoffs.code)
      packed.backoffValues = backoffs.values
      packed.children = Array(repeating: 0, count: level.keys.count)
      var node = 0
      for key in table.levels[index + 1].keys {
        while level.keys[node] < key >> UInt64(table.bits) { node += 1 }
        packed.children[node] += 1
      }
      return packed
    }
    do {
      try self.init(alphabet: alphabet, levels: levels)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}

private func isCode(_ codes: [UInt8], of values: [Float]) -> Bool { codes.allSatisfy { $0 < values.count } }

/// What does not belong together in an n-gram model.
package struct NGramModelError: Error, Hashable, Sendable, CustomStringConvertible {
  let depth: Int
  let fact: String

  package var description: String {
    depth == 0 ? "an n-gram model that \(fact)" : "an n-gram model whose depth \(depth) \(fact)"
  }
}
