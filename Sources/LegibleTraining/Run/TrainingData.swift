import LegibleFiles
import LegibleModels
import LegibleSynthesis
import LegibleTensors

/// The crops of a run: the data sets looked through, the validation crops set apart.
package struct TrainingData: Sendable {
  /// What the look through each data set for training found.
  package let checks: [DatasetCheck]
  /// Crops that are not trained on.
  package let validation: [ValidationSet]
  /// Where the crops of every step come from, and what lies behind that.
  package let source: any CropSource
  package let mixed: MixedSource
  /// What a run that goes on must find again.
  package let fingerprint: DataFingerprint

  /// What is to be known of the crops as a whole, in words: how many are held out, and that they teach little.
  package let remarks: [String]

  /// Synthetic crops that a run is measured on which has no others.
  private static let syntheticValidationCount = 1000

  /// Looks at every crop as training will, and leaves out those that cannot be used.
  ///
  /// - Parameters:
  ///   - datasets: those of `options.datasets`, opened.
  ///   - validation: those of `options.validation`, opened.
  ///   - synthesizer: made from `options.synthesis`; nil without synthetic crops.
  ///   - model: that is trained: its network and its alphabet decide which crops can be used.
  ///   - threads: for decoding the images.
  /// - Throws: `TrainingDataError` where nothing is left to train on; what the synthesizer throws.
  package init(
    _ options: TrainingOptions, datasets: [Dataset], validation: [Dataset], synthesizer: Synthesizer?,
    model: Model, threads: Int
  ) throws {
    let limits = options.imageLimits
    let isTurned = options.turned == true
    var fingerprint = DataFingerprint()
    let pictures = Pictures(
      of: datasets.flatMap(\.items), scaling: model.scaling, limits: limits, threads: threads)
    checks = datasets.map { dataset in
      // How a crop lies is known whatever its text.
      let vocabulary = isTurned ? nil : model.vocabulary
      var check = dataset.check(vocabulary: vocabulary) { crop in
        guard let width = try pictures.width(of: crop) else { return nil }
        try Self.check(stripWidth: width, height: model.scaling.height)
        return model.network.spec.columns(forInputWidth: width)
      }
      check.damaged = check.usable.compactMap { crop in
        pictures.damage(of: crop).map { RejectedLine(source: crop.source, reason: "\($0)") }
      }
      fingerprint.training.append(.init(check.usable, pictures, name: dataset.path))
      return check
    }
    fingerprint.validation = validation.map { set in
      let pictures = Pictures(of: set.items, scaling: model.scaling, limits: limits, threads: threads)
      return .init(set.items, pictures, name: set.path)
    }
    fingerprint.synthesis = synthesizer.map { .init($0) }
    self.fingerprint = fingerprint
    var items = checks.flatMap(\.usable)
    // All of them: what the model cannot write or has no room for, it reads wrongly, and the accuracy should
    // say so.
    var sets = validation.map { ValidationSet(name: $0.path, items: $0.items, limits: limits) }
    var remarks = isTurned ? [] : Self.remarks(onLabels: items)
    if sets.isEmpty, !items.isEmpty {
      let parts = HeldOutCrops(items, pictures, seed: options.seed)
      remarks.append(Self.remark(heldOut: parts.heldOut.count, of: items.count))
      items = parts.kept
      if !parts.heldOut.isEmpty {
        sets = [ValidationSet(name: "held-out crops", items: parts.heldOut, limits: limits)]
      }
    } else if sets.isEmpty, let synthesizer {
      sets = [
        try ValidationSet(
          syntheticCrops: Self.syntheticValidationCount, synthesizer: synthesizer, seed: ~options.seed)
      ]
    }
    self.remarks = remarks
    guard options.syntheticShare >= 1 || !items.isEmpty else {
      throw TrainingDataError.nothingLeft(findings: checks.map(\.description))
    }

    self.validation = sets.map { isTurned ? $0.turned : $0 }
    let mixed = MixedSource(
      items: items, synthesizer: synthesizer, syntheticShare: options.syntheticShare,
      augmentation: AugmentationOptions(
        strength: options.augmentation, inversionProbability: options.inversion),
      limits: limits, seed: options.seed)
    self.mixed = mixed
    source = isTurned ? TurnedSource(mixed, seed: options.seed) : mixed
  }

  /// - Throws: `TrainingDataError` for a crop whose input strip would have so many columns.
  static func check(stripWidth width: Int, height: Int) throws(TrainingDataError) {
    guard width <= Batch.widestCrop else {
      throw TrainingDataError.tooWide(pixels: width, height: height, limit: Batch.widestCrop)
    }
  }

  private static func remarks(onLabels items: [LabelledCrop]) -> [String] {
    guard let label = items.first?.text, items.count > 1, items.allSatisfy({ $0.text == label }) else {
      return []
    }
    return [
      "all \(items.count) crops have the label \(label.quotedLabel): the model may come to read every crop so; add crops "
        + "with other labels"
    ]
  }

  private static func remark(heldOut: Int, of crops: Int) -> String {
    heldOut == 0
      ? "no crop is held out, for there are too few, or all are copies of one: how well the model reads others "
        + "stays unknown; label 20 or more"
      : "\(heldOut) of \(crops) crops are held out: they are never trained on, and say how well the model reads; copies "
        + "of a crop stay on one side"
  }
}
