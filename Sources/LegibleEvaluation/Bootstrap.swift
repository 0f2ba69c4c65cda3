import LegibleTensors

/// Confidence intervals by resampling crops (Efron 1979): crops are drawn with replacement, as many as there are, a
/// thousand times over, and the interval is what lies between the percentiles of the figure over the draws.
///
/// Crops are drawn whole, because the characters of one crop are right or wrong together: an interval that took them
/// one by one would be too narrow.
public enum Bootstrap {
  /// A part of a figure that one crop adds: the figure is the sum of `part` over the sum of `whole`.
  public struct Term: Sendable {
    public var part, whole: Double

    public init(_ part: Double, of whole: Double = 1) { (self.part, self.whole) = (part, whole) }
  }

  /// The 95% intervals of several figures of the same crops, as the percentiles 2.5 and 97.5.
  ///
  /// - Parameters:
  ///   - crops: for each crop its term of every figure.
  ///   - figures: terms of each crop.
  ///   - resamples: draws of all crops.
  ///   - seed: the same gives the same intervals.
  /// - Returns: one interval a figure; `0...0` where there is nothing to measure. Draws without a whole are left out.
  /// - Complexity: O(resamples * crops * figures).
  public static func intervals(
    _ crops: [[Term]], figures: Int, resamples: Int = 1000, seed: UInt64 = 1
  ) -> [ClosedRange<Double>] {
    precondition(resamples >= 1, "an interval from \(resamples) resamples")
    precondition(crops.allSatisfy { $0.count == figures }, "a crop without a term of every figure")
    guard !crops.isEmpty else { return Array(repeating: 0...0, count: figures) }
    // One flat array, since the draws jump about in it.
    let terms = crops.flatMap { $0 }
    var random = RandomSource(seed: seed, stream: 0x626F_6F74)
    var draws = [[Double]](repeating: [], count: figures)
    var sums = [Term](repeating: Term(0, of: 0), count: figures)
    for _ in 0..<resamples {
      for figure in 0..<figures { sums[figure] = Term(0, of: 0) }
      for _ in crops.indices {
        let first = Int(random.next(upperBound: UInt64(crops.count))) * figures
        for figure in 0..<figures {
          sums[figure].part += terms[first + figure].part
          sums[figure].whole += terms[first + figure].whole
        }
      }
      for figure in 0..<figures where sums[figure].whole > 0 {
        draws[figure].append(sums[figure].part / sums[figure].whole)
      }
    }
    return draws.map { draws in
      let sorted = draws.sorted()
      return sorted.isEmpty ? 0...0 : quantile(0.025, of: sorted)...quantile(0.975, of: sorted)
    }
  }

  /// Between neighbours in proportion (Hyndman and Fan 1996, definition 7).
  private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
  }
}
