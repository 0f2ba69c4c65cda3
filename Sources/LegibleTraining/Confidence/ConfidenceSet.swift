import Legible
import LegibleEvaluation
import LegibleLanguage
import LegibleModels

/// Labelled crops as a model reads them: what its confidences are calibrated on, and measured by.
package struct ConfidenceSet {
  /// For people.
  package let name: String
  package private(set) var samples: [ConfidenceSample] = []
  /// The confidences that the model gives as it is.
  package private(set) var reliability = Reliability()
  /// Why crops could not be read.
  package private(set) var failures: [ImageError] = []
  private let comparison: TextEquality

  /// - Parameter comparison: when a text is right.
  package init(name: String, comparison: TextEquality) {
    self.name = name
    self.comparison = comparison
  }

  /// Reads a data set.
  package init(
    _ dataset: Dataset, recognizer: Recognizer, comparison: TextEquality, limits: ImageLimits, threads: Int
  ) {
    self.init(name: Self.name(ofPath: dataset.path), comparison: comparison)
    recognizer.recognize(paths: dataset.items.map(\.path), threads: threads, limits: limits) {
      index, result in
      let crop = dataset.items[index]
      switch result {
      case .success(let read): add(read, label: crop.text)
      case .failure(let error): failures.append(error)
      }
    }
  }

  /// Takes up a text. One whose confidence is no number, as those of a network with such weights are, is left out.
  package mutating func add(_ read: RecognizedText, label: String) {
    let logOdds = read.candidates[0].evidence.logOdds
    guard logOdds.isFinite, 0...1 ~= read.confidence else { return }
    let isRight = comparison.isRight(read.text, label: label)
    samples.append(ConfidenceSample(logOdds: logOdds, isRight: isRight))
    reliability.add(confidence: read.confidence, isRight: isRight)
  }

  /// The confidences that a calibration gives these texts.
  package func reliability(with calibration: ConfidenceCalibration) -> Reliability {
    var result = Reliability()
    for sample in samples {
      result.add(confidence: calibration.confidence(logOdds: sample.logOdds), isRight: sample.isRight)
    }
    return result
  }

  /// Both halves in the order of the crops, because neighbours often come from one photograph.
  package var halves: [ConfidenceSet] {
    let middle = samples.count / 2
    return [("first", 0..<middle), ("second", middle..<samples.count)].map { word, range in
      var half = ConfidenceSet(name: "\(name), \(word) half", comparison: comparison)
      half.samples = Array(samples[range])
      for outcome in reliability.outcomes[range] {
        half.reliability.add(confidence: outcome.confidence, isRight: outcome.isRight)
      }
      return half
    }
  }

  /// The end of a data set's path: a model travels, folders do not.
  private static func name(ofPath path: String) -> String {
    path.split(separator: "/").suffix(2).joined(separator: "/")
  }
}

extension ConfidenceCalibration {
  /// Calibrates on all texts of some sets.
  /// - Throws: `ConfidenceFitError`.
  package init(
    fitting sets: [ConfidenceSet], comparison: TextEquality
  ) throws(ConfidenceFitError) {
    try self.init(
      fitting: sets.flatMap(\.samples), comparison: comparison, data: sets.map(\.name).joined(separator: ", ")
    )
  }
}
