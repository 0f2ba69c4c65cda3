import LegibleImages
import LegibleTensors
import Testing

@Suite struct TextAreaTests {
  /// Paper with a rectangle of ink on it, and noise of so many levels either way.
  private func picture(
    width: Int, height: Int, ink: PixelArea?, paper: Int = 230, level: Int = 30, noise: Int = 0
  ) -> Image {
    var random = RandomSource(seed: 7)
    var pixels = [UInt8](repeating: 0, count: width * height)
    for y in 0..<height {
      for x in 0..<width {
        let isInk =
          ink.map { $0.x..<$0.x + $0.width ~= x && $0.y..<$0.y + $0.height ~= y } ?? false
        let change = noise == 0 ? 0 : Int(random.uniform(in: Float(-noise)...Float(noise)))
        pixels[y * width + x] = UInt8(max(0, min(255, (isInk ? level : paper) + change)))
      }
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  private let word = PixelArea(x: 40, y: 30, width: 60, height: 20)

  @Test(arguments: [(230, 30), (20, 200), (255, 0), (130, 90)])
  func inkKeepsItsMarginAndLosesOtherPaper(paper: Int, level: Int) {
    let picture = picture(width: 150, height: 80, ink: word, paper: paper, level: level)
    #expect(picture.textArea(margin: 0.25) == PixelArea(x: 35, y: 25, width: 70, height: 30))
    #expect(picture.textArea(margin: 0) == word)
  }

  @Test func aMarginNeverLeavesThePicture() {
    let picture = picture(width: 150, height: 80, ink: word)
    #expect(picture.textArea(margin: 64) == picture.area)
    let close = self.picture(width: 62, height: 40, ink: PixelArea(x: 1, y: 2, width: 60, height: 20))
    #expect(close.textArea(margin: 0.25) == PixelArea(x: 0, y: 0, width: 62, height: 27))
  }

  @Test func noiseOfAScannerIsPaper() {
    let picture = picture(width: 150, height: 80, ink: word, noise: 11)
    #expect(picture.textArea(margin: 0.25) == PixelArea(x: 35, y: 25, width: 70, height: 30))
  }

  @Test func aPictureWithoutPaperIsShownWhole() {
    let photograph = picture(width: 150, height: 80, ink: word, paper: 120, level: 130, noise: 90)
    #expect(photograph.textArea(margin: 0.25) == photograph.area)
  }

  @Test(arguments: [0, 10]) func blankPaperIsShownWhole(noise: Int) {
    let blank = picture(width: 150, height: 80, ink: nil, noise: noise)
    #expect(blank.textArea(margin: 0.25) == blank.area)
  }

  /// A full stop, a hyphen and an apostrophe on a line of 40 pixels.
  @Test(arguments: [
    PixelArea(x: 10, y: 30, width: 5, height: 5), PixelArea(x: 10, y: 18, width: 14, height: 4),
    PixelArea(x: 10, y: 4, width: 4, height: 10),
  ])
  func aMarkKeepsItsPlaceOnTheLine(mark: PixelArea) {
    let picture = picture(width: 40, height: 40, ink: mark)
    #expect(picture.textArea(margin: 0.25) == picture.area)
  }

  @Test func onePixelIsEnough() {
    let dot = picture(width: 1, height: 1, ink: nil)
    #expect(dot.textArea(margin: 0.25) == dot.area)
  }
}
