import LegibleImages
import LegibleReports
import Testing

@Suite struct CanvasTests {
  private let white: Canvas.Colour = (255, 255, 255)
  private let black: Canvas.Colour = (0, 0, 0)

  /// A line of thickness 2 between two rows of pixels covers both wholly, and half of none.
  @Test func aLineCoversWhatIsWithinItsThickness() {
    var canvas = Canvas(width: 20, height: 9, ground: white)
    canvas.stroke([(5, 4), (15, 4)], thickness: 2, (10, 20, 30))
    for x in 6..<14 {
      #expect((0..<9).map { canvas[x, $0].red } == [255, 255, 255, 10, 10, 255, 255, 255, 255])
    }
    #expect(canvas[10, 3] == (10, 20, 30))
    // A line through the middle of a row covers it, and half of both neighbours.
    var odd = Canvas(width: 9, height: 9, ground: white)
    odd.stroke([(0, 4.5), (9, 4.5)], thickness: 2, black)
    #expect((0..<9).map { odd[4, $0].red } == [255, 255, 255, 128, 0, 128, 255, 255, 255])
  }

  @Test func whatIsOutsideIsCutOff() {
    var canvas = Canvas(width: 4, height: 3, ground: white)
    canvas.stroke([(-100, -100), (1e9, -1e9)], thickness: 2, black)
    canvas.stroke([(-1e12, 1.5), (1e12, 1.5)], thickness: 1, black)
    #expect((0..<4).allSatisfy { canvas[$0, 1] == black && canvas[$0, 0] == white })
    canvas.draw(Image(width: 3, height: 3, pixels: Array(0..<9)), left: -1, top: 1)
    #expect(canvas[0, 1].red == 1 && canvas[1, 1].red == 2 && canvas[1, 2].red == 5)
    #expect(canvas[2, 2] == white)
    canvas.draw(Image(width: 1, height: 1, pixels: [7]), left: 40, top: -40)
  }

  @Test func theFileHasTheColours() throws {
    var canvas = Canvas(width: 3, height: 2, ground: (255, 0, 0))
    canvas.stroke([(0, 0.5), (3, 0.5)], thickness: 1, (0, 255, 0))
    let image = try Image(decoding: canvas.pngBytes())
    // BT.601: 0.587 * 255 and 0.299 * 255.
    #expect(image.pixels == [150, 150, 150, 76, 76, 76])
  }
}
