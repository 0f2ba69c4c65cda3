import Foundation
import Legible
import LegibleImages
import LegibleTensors
import Testing

/// The model that comes with the repository on pictures that say nothing.
@Suite struct BlankCropTests {
  private let recognizer: Recognizer

  init() throws {
    var repository = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { repository.deleteLastPathComponent() }
    recognizer = try Recognizer(
      contentsOf: repository.appendingPathComponent("models/small.safetensors").path)
  }

  /// Of one gray, and of two neighbouring ones in every mixture.
  @Test(arguments: [(1, 1), (32, 32), (100, 32), (90, 24), (301, 15), (40, 120), (640, 48)])
  func everyGrayReadsAsNothing(width: Int, height: Int) {
    var random = RandomSource(seed: 3)
    var pictures: [Image] = []
    for gray in 0...255 {
      pictures.append(
        Image(width: width, height: height, pixels: Array(repeating: UInt8(gray), count: width * height)))
      let pixels = (0..<width * height).map { _ in UInt8(max(0, gray - (random.chance(0.5) ? 1 : 0))) }
      pictures.append(Image(width: width, height: height, pixels: pixels))
    }
    let texts = Set(recognizer.recognize(pictures).map(\.text))
    #expect(texts == [""])
  }

  @Test func noiseIsNeverReadWithConfidence() {
    var random = RandomSource(seed: 4)
    let pictures = (0..<300).map { _ in
      let (width, height) = (Int(random.uniform(in: 16...200)), Int(random.uniform(in: 12...64)))
      let (middle, spread) = (random.uniform(in: 60...200), random.uniform(in: 5...60))
      return Image(
        width: width, height: height,
        pixels: (0..<width * height).map { _ in
          UInt8(min(max(middle + spread * random.normal(), 0), 255))
        })
    }
    for text in recognizer.recognize(pictures) where !text.text.isEmpty { #expect(text.confidence < 0.5) }
  }
}
