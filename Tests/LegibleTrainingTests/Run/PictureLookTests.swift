import LegibleImages
import LegibleTraining
import Testing

@Suite struct PictureLookTests {
  /// A picture of stripes that get lighter, or darker, to the right.
  private func image(width: Int = 90, height: Int = 40, _ level: (Int, Int) -> Int) -> Image {
    Image(
      width: width, height: height,
      pixels: (0..<width * height).map { UInt8(level($0 % width * 90 / width, $0 / width * 40 / height)) })
  }

  @Test func copiesOfAnotherSizeOrLightLookAlike() {
    let bars = { (x: Int, y: Int) in (x / 10 + y / 5) % 3 * 60 + 20 }
    let look = PictureLook(image(bars))
    #expect(look.isLike(PictureLook(image { bars($0, $1) + 50 })))
    #expect(look.isLike(PictureLook(image(width: 180, height: 80, bars))))
    #expect(look.isLike(PictureLook(image { bars($0, $1) + ($0 * 7 + $1 * 3) % 3 })))
    #expect(!look.isLike(PictureLook(image { bars($1 * 2, $0) })))
  }

  @Test func blankPicturesOfAnySizeLookAlike() {
    let blank = PictureLook(image { _, _ in 200 })
    for (width, height) in [(1, 1), (3, 200), (200, 3)] {
      #expect(blank.isLike(PictureLook(image(width: width, height: height) { x, _ in 199 + x % 2 })))
    }
    #expect(!blank.isLike(PictureLook(image { x, _ in 2 * x })))
  }
}
