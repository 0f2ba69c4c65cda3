import LegibleImages
import LegibleModels
import LegibleSynthesis
import LegibleTensors

/// The crops of a run: the data sets looked through, the validation crops set apart.
package struct TrainingData: Sendable {
  /// What the look through each data set for training found.
  package let checks: [DatasetCheck]
  /// Crops that are not trained on.
  package let validation: [ValidationSet]
  /// Where the crops of every step come from.
  package let source: MixedSource
  /// Changes with the data and with the order in which a run sees them: a run that goes on must find the
  /// same.
  package let fingerprint: String

  /// Share of the crops that is held out where no data set for validation is named, and the most of them.
  private static let heldOutShare = 0.1
  private static let heldOutLimit = 1000
  /// Widest input strip that is trained on, pixels: a crop wider than this is no line of text.
  private static let widestStrip = 8192

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
    checks = datasets.map { dataset in
      let looks = Self.look(at: dataset.items, scaling: model.scaling, limits: limits, threads: threads)
      var check = dataset.check(alphabet: model.alphabet) { crop in
        guard let look = looks[crop.path] else { return nil }
        let width = try look.get().width
        try Self.check(stripWidth: width, height: model.scaling.height)
        return model.network.spec.columns(forInputWidth: width)
      }
      check.damaged = check.usable.compactMap { crop in
        (try? looks[crop.path]?.get())?.damage.map { RejectedLine(source: crop.source, reason: "\($0)") }
      }
      return check
    }
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

    self.validation = sets
    source = MixedSource(
      items: items, synthesizer: synthesizer, syntheticShare: options.syntheticShare,
      augmentation: AugmentationOptions(
        strength: options.augmentation, inversionProbability: options.inversion),
      limits: limits, seed: options.seed)
    fingerprint = Self.fingerprint(items: items, validation: sets, synthesizer: synthesizer)
  }

  /// What a crop's file holds: the width of its input strip, and what it has lost.
  private struct Look {
    let width: Int
    let damage: ImageError?
  }

  /// Decodes all crops of a set.
  /// - Returns: what was found, by path: a file may have several labels, but it has one picture.
  private static func look(
    at items: [LabelledCrop], scaling: CropScaling, limits: ImageLimits, threads: Int
  ) -> [String: Result<Look, ImageError>] {
    // Decoding is what takes time, so it is done ahead, in pieces, on all threads.
    let piece = 64
    var results = [Result<Look, ImageError>?](repeating: nil, count: items.count)
    results.withUnsafeMutableBufferPointer { results in
      parallelFor(pieces: (items.count + piece - 1) / piece, threads: threads) { number in
        for index in number * piece..<min(items.count, (number + 1) * piece) {
          results[index] = Result { () throws(ImageError) in
            let image = try Image(contentsOf: items[index].path, limits: limits)
            return Look(
              width: scaling.width(imageWidth: image.width, imageHeight: image.height), damage: image.damage)
          }
        }
      }
    }
    return Dictionary(zip(items.map(\.path), results.map { $0! })) { first, _ in first }
  }

  /// - Throws: `TrainingDataError` for a crop whose input strip would have so many columns.
  static func check(stripWidth width: Int, height: Int) throws(TrainingDataError) {
    guard width <= widestStrip else {
      throw TrainingDataError.tooWide(pixels: width, height: height, limit: widestStrip)
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

  private static func fingerprint(
    items: [LabelledCrop], validation: [ValidationSet], synthesizer: Synthesizer?
  ) -> String {
    var checksum = SafeTensorsChecksum()
    func add(_ texts: String...) {
      for text in texts { Array((text + "\0").utf8).withUnsafeBytes { checksum.update($0) } }
    }
    for crop in items + validation.flatMap(\.items) { add(crop.path, crop.text) }
    // Names and lengths: reading some gigabytes at each start would take longer than it is worth.
    for file in synthesizer?.files ?? [] { add(file.path, "\(file.bytes)") }
    var parts = ["\(items.count) crops", "\(validation.reduce(0) { $0 + $1.count }) for validation"]
    if let synthesizer { parts.append(synthesizer.contents) }
    return parts.joined(separator: ", ") + ", hash " + String(checksum.digest, radix: 16)
  }
}

extension Synthesizer {
  /// What its crops are made from, in words.
  package var contents: String { "\(fontCount) fonts, \(wordCount) words, \(backgroundCount) backgrounds" }
}
