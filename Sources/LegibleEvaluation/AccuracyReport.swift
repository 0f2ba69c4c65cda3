/// The figures of one evaluation. The property names are the names in JSON, and a contract.
///
/// Accuracies and rates are fractions, not percentages. Fractions of nothing are 0.
public struct AccuracyReport: Codable, Sendable, Equatable {
  /// Crops read and compared with their labels.
  public var count: Int
  /// Crops that could not be read. They are not in `count` and in no fraction.
  public var failed: Int
  /// Predictions equal to their labels, 0...1.
  public var exact: Double
  /// Predictions equal to their labels when both are lower-cased and all but `a-z0-9` is removed, 0...1.
  public var caseInsensitiveAlphanumeric: Double
  /// The mean over the crops of 1 - edits / length of the longer text, between the texts lower-cased and with
  /// all but `a-z0-9` removed, 0...1 (1-NED). Two empty texts are equal.
  public var oneMinusNED: Double
  /// Character error rate: edits from labels to predictions per character of the labels, texts as they are; 0
  /// or more.
  public var cer: Double
  /// Word error rate: the same for words, which are what stands between spaces; 0 or more.
  public var wer: Double
  /// `count` by the seconds that reading took.
  public var imagesPerSecond: Double
  /// How well the boxes of characters agree with those that are known; nil, and not in JSON, where none were looked at.
  public var boxes: BoxReport?
  /// How far confidences are from the share of right texts: `Reliability.expectedCalibrationError`, 0...1, lower is
  /// better. This and the next two are nil, and not in JSON, where no confidences are known.
  public var expectedCalibrationError: Double?
  /// The reliability diagram, lowest confidences first.
  public var reliability: [ReliabilityBin]?
  /// The most that can be read so that 99 in a hundred texts are right; nil, too, where no threshold gives that.
  public var at99Precision: OperatingPoint?

  public init(
    count: Int, failed: Int, exact: Double, caseInsensitiveAlphanumeric: Double, oneMinusNED: Double,
    cer: Double, wer: Double, imagesPerSecond: Double, boxes: BoxReport? = nil,
    expectedCalibrationError: Double? = nil, reliability: [ReliabilityBin]? = nil,
    at99Precision: OperatingPoint? = nil
  ) {
    self.count = count
    self.failed = failed
    self.exact = exact
    self.caseInsensitiveAlphanumeric = caseInsensitiveAlphanumeric
    self.oneMinusNED = oneMinusNED
    self.cer = cer
    self.wer = wer
    self.imagesPerSecond = imagesPerSecond
    self.boxes = boxes
    self.expectedCalibrationError = expectedCalibrationError
    self.reliability = reliability
    self.at99Precision = at99Precision
  }
}

extension AccuracyReport {
  /// The three accuracies in a line, in per cent: `exact 86.8%  alphanumeric 91.8%  1-NED 95.0%`.
  public var summary: String {
    format(
      "exact %.1f%%  alphanumeric %.1f%%  1-NED %.1f%%", 100 * exact, 100 * caseInsensitiveAlphanumeric,
      100 * oneMinusNED)
  }
}
