import LegibleEvaluation
import LegibleImages
import LegibleLanguage
import LegibleModels
import LegibleSynthesis
import LegibleTensors

/// The crops of a run: a recipe's data sets opened and looked through, the validation crops set apart.
package struct TrainingData: Sendable {
  /// What the look through each data set for training found.
  package let checks: [DatasetCheck]
  /// Labelled crops to train on, all sets together.
  package let items: [LabelledCrop]
  /// Crops that are not trained on.
  package let validation: [ValidationSet]
  /// Where the crops of every step come from.
  package let source: MixedSource
  /// Changes with the data and with the order in which a run sees them: a run that goes on must find the same.
  package let fingerprint: String

  /// Share of the crops that is held out where the recipe names no data set for validation, and the most of them.
  private static let heldOutShare = 0.1
  private static let heldOutLimit = 1000
  /// Widest input strip that is trained on, pixels: a crop wider than this is no line of text.
  private static let widestStrip = 8192

  /// Looks at every crop as training will, and leaves out those that cannot be used.
  ///
  /// - Parameters:
  ///   - datasets: those of `recipe.datasets`, opened.
  ///   - validation: those of `recipe.validation`, opened.
  ///   - stretching: of the model that is trained.
  ///   - synthesizer: made from `recipe.synthesis`; nil without synthetic crops.
  ///   - seed: the run's; decides which crops are held out.
  ///   - threads: for decoding the images.
  /// - Throws: `TrainingDataError` where nothing is left to train on; what the synthesizer throws.
  package init(
    _ recipe: TrainingRecipe, datasets: [Dataset], validation: [Dataset], synthesizer: Synthesizer?,
    alphabet: Alphabet, spec: NetworkSpec, stretching: CropScaling.Stretching?, seed: UInt64, threads: Int
  ) throws {
    let scaling = CropScaling(spec, stretching: stretching)
    checks = datasets.map { dataset in
      dataset.check(
        alphabet: alphabet,
        columns: Self.columns(of: dataset.items, spec: spec, scaling: scaling, threads: threads))
    }
    var items = checks.flatMap(\.usable)
    // All of them: what the model cannot write or has no room for, it reads wrongly, and the accuracy should say so.
    var sets = validation.map { ValidationSet(name: $0.path, items: $0.items) }
    if sets.isEmpty, !items.isEmpty {
      let (kept, heldOut) = Self.holdOut(items, seed: seed)
      items = kept
      if !heldOut.isEmpty { sets = [ValidationSet(name: "held-out crops", items: heldOut)] }
    } else if sets.isEmpty, let synthesizer {
      sets = [try ValidationSet(syntheticCrops: Self.heldOutLimit, synthesizer: synthesizer, seed: ~seed)]
    }
    guard recipe.syntheticShare >= 1 || !items.isEmpty else { throw TrainingDataError.nothingToTrainOn }

    self.items = items
    self.validation = sets
    source = MixedSource(
      items: items, synthesizer: synthesizer, syntheticShare: recipe.syntheticShare,
      augmentation: AugmentationOptions(
        strength: recipe.augmentation, inversionProbability: recipe.inversion),
      seed: seed)
    fingerprint = Self.fingerprint(items: items, validation: sets, synthesizer: synthesizer)
  }

  /// Crops of one epoch: each labelled crop once, with the synthetic ones between them. Nil where all are synthetic.
  package var cropsPerEpoch: Int? {
    guard source.syntheticShare < 1 else { return nil }
    return Int((Double(items.count) / (1 - Double(source.syntheticShare))).rounded(.up))
  }

  /// Columns that the network makes of a crop, for all crops of a set, asked for in order.
  private static func columns(
    of items: [LabelledCrop], spec: NetworkSpec, scaling: CropScaling, threads: Int
  ) -> (LabelledCrop) throws -> Int? {
    // Decoding is what takes time, so it is done ahead, in pieces, on all threads.
    let piece = 64
    var results = [Result<Int, ImageError>?](repeating: nil, count: items.count)
    results.withUnsafeMutableBufferPointer { results in
      parallelFor(pieces: (items.count + piece - 1) / piece, threads: threads) { number in
        for index in number * piece..<min(items.count, (number + 1) * piece) {
          results[index] = Result { () throws(ImageError) in
            let image = try Image(contentsOf: items[index].path)
            return scaling.width(imageWidth: image.width, imageHeight: image.height)
          }
        }
      }
    }
    // A file may have several labels, but it has one width.
    let widths = Dictionary(zip(items.map(\.path), results)) { first, _ in first }
    return { crop in
      guard let result = widths[crop.path] ?? nil else { return nil }
      let width = try result.get()
      try check(stripWidth: width, height: scaling.height)
      return spec.columns(forInputWidth: width)
    }
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
    if let synthesizer {
      parts.append(
        "\(synthesizer.fontCount) fonts, \(synthesizer.wordCount) words, \(synthesizer.backgroundCount) backgrounds"
      )
    }
    return parts.joined(separator: ", ") + ", hash " + String(checksum.digest, radix: 16)
  }
}

/// Why a recipe gives no data to train with.
package enum TrainingDataError: Error, Hashable, CustomStringConvertible {
  case nothingToTrainOn
  case tooWide(pixels: Int, height: Int, limit: Int)

  package var description: String {
    switch self {
    case .nothingToTrainOn:
      "no crop is left to train on; see the reasons above, or add synthetic crops with --synthetic"
    case .tooWide(let pixels, let height, let limit):
      "\(pixels) pixels wide at height \(height), more than the limit of \(limit); cut it into lines or words"
    }
  }
}
