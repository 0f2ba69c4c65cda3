import LegibleTensors

/// The order in which an epoch shows its crops: a permutation that is a function of the seed and the epoch's
/// number, looked up position by position, so that no thread has to keep, or agree on, a shuffled list of
/// millions.
///
/// A Feistel network (Luby and Rackoff 1988) permutes the numbers of an even number of bits; a result outside
/// the crops is permuted again until it is one of them (cycle walking, Black and Rogaway 2002), fewer than
/// four times on average.
struct EpochOrder {
  let count: Int
  private let key: UInt64
  private let halfBits: UInt64

  /// - Parameter count: crops of an epoch, at least 1.
  init(count: Int, seed: UInt64, epoch: Int) {
    precondition(count >= 1, "an epoch of no crops")
    self.count = count
    var random = RandomSource(seed: seed ^ 0x6F72_6465_72, stream: UInt64(epoch))
    key = random.next()
    let bits = Int.bitWidth - (count - 1).leadingZeroBitCount
    halfBits = UInt64((bits + 1) / 2)
  }

  /// The crop at a position: for all positions of `0..<count` each crop once.
  subscript(position: Int) -> Int {
    precondition(0..<count ~= position, "position \(position) of an epoch of \(count) crops")
    var number = UInt64(position)
    repeat { number = permuted(number) } while number >= count
    return Int(number)
  }

  private func permuted(_ number: UInt64) -> UInt64 {
    let mask: UInt64 = 1 << halfBits - 1
    var (left, right) = (number >> halfBits, number & mask)
    for round in 0..<6 as Range<UInt64> {
      var random = RandomSource(seed: key, stream: round << 32 | right)
      (left, right) = (right, left ^ random.next() & mask)
    }
    return left << halfBits | right
  }
}
