import Legible
import LegibleImages
import LegibleReports
import Testing

@Suite struct ReadingPictureTests {
  /// A word of two letters, upright, in a picture of noise.
  private let image = Image(width: 40, height: 20, pixels: (0..<800).map { UInt8($0 * 37 % 251) })

  private func read(_ orientation: TextOrientation) -> RecognizedText {
    let characters = [("a", 2.0), ("b", 21.0)].map { letter, x in
      RecognizedCharacter(
        character: Character(letter), confidence: 0.5,
        box: .init(x: x, y: 3, width: 15, height: 14).turned(to: orientation, imageWidth: 40, imageHeight: 20)
      )
    }
    let isVertical = orientation.isVertical
    return RecognizedText(
      candidates: [.init(string: "ab", confidence: 0.5, characters: characters)],
      imageWidth: isVertical ? 20 : 40, imageHeight: isVertical ? 40 : 20, orientation: orientation)
  }

  @Test(arguments: TextOrientation.allCases)
  func aTurnedTextIsShownUpright(orientation: TextOrientation) {
    func canvas(_ orientation: TextOrientation) -> [UInt8] {
      var picture = ReadingPicture()
      picture.add(image.turned(to: orientation), read: read(orientation), name: "crop.png")
      return picture.canvas().pixels
    }
    #expect(canvas(orientation) == canvas(.upright))
  }

  /// A class is one of the whole crop, and is written below it.
  @Test func aTextWithoutCharactersHasNoFrames() {
    func canvas(_ text: RecognizedText) -> [UInt8] {
      var picture = ReadingPicture()
      picture.add(image, read: text, name: "crop.png")
      return picture.canvas().pixels
    }
    var whole = read(.upright)
    whole.candidates[0].characters = []
    #expect(canvas(whole) != canvas(read(.upright)))
    whole.candidates[0].string = "ba"
    let other = canvas(whole)
    whole.candidates[0].string = "ab"
    #expect(canvas(whole) != other)
  }
}
