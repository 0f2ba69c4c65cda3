import LegibleSystem

/// The estimate of an n-gram model's probabilities: interpolated Kneser-Ney smoothing with three discounts for each
/// length (Chen and Goodman, 1998, "An empirical study of smoothing techniques for language modeling", section 3,
/// equation 26).
///
/// With a the adjusted count of a sequence `c w`, S the sum of those of all `c v`, and D what is taken from a count:
///
///     P(w | c) = (a - D(a)) / S + (what is left of 1) * P(w | c without its first symbol)
///
/// The adjusted count of a sequence of the full length, or of one that begins a text, is how often it was seen; that of
/// every other one is how many different symbols it was seen after. A single symbol is smoothed with 1 / symbols, so
/// that no text is impossible.
///
/// A smaller model leaves sequences out. What they said then has to come from shorter ones: each adds to the
/// sequence without its first symbol not 1 but its whole adjusted count (Siivola, Hirsimäki and Virpioja, 2007, "On
/// growing and pruning Kneser-Ney smoothed n-gram models", section III.B). Without that, pruning such a model does
/// more harm than a lower order.
struct KneserNey {
  private let counts: NGramCounts
  /// The sequences of each length as often as they were seen.
  private let seen: [[SortedCounts.Entry]]
  /// Which of them the model has.
  private var isKept: [[Bool]]

  init(_ counts: inout NGramCounts) {
    var levels = counts.levels()
    // Every symbol, seen or not.
    var unigrams = (0..<UInt64(counts.symbolCount)).map { SortedCounts.Entry(key: $0, count: 0) }
    for entry in levels[0] { unigrams[Int(entry.key)].count = entry.count }
    levels[0] = unigrams
    seen = levels
    isKept = levels.map { Array(repeating: true, count: $0.count) }
    self.counts = counts
  }

  /// The probabilities of the sequences that are kept.
  func table() -> NGramTable {
    let adjusted = adjustedCounts()
    let bits = UInt64(counts.bits)
    var levels: [NGramTable.Level] = []
    for length in 1...counts.order {
      let (keys, counted, kept) = (seen[length - 1], adjusted[length - 1], isKept[length - 1])
      let discounts = Discounts(counted)
      let mask = counts.mask(length - 1)
      var level = NGramTable.Level()
      var start = 0
      while start < keys.count {
        // The sequences of one context lie together.
        let context = keys[start].key >> bits
        var (sum, end) = (0.0, start)
        while end < keys.count, keys[end].key >> bits == context {
          sum += Double(counted[end])
          end += 1
        }
        func discounted(_ index: Int) -> Double {
          sum == 0 ? 0 : (Double(counted[index]) - discounts[counted[index]]) / sum
        }
        let group = (start..<end).filter { kept[$0] }
        // Never nothing: unseen symbols have no other share.
        let rest = max(1 - group.reduce(0) { $0 + discounted($1) }, 1e-9)
        for index in group {
          let shorter =
            length == 1
            ? 1 / Double(counts.symbolCount)
            : Double(
              levels[length - 2].probabilities[place(of: keys[index].key & mask, in: levels[length - 2])])
          level.keys.append(keys[index].key)
          level.probabilities.append(Float(discounted(index) + rest * shorter))
          level.backoffs.append(1)
        }
        if length > 1, !group.isEmpty {
          levels[length - 2].backoffs[place(of: context, in: levels[length - 2])] = Float(rest)
        }
        start = end
      }
      levels.append(level)
    }
    return NGramTable(bits: counts.bits, levels: levels)
  }

  /// The sequence that another one ends or begins with; both are kept wherever that one is.
  private func place(of key: UInt64, in level: NGramTable.Level) -> Int {
    guard let index = level.index(of: key) else {
      preconditionFailure("a sequence is kept without its parts")
    }
    return index
  }

  /// For each sequence of `seen`, its adjusted count.
  private func adjustedCounts() -> [[UInt64]] {
    var adjusted = seen.map { $0.map(\.count) }
    for length in stride(from: counts.order - 1, through: 1, by: -1) {
      // The begin is symbol 0, and nothing stands before it; a single 0 is the end.
      let starts = length == 1 ? 0 : UInt64(1) << UInt64((length - 1) * counts.bits)
      for index in seen[length - 1].indices where seen[length - 1][index].key >= starts {
        adjusted[length - 1][index] = 0
      }
      for (index, entry) in seen[length].enumerated() {
        let shorter = seen[length - 1].sortedIndex(of: entry.key & counts.mask(length)) { $0.key }
        guard let shorter else { preconditionFailure("a sequence was counted and its end was not") }
        adjusted[length - 1][shorter] += isKept[length][index] ? 1 : adjusted[length][index]
      }
    }
    return adjusted
  }

  /// Leaves out the sequences that say least beyond what shorter ones say, until a packed model takes at most so many
  /// bytes. The single symbols stay.
  ///
  /// What a sequence `c w` says is how often it was seen times the nats that backing off from it would cost (Stolcke,
  /// 1998, "Entropy-based pruning of backoff language models", the part that its absence changes most). A sequence
  /// stays as long as a longer one begins or ends with it.
  mutating func prune(_ table: NGramTable, toBytes limit: Int) {
    var excess = table.byteCount - limit
    guard excess > 0 else { return }
    var values = isKept.map { Array(repeating: Float(0), count: $0.count) }
    for length in stride(from: counts.order, through: 2, by: -1) {
      let mask = counts.mask(length - 1)
      for (index, entry) in seen[length - 1].enumerated() {
        let nats = table.natsBeyondBackingOff(level: length - 1, index: index)
        let value = max(values[length - 1][index], Float(entry.count) * nats)
        values[length - 1][index] = value
        for part in [entry.key >> UInt64(counts.bits), entry.key & mask] {
          guard let place = seen[length - 2].sortedIndex(of: part, { $0.key }) else { continue }
          values[length - 2][place] = max(values[length - 2][place], value)
        }
      }
    }
    var candidates: [(value: Float, length: Int, index: Int)] = []
    for length in stride(from: counts.order, through: 2, by: -1) {
      for index in values[length - 1].indices {
        candidates.append((values[length - 1][index], length, index))
      }
    }
    // Of equal ones the longest first, which others are parts of.
    candidates.sort { ($0.value, -$0.length, $0.index) < ($1.value, -$1.length, $1.index) }
    for candidate in candidates where excess > 0 {
      isKept[candidate.length - 1][candidate.index] = false
      excess -= table.bytes(atLevel: candidate.length - 1)
    }
  }
}

/// What is taken from adjusted counts of 1, 2, and 3 or more.
private struct Discounts {
  private var amounts = (0.5, 1.0, 1.5)

  /// From how many sequences have a count of 1, 2, 3, and 4 (Chen and Goodman, equation 26). Where a text is too
  /// short, or too regular, to have them all, or the formula leaves its range, the discounts are 1/2, 1, and 3/2, as
  /// KenLM falls back to.
  init(_ counts: [UInt64]) {
    var n = (0.0, 0.0, 0.0, 0.0)
    for count in counts {
      switch count {
      case 1: n.0 += 1
      case 2: n.1 += 1
      case 3: n.2 += 1
      case 4: n.3 += 1
      default: break
      }
    }
    guard n.0 > 0, n.1 > 0, n.2 > 0, n.3 > 0 else { return }
    let y = n.0 / (n.0 + 2 * n.1)
    let found = (1 - 2 * y * n.1 / n.0, 2 - 3 * y * n.2 / n.1, 3 - 4 * y * n.3 / n.2)
    if 0 < found.0, found.0 <= 1, 0 < found.1, found.1 <= 2, 0 < found.2, found.2 <= 3 { amounts = found }
  }

  subscript(count: UInt64) -> Double {
    switch count {
    case 0: 0
    case 1: amounts.0
    case 2: amounts.1
    default: amounts.2
    }
  }
}
