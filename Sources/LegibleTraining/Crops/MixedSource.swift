import LegibleImages
import LegibleSynthesis
import LegibleTensors

/// Labelled crops from disk, distorted anew at each showing, mixed with endless synthetic ones.
///
/// An epoch is a pass: every labelled crop once, in an order of its own, with the synthetic ones evenly
/// between them.
package struct MixedSource: CropSource {
  /// Labelled crops, all sets together.
  package let items: [LabelledCrop]
  package let synthesizer: Synthesizer?
  private let mixture: CropMixture
  private let needsSynthesizer: Bool
  private let augmentation: AugmentationOptions
  private let limits: ImageLimits
  private let seed: UInt64

  /// - Parameters:
  ///   - syntheticShare: share of synthetic crops, `0...1`.
  ///   - limits: of the labelled crops' files.
  /// - Precondition: there is something to draw from: items unless everything is synthetic, a synthesizer
  ///   unless nothing is.
  package init(
    items: [LabelledCrop], synthesizer: Synthesizer?, syntheticShare: Float,
    augmentation: AugmentationOptions = AugmentationOptions(), limits: ImageLimits = .default, seed: UInt64
  ) {
    precondition(syntheticShare >= 1 || !items.isEmpty, "no labelled crops to draw from")
    precondition(syntheticShare <= 0 || synthesizer != nil, "no synthesizer for synthetic crops")
    self.items = items
    self.synthesizer = synthesizer
    mixture = CropMixture(syntheticShare: syntheticShare)
    needsSynthesizer = syntheticShare > 0
    self.augmentation = augmentation
    self.limits = limits
    self.seed = seed
  }

  /// Crops of one epoch, the synthetic ones between the labelled ones among them. Nil where all are
  /// synthetic.
  package var cropsPerEpoch: Int? { mixture.crops(withLabelled: items.count) }

  package func makeReader() throws -> any CropReader {
    MixedReader(source: self, renderer: needsSynthesizer ? try synthesizer?.makeRenderer() : nil)
  }

  /// The labelled crop at an index of the run; nil where a synthetic one stands. O(1).
  package func labelledCrop(at index: UInt64) -> LabelledCrop? {
    guard let number = mixture.labelledCrop(at: index).map({ Int($0) }) else { return nil }
    let (epoch, position) = number.quotientAndRemainder(dividingBy: items.count)
    return items[EpochOrder(count: items.count, seed: seed, epoch: epoch)[position]]
  }

  private final class MixedReader: CropReader {
    private let source: MixedSource
    private let renderer: SyntheticRenderer?
    private let decoder = ImageDecoder()

    init(source: MixedSource, renderer: SyntheticRenderer?) {
      self.source = source
      self.renderer = renderer
    }

    func crop(_ index: UInt64) throws -> TrainingCrop {
      if let item = source.labelledCrop(at: index) {
        var random = RandomSource(seed: source.seed ^ 0x6D69_7865_6421, stream: index)
        // Distortions change levels, and faint letters would not survive that as they are.
        let image = try decoder.decode(contentsOf: item.path, limits: source.limits).withInputLevels()
        return TrainingCrop(
          image: image.augmented(by: source.augmentation, using: &random), text: item.text,
          origin: item.path)
      }
      guard let renderer else { preconditionFailure("a synthetic crop where there are none") }
      let crop = try renderer.crop(seed: source.seed, index: index)
      return TrainingCrop(image: crop.image, text: crop.text, origin: "synthetic crop \(index)")
    }
  }
}
