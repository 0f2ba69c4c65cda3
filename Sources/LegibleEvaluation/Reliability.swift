import LegibleLanguage

/// Confidences of texts, each with whether its text is right: what calibration is measured by.
///
/// Confidences are calibrated where of the texts that are given 0.9 nine in ten are right.
public struct Reliability: Sendable, Equatable {
  /// One text.
  public struct Outcome: Sendable, Equatable {
    /// 0...1.
    public var confidence: Float
    public var isRight: Bool

    public init(confidence: Float, isRight: Bool) {
      self.confidence = confidence
      self.isRight = isRight
    }
  }

  /// Bins of the diagram, and of the error that is calculated from it.
  public static let binCount = 10

  /// In the order in which they came.
  public private(set) var outcomes: [Outcome] = []

  public init() {}

  /// - Parameter confidence: 0...1.
  public mutating func add(confidence: Float, isRight: Bool) {
    precondition(0...1 ~= confidence, "a confidence of \(confidence)")
    outcomes.append(Outcome(confidence: confidence, isRight: isRight))
  }

  /// The reliability diagram: ten bins of equal width, the empty ones among them, lowest first. A confidence on the
  /// border of two is in the upper one (DeGroot and Fienberg 1983; Niculescu-Mizil and Caruana 2005).
  public var bins: [ReliabilityBin] {
    var sums = [(count: Int, confidence: Double, right: Int)](repeating: (0, 0, 0), count: Self.binCount)
    for outcome in outcomes {
      let bin = min(Self.binCount - 1, Int(outcome.confidence * Float(Self.binCount)))
      sums[bin].count += 1
      sums[bin].confidence += Double(outcome.confidence)
      if outcome.isRight { sums[bin].right += 1 }
    }
    return sums.enumerated().map { index, sum in
      ReliabilityBin(
        lowest: Double(index) / Double(Self.binCount), count: sum.count,
        confidence: sum.confidence / Double(max(1, sum.count)),
        right: Double(sum.right) / Double(max(1, sum.count)))
    }
  }

  /// The mean over the texts of the difference between the mean confidence and the share of right texts in the bins
  /// of the diagram, 0...1, lower is better (Guo et al. 2017, "On calibration of modern neural networks", equation 3).
  ///
  /// Chance alone makes it larger than 0: about 0.02 for 500 texts, 0.06 for 100 whose confidences are perfect.
  public var expectedCalibrationError: Double {
    bins.reduce(0) { $0 + Double($1.count) * abs($1.confidence - $1.right) } / Double(max(1, outcomes.count))
  }

  /// How many texts are kept, and how many of them are wrong, where those of lower confidence are left unread: the
  /// risk-coverage curve (El-Yaniv and Wiener 2010), one point for each confidence that occurs, highest first.
  /// Complexity: O(n log n).
  public var riskCoverage: [RiskCoveragePoint] {
    let sorted = outcomes.sorted { $0.confidence > $1.confidence }
    var points: [RiskCoveragePoint] = []
    var wrong = 0
    for (index, outcome) in sorted.enumerated() {
      if !outcome.isRight { wrong += 1 }
      // Texts of one confidence are kept or left together.
      if index + 1 < sorted.count, sorted[index + 1].confidence == outcome.confidence { continue }
      points.append(
        RiskCoveragePoint(
          minimumConfidence: outcome.confidence, coverage: Double(index + 1) / Double(sorted.count),
          risk: Double(wrong) / Double(index + 1)))
    }
    return points
  }

  /// The largest share of the texts that can be kept so that at least so many of them are right.
  /// - Parameter precision: the share of right texts among those that are kept, 0...1.
  /// - Returns: nil where no threshold gives that.
  public func operatingPoint(precision: Double) -> OperatingPoint? {
    riskCoverage.last { 1 - $0.risk >= precision }.map {
      OperatingPoint(share: $0.coverage, minimumConfidence: $0.minimumConfidence)
    }
  }
}

/// A bin of a reliability diagram. The property names are the names in JSON, and a contract.
public struct ReliabilityBin: Codable, Sendable, Equatable {
  /// The lowest confidence that falls into it, 0...1.
  public var lowest: Double
  /// Texts in it.
  public var count: Int
  /// Their mean confidence, 0...1; 0 for none.
  public var confidence: Double
  /// The share of them that is right, 0...1; 0 for none.
  public var right: Double

  public init(lowest: Double, count: Int, confidence: Double, right: Double) {
    (self.lowest, self.count, self.confidence, self.right) = (lowest, count, confidence, right)
  }
}

/// What is left, and what of it is wrong, where texts below a confidence are left unread.
public struct RiskCoveragePoint: Sendable, Equatable {
  public var minimumConfidence: Float
  /// The share of all texts that is kept, 0...1.
  public var coverage: Double
  /// The share of those kept that is wrong, 0...1.
  public var risk: Double
}

/// A threshold of confidence and what it keeps. The property names are the names in JSON, and a contract.
public struct OperatingPoint: Codable, Sendable, Equatable {
  /// The share of all texts that is kept, 0...1.
  public var share: Double
  /// Texts of at least this confidence are kept.
  public var minimumConfidence: Float

  public init(share: Double, minimumConfidence: Float) {
    (self.share, self.minimumConfidence) = (share, minimumConfidence)
  }
}
