import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct HeightCollapseTests {
  static let cases = [LayerCase("S1(1x0)1,3", on: .map(3, 2)), LayerCase("S1(1x0)1,3", on: .map(1, 5))]

  @Test func featuresAreRowsThenChannels() {
    // Element (row, column, channel) is 100 row + 10 column + channel.
    let input = filledStrip(StripLayout(height: 2, widths: [3]), channels: 2) {
      Float($0 / 6 * 100 + $0 % 6 / 2 * 10 + $0 % 2)
    }
    let layer = LayerCase("S1(1x0)1,3", on: .map(2, 2)).make()
    #expect(LayerRun(layer).forward(input).elements == [0, 1, 100, 101, 10, 11, 110, 111, 20, 21, 120, 121])
  }

  @Test func goldens() throws {
    let golden = try Golden("layers")
    let input = try #require(try golden.strip("height collapse", "input", gap: 1))
    #expect(
      try golden.mismatch(
        "height collapse", "S1(1x0)1,3", on: .map(input.layout.height, input.channels)) == nil)
  }
}
