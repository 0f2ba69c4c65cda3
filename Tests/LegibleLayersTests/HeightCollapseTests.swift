import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct HeightCollapseTests {
  static let cases = [
    LayerCase("height collapse of 3", height: 3, channels: 2) { HeightCollapse() },
    LayerCase("height collapse of 1", channels: 5) { HeightCollapse() },
  ]

  @Test func featuresAreRowsThenChannels() {
    // Element (row, column, channel) is 100 row + 10 column + channel.
    let input = filledStrip(StripLayout(height: 2, widths: [3]), channels: 2) {
      Float($0 / 6 * 100 + $0 % 6 / 2 * 10 + $0 % 2)
    }
    #expect(
      LayerRun(HeightCollapse()).forward(input).elements == [
        0, 1, 100, 101, 10, 11, 110, 111, 20, 21, 120, 121,
      ])
  }

  @Test func goldens() throws {
    #expect(try Golden("layers").mismatch("height collapse", HeightCollapse()) == nil)
  }
}
