import LegibleSystem

/// Two models on the same crops: how many each reads that the other does not, and whether that may be chance.
public struct ModelComparison: Sendable, Equatable {
  /// Crops that both read exactly, only the first, only the second, and neither.
  public private(set) var both = 0
  public private(set) var onlyFirst = 0
  public private(set) var onlySecond = 0
  public private(set) var neither = 0

  public init() {}

  public init(both: Int, onlyFirst: Int, onlySecond: Int, neither: Int) {
    precondition(min(both, onlyFirst, onlySecond, neither) >= 0, "fewer crops than none")
    (self.both, self.onlyFirst, self.onlySecond, self.neither) = (both, onlyFirst, onlySecond, neither)
  }

  /// Counts a crop by who read it exactly.
  public mutating func add(first: Bool, second: Bool) {
    switch (first, second) {
    case (true, true): both += 1
    case (true, false): onlyFirst += 1
    case (false, true): onlySecond += 1
    case (false, false): neither += 1
    }
  }

  /// The p-value of McNemar's test (1947), exact and two-sided: how probable it is that the crops which only one model
  /// reads are shared out at least so unevenly if both models are equally good. 1 where there are none.
  ///
  /// That is twice the tail of a binomial distribution with probability 1/2. Sums of logarithms keep it exact for any
  /// number of crops, so no approximation by chi-square is needed.
  /// Complexity: O(crops that one model alone reads).
  public var pValue: Double {
    let (fewer, all) = (min(onlyFirst, onlySecond), onlyFirst + onlySecond)
    guard 2 * fewer < all else { return 1 }
    // ln of C(all, k) / 2^all, from one k to the next.
    var logarithm = -Double(all) * log(2.0)
    var tail = exp(logarithm)
    for k in 0..<fewer {
      logarithm += log(Double(all - k) / Double(k + 1))
      tail += exp(logarithm)
    }
    return min(1, 2 * tail)
  }
}
