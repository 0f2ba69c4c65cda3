/// n-grams of one length and how often each was seen, gathered in any order, kept sorted and without repetition.
///
/// What was added is sorted and merged in runs of bounded length, so that memory follows the number of different
/// n-grams and not the length of the text.
struct SortedCounts: Sendable {
  struct Entry: Sendable, Comparable {
    /// The symbols, the first one in the highest bits: sorted, the continuations of a context lie together.
    var key: UInt64
    var count: UInt64

    static func < (a: Self, b: Self) -> Bool { a.key < b.key }
  }

  private var merged: [Entry] = []
  private var pending: [Entry] = []

  /// 16 MB: long enough that merging, which goes through all that there is, stays rare.
  private static let runLength = 1 << 20

  mutating func add(_ key: UInt64, count: UInt64 = 1) {
    pending.append(Entry(key: key, count: count))
    if pending.count >= max(Self.runLength, merged.count / 2) { merge() }
  }

  /// All entries, by ascending key. Those added since are merged first.
  mutating func sorted() -> [Entry] {
    merge()
    return merged
  }

  private mutating func merge() {
    pending.sort()
    var result: [Entry] = []
    result.reserveCapacity(merged.count + pending.count)
    func append(_ entry: Entry) {
      if let last = result.indices.last, result[last].key == entry.key {
        result[last].count = result[last].count.addingReportingOverflow(entry.count).partialValue
      } else {
        result.append(entry)
      }
    }
    var (i, j) = (0, 0)
    while i < merged.count || j < pending.count {
      if j == pending.count || (i < merged.count && merged[i].key <= pending[j].key) {
        append(merged[i])
        i += 1
      } else {
        append(pending[j])
        j += 1
      }
    }
    merged = result
    pending.removeAll(keepingCapacity: true)
  }
}
