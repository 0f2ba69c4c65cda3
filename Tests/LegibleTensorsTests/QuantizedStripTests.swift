import LegibleTensors
import TestSupport
import Testing

@Suite struct QuantizedStripTests {
  @Test func positionsLieAWholeNumberOfGroupsApart() {
    let strip = QuantizedStrip()
    let layout = StripLayout(height: 2, widths: [3, 0, 2])
    strip.reshape(layout, channels: 5, quantization: Quantization(step: 0.5, zeroPoint: 128))
    #expect(strip.channelStride == 8)
    #expect(strip.rowStride == 72)
    #expect(strip.count == 144)
    #expect(strip.position(row: 1, column: 2) == strip.base + 88)
    #expect(strip.item(2, row: 1) == strip.position(row: 1, column: layout.offsets[2]))
    #expect(Int(bitPattern: strip.base) % 64 == 0)
  }

  @Test func clearedGapsHoldTheZeroPointAndItemsStay() {
    let strip = QuantizedStrip()
    let layout = StripLayout(height: 2, widths: [3, 0, 2])
    strip.reshape(layout, channels: 3, quantization: Quantization(step: 1, zeroPoint: 128))
    strip.base.update(repeating: 7, count: strip.count)
    strip.clearGaps()
    let items = [1, 2, 3, 6, 7]
    for row in 0..<2 {
      for column in 0..<layout.width {
        for channel in 0..<4 {
          #expect(
            strip.position(row: row, column: column)[channel] == (items.contains(column) ? 7 : 128))
        }
      }
    }
  }

  @Test func floatsBecomeTheNearestBytesAndGapsTheZeroPoint() {
    for zeroPoint in [UInt8(0), 128] {
      let floats = randomStrip(StripLayout(height: 3, widths: [70, 1, 9]), channels: 5, seed: 5)
      let (strip, quantization) = (QuantizedStrip(), Quantization(step: 0.015, zeroPoint: zeroPoint))
      strip.fill(from: floats, quantization: quantization)
      #expect(strip.layout == floats.layout && strip.channels == 5 && strip.quantization == quantization)
      floats.forEachElement { place in
        let byte = strip.base[place / 5 * strip.channelStride + place % 5]
        let value = min(255, max(0, floats.base[place] / 0.015 + Float(zeroPoint)))
        // Half a step, and the rounding of the quotient.
        #expect(abs(Float(byte) - value) <= 0.5001)
      }
      #expect((0..<5).allSatisfy { strip.base[$0] == zeroPoint })
    }
  }

  @Test func aBufferGrowsAndNeverShrinks() {
    let buffer = ByteBuffer(count: 10)
    let base = buffer.base
    buffer.reserve(buffer.capacity)
    #expect(buffer.base == base)
    buffer.reserve(10_000)
    #expect(buffer.capacity >= 10_000 && (0..<10_000).allSatisfy { buffer.base[$0] == 0 })
    let grown = buffer.base
    buffer.reserve(5)
    #expect(buffer.base == grown)
  }

  @Test func initialSumsMakeTheZeroPointCountAsZero() {
    let matrix = QuantizedMatrix(depth: 4, columns: 2)
    // Three real rows of two columns.
    matrix.pack([1, -2, 3, 4, -5, 6], depthStride: 2, columnStride: 1, count: 3)
    // Columns add to -1 and to 8.
    #expect(matrix.initialSums(zeroPoint: 128) == [128, -1024])
    #expect(matrix.initialSums(zeroPoint: 0) == [0, 0])
  }
}
