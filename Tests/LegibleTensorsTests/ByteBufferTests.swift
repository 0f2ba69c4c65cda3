import LegibleTensors
import Testing

@Suite struct ByteBufferTests {
  @Test func growsAndNeverShrinks() {
    let buffer = ByteBuffer(count: 10)
    let base = buffer.base
    #expect(UInt(bitPattern: base) % 64 == 0)
    buffer.reserve(buffer.capacity)
    #expect(buffer.base == base)
    buffer.reserve(10_000)
    #expect(buffer.capacity >= 10_000 && (0..<10_000).allSatisfy { buffer.base[$0] == 0 })
    let grown = buffer.base
    buffer.reserve(5)
    #expect(buffer.base == grown)
  }
}
