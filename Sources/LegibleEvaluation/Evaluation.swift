import LegibleLanguage

/// Collects predictions with their labels, and says how well they agree.
///
/// The lists it gives out are ordered by what is in them, not by the order in which crops came.
public struct Evaluation: Sendable {
  private var count = 0
  private var exact = 0
  private var caseInsensitiveAlphanumericMatches = 0
  private var sumOfOneMinusNED = 0.0
  private var characterEdits = 0
  private var labelCharacters = 0
  private var wordEdits = 0
  private var labelWords = 0
  private var boxes: BoxReport?
  /// The confidences that were given, and whether their texts are right by `equality`.
  public private(set) var reliability = Reliability()
  /// When a text is right, as far as confidences are concerned.
  public let equality: TextEquality
  private var confusionCounts: [Confusion: Int] = [:]
  private var wrong: [Misreading] = []
  private var unread: [ReadingFailure] = []

  /// - Parameter equality: when a text is right, as far as confidences are concerned; accuracies are reported in
  ///   all ways.
  public init(equality: TextEquality = .caseInsensitiveAlphanumeric) { self.equality = equality }

  /// Counts a crop that was read.
  ///
  /// - Parameters:
  ///   - path: the crop's file, to show with its misreading.
  ///   - confidence: that the prediction is right, 0...1; nil where it is not known.
  public mutating func add(path: String, label: String, prediction: String, confidence: Float? = nil) {
    add(
      TextComparison(label: label, prediction: prediction), path: path, label: label, prediction: prediction,
      confidence: confidence)
  }

  /// Counts a crop that was compared already.
  public mutating func add(
    _ comparison: TextComparison, path: String, label: String, prediction: String, confidence: Float? = nil
  ) {
    count += 1
    if comparison.isExact { exact += 1 }
    if comparison.isAlphanumericExact { caseInsensitiveAlphanumericMatches += 1 }
    // A model whose weights are no numbers has confidences that are none.
    if let confidence, 0...1 ~= confidence {
      reliability.add(confidence: confidence, isRight: comparison.isRight(by: equality))
    }
    sumOfOneMinusNED += comparison.oneMinusNED
    for confusion in comparison.confusions { confusionCounts[confusion, default: 0] += 1 }
    characterEdits += comparison.characterEdits
    labelCharacters += comparison.labelCharacters
    wordEdits += comparison.wordEdits
    labelWords += comparison.labelWords
    let edits = comparison.characterEdits
    if edits > 0 {
      wrong.append(Misreading(path: path, label: label, prediction: prediction, edits: edits))
    }
  }

  /// Counts the boxes of a crop whose text was read rightly: in other texts nobody can say which character is meant
  /// to be which.
  ///
  /// - Parameters:
  ///   - extents: from the left edge to the right one of each character in turn, in pixels.
  ///   - known: where they stand in truth, as many. Those without width, as of a space between slanted letters,
  ///     are left out.
  public mutating func addBoxes(_ extents: [Range<Double>], known: [Range<Double>]) {
    precondition(extents.count == known.count, "\(extents.count) boxes for \(known.count) characters")
    if boxes == nil { boxes = BoxReport(characters: 0, meanIntersectionOverUnion: 0, missed: 0) }
    for (extent, known) in zip(extents, known) where !known.isEmpty { boxes?.add(extent, known: known) }
  }

  /// Counts a crop that could not be read.
  public mutating func addFailure(path: String, reason: String) {
    unread.append(ReadingFailure(path: path, reason: reason))
  }

  /// - Parameter seconds: the time that reading took.
  public func report(seconds: Double) -> AccuracyReport {
    AccuracyReport(
      count: count,
      failed: unread.count,
      exact: Double(exact) / Double(max(1, count)),
      caseInsensitiveAlphanumeric: Double(caseInsensitiveAlphanumericMatches) / Double(max(1, count)),
      oneMinusNED: sumOfOneMinusNED / Double(max(1, count)),
      cer: Double(characterEdits) / Double(max(1, labelCharacters)),
      wer: Double(wordEdits) / Double(max(1, labelWords)),
      imagesPerSecond: seconds > 0 ? Double(count) / seconds : 0,
      boxes: boxes,
      expectedCalibrationError: reliability.outcomes.isEmpty ? nil : reliability.expectedCalibrationError,
      reliability: reliability.outcomes.isEmpty ? nil : reliability.bins,
      at99Precision: reliability.operatingPoint(precision: 0.99))
  }

  /// What was read for what and how often, the most frequent first.
  public var confusions: [(confusion: Confusion, count: Int)] {
    confusionCounts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
  }

  /// The crops whose prediction is not their label, the worst first: by edits per character of the longer
  /// text, then by edits.
  public var misreadings: [Misreading] {
    wrong.sorted { $0.isWorse(than: $1) }
  }

  /// The crops that could not be read, by path.
  public var failures: [ReadingFailure] {
    unread.sorted { ($0.path, $0.reason) < ($1.path, $1.reason) }
  }
}

/// A character taken for another, lost, or read where there is none.
public enum Confusion: Hashable, Sendable, Comparable {
  case substitution(Character, with: Character)
  case deletion(Character)
  case insertion(Character)

  /// Nil for a match.
  init?(_ operation: EditOperation<Character>) {
    switch operation {
    case .match: return nil
    case .substitution(let label, let prediction): self = .substitution(label, with: prediction)
    case .deletion(let label): self = .deletion(label)
    case .insertion(let prediction): self = .insertion(prediction)
    }
  }
}

/// A crop whose prediction is not its label.
public struct Misreading: Sendable, Equatable {
  public let path: String
  public let label: String
  public let prediction: String
  /// The edit distance of the two texts as they are, 1 or more.
  public let edits: Int

  /// `edits` per character of the longer text, 0...1, lower is better.
  public var normalizedEditDistance: Double {
    Double(edits) / Double(max(label.count, prediction.count))
  }

  package init(path: String, label: String, prediction: String, edits: Int) {
    (self.path, self.label, self.prediction, self.edits) = (path, label, prediction, edits)
  }

  /// The order of `Evaluation.misreadings`.
  package func isWorse(than other: Misreading) -> Bool {
    (other.normalizedEditDistance, other.edits, path, label, prediction)
      < (normalizedEditDistance, edits, other.path, other.label, other.prediction)
  }
}

/// A crop that could not be read.
public struct ReadingFailure: Sendable, Equatable {
  public let path: String
  public let reason: String
}
