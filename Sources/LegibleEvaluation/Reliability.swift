/// How far confidences can be believed: crops by their confidence in ten bins, and how many of each bin are right
/// (the reliability diagram of DeGroot and Fienberg 1983). Of a calibrated model the share that is right is the confidence.
public struct Reliability: Sendable, Equatable {
  /// Crops of about the same confidence.
  public struct Bin: Sendable, Equatable {
    /// From the lowest confidence up to, and only in the last bin with, the highest.
    public let range: ClosedRange<Double>
    public internal(set) var count = 0
    /// The mean confidence of the bin's crops, and the share of them that is right, 0...1; 0 for an empty bin.
    public internal(set) var meanConfidence = 0.0
    public internal(set) var right = 0.0
  }

  public private(set) var bins = (0..<10).map { Bin(range: Double($0) / 10...Double($0 + 1) / 10) }

  public init() {}

  /// Counts a crop.
  /// - Parameter confidence: 0...1; what lies outside counts as the nearer end.
  public mutating func add(confidence: Double, isRight: Bool) {
    let confidence = min(max(confidence, 0), 1)
    let index = min(bins.count - 1, Int(confidence * Double(bins.count)))
    bins[index].count += 1
    let count = Double(bins[index].count)
    bins[index].meanConfidence += (confidence - bins[index].meanConfidence) / count
    bins[index].right += ((isRight ? 1 : 0) - bins[index].right) / count
  }
}
