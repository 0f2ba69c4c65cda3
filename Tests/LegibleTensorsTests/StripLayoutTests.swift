import LegibleTensors
import Testing

@Suite struct StripLayoutTests {
  @Test(arguments: [1, 2, 4])
  func itemsLieSideBySideWithGaps(gap: Int) {
    let layout = StripLayout(height: 3, widths: [4, 0, 1], gap: gap)
    #expect(layout.offsets == [gap, 4 + 2 * gap, 4 + 3 * gap])
    #expect(layout.width == 5 + 4 * gap)
    #expect(layout.columns == 5)
    #expect(layout.count == 3)
  }

  @Test func noItemsAreOneGap() {
    let layout = StripLayout(height: 2, widths: [], gap: 3)
    #expect(layout.width == 3 && layout.columns == 0 && layout.offsets == [])
  }

  @Test func mappedKeepsTheItemsAndTheGap() {
    let layout = StripLayout(height: 4, widths: [6, 3], gap: 2)
    #expect(layout.mapped(height: 2) { $0 / 2 } == StripLayout(height: 2, widths: [3, 1], gap: 2))
    #expect(layout.mapped(height: 4) { $0 } == layout)
  }
}
