import Foundation

/// Interpolated Kneser-Ney smoothing word for word from its definition (Chen and Goodman, 1998, equation 26), in double
/// precision, with dictionaries.
struct PlainKneserNey {
  private let order: Int
  private let symbolCount: Int
  /// How often each sequence stands in the texts, a begin before and an end after each.
  private var counts: [[Int32]: Int] = [:]
  private var adjusted: [[Int32]: Int] = [:]

  init(_ texts: [[Int32]], order: Int, symbolCount: Int) {
    self.order = order
    self.symbolCount = symbolCount
    for text in texts {
      let padded = [0] + text + [0]
      for end in 1..<padded.count {
        for length in 1...min(order, end + 1) {
          counts[Array(padded[end - length + 1...end]), default: 0] += 1
        }
      }
    }
    for (sequence, count) in counts {
      let beginsText = sequence.count > 1 && sequence[0] == 0
      adjusted[sequence] =
        sequence.count == order || beginsText
        ? count : counts.keys.count { $0.count == sequence.count + 1 && Array($0.dropFirst()) == sequence }
    }
  }

  private func discounts(length: Int) -> [Double] {
    let n = (1...4).map { wanted in
      Double(adjusted.count { $0.key.count == length && $0.value == wanted })
    }
    guard n.allSatisfy({ $0 > 0 }) else { return [0, 0.5, 1, 1.5] }
    let y = n[0] / (n[0] + 2 * n[1])
    let found = (1...3).map { Double($0) - Double($0 + 1) * y * n[$0] / n[$0 - 1] }
    let isValid = found.enumerated().allSatisfy { 0 < $1 && $1 <= Double($0 + 1) }
    return isValid ? [0] + found : [0, 0.5, 1, 1.5]
  }

  /// P(symbol | context), the begin of the text being the symbol 0.
  func probability(of symbol: Int32, after context: [Int32]) -> Double {
    let context = Array(context.suffix(order - 1))
    let followers = adjusted.filter {
      Array($0.key.dropLast()) == context && $0.key.count == context.count + 1
    }
    let shorter =
      context.isEmpty
      ? 1 / Double(symbolCount) : probability(of: symbol, after: Array(context.dropFirst()))
    guard !followers.isEmpty else { return shorter }
    let sum = Double(followers.values.reduce(0, +))
    let discounts = discounts(length: context.count + 1)
    let taken = followers.values.reduce(0) { $0 + discounts[min(3, $1)] }
    let count = adjusted[context + [symbol]] ?? 0
    return (Double(count) - discounts[min(3, count)]) / sum + taken / sum * shorter
  }
}
