import LegibleFiles
import LegibleModels
import LegibleSynthesis

extension TrainingOptions {
  /// Options that suit a trained model which shall learn to read some labelled crops, by how many there are. All of
  /// them may be changed.
  ///
  /// Few crops are shown more often each, in small batches, and a run is never so short that nothing could be
  /// learnt from it; with 500 crops it takes a few minutes on two cores. Between the crops stand synthetic ones,
  /// with labels like theirs and with other texts, so that the model does not forget what it could read. What
  /// these choices come to on several kinds of crops is in `Documentation/FineTuning.md`.
  ///
  /// - Parameters:
  ///   - start: the model file.
  ///   - datasets: the labelled crops, as `Dataset(path:)` opens them.
  ///   - synthesisFolder: fonts, words and backgrounds, laid out as `SynthesisOptions(folder:)` has them; nil for no
  ///     synthetic crops, which a model of classes never gets unless it tells how texts lie: their labels are texts.
  /// - Throws: `DatasetError` for a data set that cannot be opened.
  public init(fineTuning start: String, on datasets: [String], synthesisFolder: String? = nil)
    throws
  {
    let labels = try datasets.flatMap { try Dataset(path: $0).items.map(\.text) }
    self.init()
    self.start = start
    self.datasets = datasets
    let steps = Self.fineTuningSteps(crops: labels.count)
    self.steps = steps
    // After two fifths of the run without a better model there is none to come.
    stepsPerReport = max(1, steps / 20)
    patience = 8
    batchSize = labels.count < 2000 ? 16 : labels.count < 20_000 ? 32 : 64
    learningRate = 1e-3
    // The weights of the last tenth of the run, about: the average must not reach back to the start.
    averageDecay = min(0.999, 1 - 10 / Float(steps))
    if let synthesisFolder, Self.takesSyntheticCrops(start) {
      syntheticShare = 0.25
      var synthesis = SynthesisOptions(folder: synthesisFolder)
      synthesis.labels = Self.sample(labels)
      let longest = synthesis.labels.map(\.count).max() ?? 0
      synthesis.maximumLength = max(synthesis.maximumLength, min(longest, Self.longestSyntheticText))
      self.synthesis = synthesis
    }
  }

  /// False for a model of which the labels of synthetic crops, which are texts, are no classes. A file that is no model is
  /// for the run's plan to refuse.
  package static func takesSyntheticCrops(_ start: String) -> Bool {
    guard let file = try? ModelFile(contentsOf: start) else { return true }
    return !file.networkSpec.isClassifier || file.preprocessing.crops.laysFlat
  }

  /// Longer texts are lines of a page; they would make a batch of synthetic crops as wide.
  private static let longestSyntheticText = 50

  /// Steps for so many crops: 284 for 20, 362 for 50, 820 for 500, 2271 for 5,000.
  static func fineTuningSteps(crops: Int) -> Int {
    150 + Int(30 * Double(crops).squareRoot())
  }

  /// Different labels, evenly taken where there are very many: a checkpoint holds them all.
  private static func sample(_ labels: [String]) -> [String] {
    let different = Set(labels).subtracting([""]).sorted()
    return stride(from: 0, to: different.count, by: 1 + different.count / 5000).map { different[$0] }
  }
}
