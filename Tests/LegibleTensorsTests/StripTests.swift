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
  func clearedGapsAreZeroAndItemsStay(gap: Int) {
    for widths in [[], [0], [4], [2, 0, 3], [1, 1, 1, 1]] {
      let strip = Strip(layout: StripLayout(height: 3, widths: widths, gap: gap), channels: 2)
      strip.base.update(repeating: 7, count: strip.count)
      strip.clearGaps(row: 1)
      let sevens = (0..<3).map { row in
        (0..<strip.rowStride).filter { strip.position(row: row, column: 0)[$0] == 7 }.count
      }
      // Only the row that was asked for.
      #expect(sevens == [strip.rowStride, widths.reduce(0, +) * 2, strip.rowStride])
      strip.clearGaps(row: 0)
      strip.clearGaps(row: 2)
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

  // MARK: Bytes

  private func bytes(_ layout: StripLayout, channels: Int, _ quantization: Quantization) -> Strip {
    let strip = Strip()
    strip.reshape(layout, channels: channels, format: .bytes(quantization))
    return strip
  }

  @Test func positionsOfBytesLieAWholeNumberOfGroupsApart() {
    let layout = StripLayout(height: 2, widths: [3, 0, 2])
    let strip = bytes(layout, channels: 5, Quantization(step: 0.5, zeroPoint: 128))
    #expect(strip.format == .bytes(Quantization(step: 0.5, zeroPoint: 128)))
    #expect(strip.channels == 5 && strip.channelStride == 8)
    #expect(strip.rowStride == 72)
    #expect(strip.count == 144)
    #expect(strip.bytePosition(row: 1, column: 2) == strip.bytes + 88)
    #expect(strip.byteItem(2, row: 1) == strip.bytePosition(row: 1, column: layout.offsets[2]))
    #expect(Int(bitPattern: strip.bytes) % 64 == 0)
  }

  @Test(arguments: [0, 128] as [UInt8])
  func clearedGapsOfBytesHoldTheZeroPointAndItemsStay(zeroPoint: UInt8) {
    let layout = StripLayout(height: 2, widths: [3, 0, 2])
    let strip = bytes(layout, channels: 3, Quantization(step: 1, zeroPoint: zeroPoint))
    strip.bytes.update(repeating: 7, count: strip.count)
    // One row after the other.
    for row in 0..<2 {
      #expect(!strip.gapsAre(zeroPoint))
      strip.clearGaps(row: row)
    }
    let items = [1, 2, 3, 6, 7]
    for row in 0..<2 {
      for column in 0..<layout.width {
        for channel in 0..<4 {
          #expect(
            strip.bytePosition(row: row, column: column)[channel]
              == (items.contains(column) ? 7 : zeroPoint))
        }
      }
    }
  }

  @Test(arguments: [
    Quantization(step: 0.015, zeroPoint: 0), Quantization(step: 0.015, zeroPoint: 128),
    Quantization(step: 0.015, zeroPoint: 0, largest: 127), Quantization(step: 0.3, zeroPoint: 7),
  ])
  func floatsBecomeTheNearestBytesAndGapsTheZeroPoint(quantization: Quantization) {
    let floats = randomStrip(StripLayout(height: 3, widths: [70, 1, 9]), channels: 5, seed: 5)
    let strip = Strip()
    strip.quantize(floats, as: quantization)
    #expect(strip.layout == floats.layout && strip.channels == 5 && strip.format == .bytes(quantization))
    floats.forEachElement { place in
      let byte = strip.bytes[place / 5 * strip.channelStride + place % 5]
      let value = floats.base[place] / quantization.step + Float(quantization.zeroPoint)
      // Half a step, and the rounding of the quotient.
      #expect(abs(Float(byte) - min(Float(quantization.largest), max(0, value))) <= 0.5001)
    }
    #expect(strip.gapsAre(quantization.zeroPoint))
  }

  /// The same memory for floats and for bytes, one after the other.
  @Test func reshapingToBytesAndBackKeepsTheMemory() {
    let strip = Strip(layout: StripLayout(height: 2, widths: [100]), channels: 7)
    let memory = strip.bytes
    strip.reshape(
      strip.layout, channels: 25, format: .bytes(Quantization(step: 1, zeroPoint: 128)))
    #expect(strip.bytes == memory && strip.count == 2 * 102 * 28 && strip.channelStride == 28)
    strip.reshape(strip.layout, channels: 7)
    #expect(strip.bytes == memory && strip.format == .floats && strip.channelStride == 7)
    #expect(UnsafeMutableRawPointer(strip.base) == UnsafeMutableRawPointer(memory))
  }
}
