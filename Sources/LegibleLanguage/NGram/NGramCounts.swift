/// How often each sequence of up to `order` symbols was seen in texts: what an n-gram model is estimated from.
///
/// Each text is taken with a begin before it and an end after it. Both are symbol 0, which is unambiguous: only a
/// begin has symbols after it, only an end has symbols before it. Memory follows the number of different sequences, not
/// the length of the texts.
package struct NGramCounts: Sendable {
  /// The longest sequence that is counted, at least 1.
  package let order: Int
  /// Symbols with the end, `alphabet.symbolCount`.
  package let symbolCount: Int
  /// The characters of all texts, each as often as its text counts, and their ends.
  package private(set) var characters: UInt64 = 0

  /// Bits of a symbol in a key.
  let bits: Int
  /// Sequences of `order` symbols.
  private var full = SortedCounts()
  /// Shorter sequences that begin a text, by their length: what stands before them is known to be nothing, so that
  /// they are counted as the full ones are.
  private var starts: [SortedCounts]
  /// The last symbols of the text under way, and how many they are with its begin.
  private var key: UInt64 = 0
  private var length = 1

  /// The longest sequence that can be counted over so many symbols: its key has 64 bits.
  package static func largestOrder(symbolCount: Int) -> Int { 64 / bits(symbolCount) }

  private static func bits(_ symbolCount: Int) -> Int {
    max(1, Int.bitWidth - (symbolCount - 1).leadingZeroBitCount)
  }

  /// - Precondition: `order` is in `1...largestOrder(symbolCount:)`.
  package init(order: Int, symbolCount: Int) {
    precondition(
      symbolCount >= 1 && 1...Self.largestOrder(symbolCount: symbolCount) ~= order,
      "n-grams of order \(order) over \(symbolCount) symbols")
    self.order = order
    self.symbolCount = symbolCount
    bits = Self.bits(symbolCount)
    starts = Array(repeating: SortedCounts(), count: order)
  }

  /// Counts the texts of a stream of symbols, in which 0 ends each text.
  ///
  /// The stream may come in pieces; the text under way is gone on with.
  /// - Parameters:
  ///   - symbols: each in `0..<symbolCount`.
  ///   - count: how often it was seen, for a list of words with counts.
  package mutating func add(_ symbols: some Sequence<Int32>, count: UInt64 = 1) {
    let mask = mask(order)
    for symbol in symbols {
      precondition(symbol >= 0 && symbol < symbolCount, "symbol \(symbol) is outside 0..<\(symbolCount)")
      key = (key << UInt64(bits) | UInt64(symbol)) & mask
      length = min(length + 1, order)
      if length < order {
        starts[length].add(key, count: count)
      } else {
        full.add(key, count: count)
      }
      characters = characters.addingReportingOverflow(count).partialValue
      // After the end of a text comes the begin of another.
      if symbol == 0 { (key, length) = (0, 1) }
    }
  }

  /// The bits of a key of so many symbols.
  func mask(_ length: Int) -> UInt64 { length * bits >= 64 ? .max : 1 << UInt64(length * bits) - 1 }

  /// The sequences of each length, `[length - 1]`, sorted, and how often each was seen.
  mutating func levels() -> [[SortedCounts.Entry]] {
    var levels: [[SortedCounts.Entry]] = Array(repeating: [], count: order)
    levels[order - 1] = full.sorted()
    for length in stride(from: order - 1, through: 1, by: -1) {
      var entries = SortedCounts()
      for entry in levels[length] { entries.add(entry.key & mask(length), count: entry.count) }
      for entry in starts[length].sorted() { entries.add(entry.key, count: entry.count) }
      levels[length - 1] = entries.sorted()
    }
    return levels
  }
}
