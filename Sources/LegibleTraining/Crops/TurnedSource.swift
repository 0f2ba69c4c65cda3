import LegibleImages
import LegibleTensors

/// The crops of another source, each turned by no, one, two or three quarters at random. The label of a crop is how it
/// lies, whatever its text.
///
/// Crops are shown as `CropRule.laysFlat` says, and the label is that of what is shown.
package struct TurnedSource: CropSource {
  private let source: any CropSource
  private let seed: UInt64

  package init(_ source: any CropSource, seed: UInt64) {
    self.source = source
    self.seed = seed
  }

  package func makeReader() throws -> any CropReader {
    TurnedReader(reader: try source.makeReader(), seed: seed)
  }

  private final class TurnedReader: CropReader {
    private let reader: any CropReader
    private let seed: UInt64

    init(reader: any CropReader, seed: UInt64) {
      self.reader = reader
      self.seed = seed
    }

    func crop(_ index: UInt64) throws -> TrainingCrop {
      var crop = try reader.crop(index)
      var random = RandomSource(seed: seed ^ 0x7475_726E, stream: index)
      let orientation = TextOrientation.allCases.randomElement(using: &random)!
      let shown = crop.image.turned(to: orientation).laidFlat
      crop.image = shown.image
      crop.text = orientation.turned(by: shown.orientation.inverse).rawValue
      return crop
    }
  }
}
