import LegibleImages
import LegibleSynthesis
import LegibleTensors

/// A crop to train on.
package struct TrainingCrop: Sendable {
  package var image: Image
  package var text: String
  /// Where it comes from: a file's path, or the number of a synthetic crop. For messages.
  package var origin: String

  package init(image: Image, text: String, origin: String) {
    self.image = image
    self.text = text
    self.origin = origin
  }
}

/// Gives the crops of a run. Crop `index` is a function of the run's seed and `index` alone, whoever asks and when.
package protocol CropSource: Sendable {
  /// One thread's access to the source.
  func makeReader() throws -> any CropReader
}

package protocol CropReader: AnyObject {
  func crop(_ index: UInt64) throws -> TrainingCrop
}

/// Labelled crops from disk, distorted anew at each showing, mixed with endless synthetic ones.
package struct MixedSource: CropSource {
  /// Labelled crops, all sets together.
  package let items: [LabelledCrop]
  package let synthesizer: Synthesizer?
  /// Share of synthetic crops, `0...1`.
  package let syntheticShare: Float
  package let augmentation: AugmentationOptions
  package let seed: UInt64

  /// - Precondition: there is something to draw from: items unless everything is synthetic, a synthesizer unless nothing
  ///   is.
  package init(
    items: [LabelledCrop], synthesizer: Synthesizer?, syntheticShare: Float,
    augmentation: AugmentationOptions = AugmentationOptions(), seed: UInt64
  ) {
    precondition(syntheticShare >= 1 || !items.isEmpty, "no labelled crops to draw from")
    precondition(syntheticShare <= 0 || synthesizer != nil, "no synthesizer for synthetic crops")
    self.items = items
    self.synthesizer = synthesizer
    self.syntheticShare = syntheticShare
    self.augmentation = augmentation
    self.seed = seed
  }

  package func makeReader() throws -> any CropReader {
    MixedReader(source: self, renderer: syntheticShare > 0 ? try synthesizer?.makeRenderer() : nil)
  }
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
    var random = RandomSource(seed: source.seed ^ 0x6D69_7865_6421, stream: index)
    if let renderer, random.chance(source.syntheticShare) {
      let crop = try renderer.crop(seed: source.seed, index: index)
      return TrainingCrop(image: crop.image, text: crop.text, origin: "synthetic crop \(index)")
    }
    let item = source.items[Int.random(in: 0..<source.items.count, using: &random)]
    let image = try decoder.decode(contentsOf: item.path).augmented(by: source.augmentation, using: &random)
    return TrainingCrop(image: image, text: item.text, origin: item.path)
  }
}
