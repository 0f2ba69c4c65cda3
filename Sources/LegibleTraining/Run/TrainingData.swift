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

  /// Share of the crops that is held out where no data set for validation is named, and the most of them.
  private static let heldOutShare = 0.1
  private static let heldOutLimit = 1000

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
    checks = datasets.map { dataset in
      let pictures = Pictures(of: dataset.items, scaling: model.scaling, limits: limits, threads: threads)
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
    if sets.isEmpty, !items.isEmpty {
      let (kept, heldOut) = Self.holdOut(items, seed: options.seed)
      items = kept
      if !heldOut.isEmpty { sets = [ValidationSet(name: "held-out crops", items: heldOut, limits: limits)] }
    } else if sets.isEmpty, let synthesizer {
      sets = [
        try ValidationSet(syntheticCrops: Self.heldOutLimit, synthesizer: synthesizer, seed: ~options.seed)
      ]
    }
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

  /// Takes out crops for validation, drawn by the seed; the order is kept.
  private static func holdOut(
    _ items: [LabelledCrop], seed: UInt64
  ) -> (kept: [LabelledCrop], heldOut: [LabelledCrop]) {
    var random = RandomSource(seed: seed, stream: 0x686F_6C64)
    let count = min(heldOutLimit, Int(Double(items.count) * heldOutShare))
    let chosen = Set(items.indices.shuffled(using: &random).prefix(count))
    return (
      items.indices.filter { !chosen.contains($0) }.map { items[$0] },
      items.indices.filter { chosen.contains($0) }.map { items[$0] }
    )
  }
}
