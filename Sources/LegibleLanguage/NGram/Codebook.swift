import LegibleSystem

/// At most 256 numbers that stand for many: quantisation to a byte each.
///
/// The numbers are sorted by size and cut into groups of equal population; each group is written as its geometric
/// mean, so that probabilities of all sizes keep the same relative precision. Up to 256 different numbers are kept
/// exactly.
struct Codebook: Sendable, Equatable {
  /// Ascending, positive.
  let values: [Float]

  /// - Parameter numbers: positive and finite, in any order.
  init(_ numbers: [Float]) {
    let sorted = numbers.sorted()
    var distinct: [Float] = []
    for number in sorted where distinct.last != number {
      distinct.append(number)
      if distinct.count > 256 { break }
    }
    if distinct.count <= 256 {
      values = distinct
      return
    }
    values = (0..<256).map { group in
      let members = sorted[sorted.count * group / 256..<sorted.count * (group + 1) / 256]
      return exp(members.reduce(0) { $0 + log($1) } / Float(members.count))
    }
  }

  /// - Parameter values: ascending, positive, at most 256.
  init(values: [Float]) { self.values = values }

  /// The place of the value that a number has the smallest ratio to.
  func code(of number: Float) -> UInt8 {
    var (low, high) = (0, values.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < number { low = middle + 1 } else { high = middle }
    }
    if low > 0, number / values[low - 1] < values[low] / number { low -= 1 }
    return UInt8(low)
  }
}
