import LegibleTensors
import TestSupport
import Testing

@Suite struct StripTests {
  @Test func aNewStripIsZero() {
    let strip = Strip(layout: StripLayout(height: 2, widths: [3, 1]), channels: 5)
    #expect(strip.count == 2 * 7 * 5)
    #expect((0..<strip.count).allSatisfy { strip.base[$0] == 0 })
    #expect(UInt(bitPattern: strip.base) % 64 == 0)
  }

  @Test func placesAreRowMajorChannelsLast() {
    let strip = Strip(layout: StripLayout(height: 2, widths: [3, 1], gap: 2), channels: 5)
    // Columns: 2 of gap, 3 of item 0, 2 of gap, 1 of item 1, 2 of gap.
    #expect(strip.rowStride == 50)
    #expect(strip.position(row: 1, column: 4) - strip.base == 50 + 20)
    #expect(strip.item(0) - strip.base == 10)
    #expect(strip.item(1, row: 1) - strip.base == 50 + 35)
  }

  @Test(arguments: [1, 3])
  func zeroGapsLeavesTheItems(gap: Int) {
    for widths in [[], [0], [4], [2, 0, 3], [1, 1, 1, 1]] {
      let strip = Strip(layout: StripLayout(height: 3, widths: widths, gap: gap), channels: 2)
      strip.base.update(repeating: 7, count: strip.count)
      strip.zeroGaps(row: 1)
      let sevens = (0..<3).map { row in
        (0..<strip.rowStride).filter { strip.position(row: row, column: 0)[$0] == 7 }.count
      }
      // Only the row that was asked for.
      #expect(sevens == [strip.rowStride, widths.reduce(0, +) * 2, strip.rowStride])
      strip.zeroGaps(row: 0)
      strip.zeroGaps(row: 2)
      #expect(strip.gapsAreZero)
      #expect(strip.elements.allSatisfy { $0 == 7 } && strip.elements.count == widths.reduce(0, +) * 6)
    }
  }

  @Test func reshapingToASmallerShapeKeepsTheMemory() {
    let strip = Strip(layout: StripLayout(height: 8, widths: [100]), channels: 4)
    let base = strip.base
    strip.reshape(StripLayout(height: 4, widths: [9, 8]), channels: 6)
    #expect(strip.base == base)
    #expect(strip.layout.widths == [9, 8] && strip.channels == 6 && strip.count == 4 * 20 * 6)
    strip.zero()
    #expect(strip.gapsAreZero && strip.elements.allSatisfy { $0 == 0 })
  }
}
