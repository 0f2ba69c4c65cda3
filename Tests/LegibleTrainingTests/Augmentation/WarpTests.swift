import LegibleImages
import LegibleTensors
import LegibleTraining
import Testing

@Suite struct WarpTests {
  static let corners = [Point(x: 2, y: 1), Point(x: 30, y: -3), Point(x: 33, y: 14), Point(x: -1, y: 12)]

  func distance(_ a: Point, _ b: Point) -> Float { max(abs(a.x - b.x), abs(a.y - b.y)) }

  /// Errors here are a few roundings of coordinates near 30: 1e-4 pixels is far above them.
  @Test func unitSquareGoesToTheCornersAndBack() {
    let map = Homography(unitSquareTo: Self.corners)
    let unit = [Point(x: 0, y: 0), Point(x: 1, y: 0), Point(x: 1, y: 1), Point(x: 0, y: 1)]
    for (from, to) in zip(unit, Self.corners) {
      #expect(distance(map(from), to) < 1e-4)
    }
    for point in unit + [Point(x: 0.3, y: 0.8), Point(x: 1.2, y: -0.4)] {
      let back = map.inverse(map(point))
      #expect(distance(back, point) < 1e-4)
    }
  }

  @Test func scalesAndOffsetsCompose() {
    let map = Homography(unitSquareTo: Self.corners)
    let half = map.after(scale: Point(x: 0.5, y: 0.25), offset: Point(x: 0.1, y: 0.2))
    let place = half.then(scale: Point(x: 2, y: 3))(Point(x: 1, y: 2))
    let expected = map(Point(x: 0.6, y: 0.7))
    #expect(distance(place, Point(x: 2 * expected.x, y: 3 * expected.y)) < 1e-4)
  }

  static let picture = Image(width: 3, height: 2, pixels: [0, 100, 200, 40, 80, 120])

  func moved(x: Float, y: Float) -> Homography {
    Homography(unitSquareTo: [(0, 0), (1, 0), (1, 1), (0, 1)].map { Point(x: $0.0 + x, y: $0.1 + y) })
  }

  @Test func theIdentityMapGivesTheSamePixels() {
    #expect(Self.picture.warped(width: 3, height: 2, moved(x: 0, y: 0)) == Self.picture)
  }

  @Test func betweenPixelsIsBilinearAndOutsideIsTheEdge() {
    #expect(
      Self.picture.warped(width: 3, height: 2, moved(x: 0.5, y: 0.25)).pixels == [53, 138, 180, 60, 100, 120])
    #expect(
      Self.picture.warped(width: 4, height: 3, moved(x: -1, y: -1)).pixels
        == [0, 0, 100, 200, 0, 0, 100, 200, 40, 40, 80, 120])
    #expect(Self.picture.warped(width: 2, height: 1, moved(x: 1000, y: -1000)).pixels == [200, 200])
  }

  /// Black bars, as of a word, in the middle of a white crop.
  static let bars: Image = {
    var image = Image(width: 120, height: 40, pixels: Array(repeating: 255, count: 120 * 40))
    for y in 12..<28 { for x in 30..<90 where 3..<9 ~= x % 12 { image.pixels[y * 120 + x] = 0 } }
    return image
  }()

  /// Mean place of the dark, from the middle of the picture, in its heights.
  func inkCentre(_ image: Image) -> Point {
    var (sum, centre): (Float, Point) = (0, Point(x: 0, y: 0))
    for y in 0..<image.height {
      for x in 0..<image.width {
        let ink = 255 - Float(image.pixels[y * image.width + x])
        sum += ink
        centre.x += ink * (Float(x) + 0.5 - Float(image.width) / 2)
        centre.y += ink * (Float(y) + 0.5 - Float(image.height) / 2)
      }
    }
    return Point(x: centre.x / sum / Float(image.height), y: centre.y / sum / Float(image.height))
  }

  /// One side may go out by 0.3 heights (0.2 above and below) while the other comes in by 0.08: that moves
  /// the middle by 0.19 (0.14). Perspective and the unequal room that shear leaves add less than 0.11.
  @Test(arguments: [0.05, 0.5, 1] as [Float]) func inkStaysNearItsPlace(strength: Float) {
    for stream in 0..<1000 as Range<UInt64> {
      var random = RandomSource(seed: 6, stream: stream)
      let view = View(width: 120, height: 40, strength: strength, using: &random)
      let centre = inkCentre(Self.bars.warped(width: view.width, height: view.height, view.map))
      #expect(abs(centre.x) < 0.01 + 0.3 * strength, "stream \(stream)")
      #expect(abs(centre.y) < 0.01 + 0.2 * strength, "stream \(stream)")
    }
  }

  /// At most 0.08 of the shorter side is cut off, seen in the picture, plus what rounding to whole pixels
  /// does.
  @Test(arguments: [(1, 1), (2, 64), (300, 20), (100, 32), (2000, 40)])
  func nearlyAllOfTheCropIsInView(width: Int, height: Int) {
    let (right, bottom) = (Float(width), Float(height))
    for stream in 0..<500 as Range<UInt64> {
      var random = RandomSource(seed: 11, stream: stream)
      let view = View(width: width, height: height, strength: 1, using: &random)
      let toView = view.map.inverse
      for corner in [(0, 0), (right, 0), (right, bottom), (0, bottom)] as [(Float, Float)] {
        let place = toView(Point(x: corner.0, y: corner.1))
        let (marginX, marginY) = (0.08 * 1.35 * min(right, bottom) + 1, 0.08 * bottom + 1)
        #expect(place.x > -marginX && place.x < Float(view.width) + marginX)
        #expect(place.y > -marginY && place.y < Float(view.height) + marginY)
      }
    }
  }
}
