import LegibleImages
import LegibleTensors
import Testing

@Suite struct TurnTests {
  @Test func noTurnChangesNothing() {
    var random = RandomSource(seed: 1)
    let image = Image(width: 13, height: 7, pixels: (0..<91).map { _ in UInt8(random.uniform() * 255) })
    #expect(image.turned(degrees: 0) == image)
  }

  /// A dark point right of the middle goes up when the picture is turned counter-clockwise.
  @Test func aPointMovesCounterClockwiseAboutTheMiddle() throws {
    var pixels = [UInt8](repeating: 255, count: 41 * 41)
    pixels[20 * 41 + 35] = 0
    let turned = Image(width: 41, height: 41, pixels: pixels).turned(degrees: 30)
    let darkest = try #require(turned.pixels.indices.min { turned.pixels[$0] < turned.pixels[$1] })
    // 15 right of the middle becomes 13.0 right of it and 7.5 above.
    #expect(abs(darkest % 41 - 33) <= 1)
    #expect(abs(darkest / 41 - 12) <= 1)
  }

  @Test(arguments: [(1, 1), (1, 9), (9, 1), (2, 3)])
  func pictureOfAnyShapeKeepsIt(width: Int, height: Int) {
    let image = Image(width: width, height: height, pixels: Array(repeating: 77, count: width * height))
    #expect(image.turned(degrees: -5) == image)
  }
}
