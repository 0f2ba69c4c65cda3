import LegibleImages
import LegibleTensors
import LegibleTraining
import Testing

@Suite struct TurnedSourceTests {
  /// Crops with a mark in their upper left corner, wide and high ones in turn.
  private struct Marked: CropSource {
    func makeReader() throws -> any CropReader { Reader() }

    static func image(_ index: UInt64) -> Image {
      let (width, height) = index % 3 == 0 ? (3, 8) : (9, 4)
      var pixels = [UInt8](repeating: UInt8(index % 200), count: width * height)
      pixels[0] = 255
      return Image(width: width, height: height, pixels: pixels)
    }

    final class Reader: CropReader {
      func crop(_ index: UInt64) throws -> TrainingCrop {
        TrainingCrop(image: Marked.image(index), text: "text", origin: "\(index)")
      }
    }
  }

  @Test func theLabelOfACropIsHowItLies() throws {
    let reader = try TurnedSource(Marked(), seed: 4).makeReader()
    var counts: [String: Int] = [:]
    for index in 0..<400 as Range<UInt64> {
      let crop = try reader.crop(index)
      let orientation = try #require(TextOrientation(rawValue: crop.text))
      #expect(crop.image == Marked.image(index).turned(to: orientation))
      #expect(crop.image.width >= crop.image.height)
      #expect(crop.origin == "\(index)")
      counts[crop.text, default: 0] += 1
    }
    // Two thirds are wide, which as they are shown stand on their feet or on their heads.
    for (orientation, share) in [
      (TextOrientation.upright, 1 / 3.0), (.upsideDown, 1 / 3.0), (.clockwise, 1 / 6.0),
      (.counterclockwise, 1 / 6.0),
    ] {
      #expect(abs(Double(counts[orientation.rawValue] ?? 0) / 400 - share) < 0.08)
    }
  }

  @Test func aCropIsAFunctionOfSeedAndNumber() throws {
    func texts(_ seed: UInt64) throws -> [String] {
      let reader = try TurnedSource(Marked(), seed: seed).makeReader()
      return try (0..<50 as Range<UInt64>).map { try reader.crop($0).text }
    }
    #expect(try texts(4) == texts(4))
    #expect(try texts(4) != texts(5))
  }
}
