import LegibleSystem

/// The probabilities of an n-gram model in back-off form, sorted, before they are packed.
///
/// P(w | c) is the probability of the sequence `c w` where the table has it, and otherwise the back-off weight of `c`
/// (1 where the table has no `c`) times P(w | c without its first symbol).
package struct NGramTable: Sendable {
  /// The sequences of one length.
  struct Level: Sendable {
    /// Ascending, as in ``NGramCounts``.
    var keys: [UInt64] = []
    /// P(last symbol | those before it), in `0...1`.
    var probabilities: [Float] = []
    /// The back-off weight of the sequence as a context, positive; 1 for one that nothing was seen after.
    var backoffs: [Float] = []

    /// Where a key lies; nil where the level lacks it. Complexity: O(log count).
    func index(of key: UInt64) -> Int? { keys.sortedIndex(of: key) { $0 } }
  }

  /// Bits of a symbol in a key.
  let bits: Int
  /// `[length - 1]`. The first has every symbol, in order: `keys[i] == i`.
  var levels: [Level]

  package var order: Int { levels.count }
  /// Sequences of each length.
  package var counts: [Int] { levels.map(\.keys.count) }

  /// Estimates the probabilities; see ``KneserNey``.
  /// - Parameter limit: about the most bytes that the packed model may have; nil for all sequences.
  package init(_ counts: inout NGramCounts, limit: Int? = nil) {
    var estimate = KneserNey(&counts)
    let whole = estimate.table()
    guard let limit, limit < whole.byteCount else {
      self = whole
      return
    }
    estimate.prune(whole, toBytes: limit)
    self = estimate.table()
  }

  init(bits: Int, levels: [Level]) {
    self.bits = bits
    self.levels = levels
  }

  /// Bytes of the packed model's arrays.
  package var byteCount: Int {
    levels.indices.reduce(0) { $0 + levels[$1].keys.count * bytes(atLevel: $1) }
  }

  /// Bytes of a sequence: its symbol and its probability, and as a context its weight and the number of its children.
  func bytes(atLevel level: Int) -> Int {
    let small = levels[0].keys.count <= 255 ? 1 : 2
    return level + 1 < order ? 2 * small + 2 : small + 1
  }

  /// P(symbol | context) by the table. Complexity: O(order * log n).
  /// - Parameter context: the `length` symbols before, at most `order - 1`, as a key; the begin is symbol 0.
  func probability(of symbol: UInt64, after context: UInt64, length: Int) -> Float {
    let mask: UInt64 = length * bits >= 64 ? .max : 1 << UInt64(length * bits) - 1
    let context = context & mask
    if let index = levels[length].index(of: context << UInt64(bits) | symbol) {
      return levels[length].probabilities[index]
    }
    return length == 0 ? 0 : backedOff(symbol, context, length)
  }

  /// How much larger ln P(last symbol | those before) is for a sequence of the table than backing off would make it;
  /// its absolute value.
  func natsBeyondBackingOff(level: Int, index: Int) -> Float {
    let key = levels[level].keys[index]
    let (context, symbol) = (key >> UInt64(bits), key & (1 << UInt64(bits) - 1))
    return abs(log(levels[level].probabilities[index] / backedOff(symbol, context, level)))
  }

  private func backedOff(_ symbol: UInt64, _ context: UInt64, _ length: Int) -> Float {
    let backoff = levels[length - 1].index(of: context).map { levels[length - 1].backoffs[$0] } ?? 1
    return backoff * probability(of: symbol, after: context, length: length - 1)
  }
}

extension Array {
  /// Where the element with a key lies, in an array that is sorted by its elements' keys; nil where there is none.
  func sortedIndex(of key: UInt64, _ keyOf: (Element) -> UInt64) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if keyOf(self[middle]) < key { low = middle + 1 } else { high = middle }
    }
    return low < count && keyOf(self[low]) == key ? low : nil
  }
}
