import LegibleImages
import Testing

@Suite struct TextOrientationTests {
  /// 1 2 3
  /// 4 5 6
  private let image = Image(width: 3, height: 2, pixels: [1, 2, 3, 4, 5, 6])

  @Test func picturesAreTurnedByQuartersClockwise() {
    #expect(image.turned(to: .upright) == image)
    #expect(image.turned(to: .clockwise) == Image(width: 2, height: 3, pixels: [4, 1, 5, 2, 6, 3]))
    #expect(image.turned(to: .upsideDown) == Image(width: 3, height: 2, pixels: [6, 5, 4, 3, 2, 1]))
    #expect(
      image.turned(to: .counterclockwise) == Image(width: 2, height: 3, pixels: [3, 6, 2, 5, 1, 4]))
  }

  @Test(arguments: TextOrientation.allCases, TextOrientation.allCases)
  func turnsAddUp(first: TextOrientation, second: TextOrientation) {
    #expect(image.turned(to: first).turned(to: second) == image.turned(to: first.turned(by: second)))
    #expect(first.turned(by: second).degrees == (first.degrees + second.degrees) % 360)
    #expect(image.turned(to: first).turned(to: first.inverse) == image)
  }

  @Test(arguments: TextOrientation.allCases)
  func whatIsLaidFlatIsNotHigherThanWideAndCanBePutBack(orientation: TextOrientation) {
    let turned = image.turned(to: orientation)
    let flat = turned.laidFlat
    #expect(flat.image.width >= flat.image.height)
    #expect(flat.image.turned(to: flat.orientation) == turned)
  }
}
