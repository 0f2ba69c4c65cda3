import LegibleImages
import LegibleModels

/// Crops of a run as the network sees them, for people to look at: distorted, cut to their text and scaled.
package final class CropSample {
  private let reader: any CropReader
  private let scaling: CropScaling

  /// - Throws: what the source of the run's crops throws.
  package init(of run: TrainingRun) throws {
    reader = try run.data.source.makeReader()
    scaling = run.plan.model.scaling
  }

  /// Crops of a run by their number.
  /// - Returns: pictures as high as the network's input, with their labels.
  /// - Throws: `ImageError` for a crop that has gone; what drawing a synthetic one throws.
  package func crops(_ numbers: Range<Int>) throws -> [(picture: Image, text: String)] {
    try numbers.map { number in
      let crop = try reader.crop(UInt64(number))
      let input = scaling.inputCrop(of: crop.image)
      let (width, height) = (min(input.width, Batch.widestCrop), scaling.height)
      var strip = [Float](repeating: 0, count: width * height)
      strip.withUnsafeMutableBufferPointer {
        crop.image.writeInputStrip(
          of: input.area, width: width, height: height, into: $0.baseAddress!, rowStride: width)
      }
      // From -1...1 back to levels; beyond that lies what is whiter, or blacker, than most letters.
      let pixels = strip.map { UInt8(min(max($0 * 127.5 + 128, 0), 255)) }
      return (Image(width: width, height: height, pixels: pixels), crop.text)
    }
  }
}
