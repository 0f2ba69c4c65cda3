import LegibleTensors
import Testing

@Suite struct FloatBufferTests {
  @Test(arguments: [0, 1, 15, 16, 17, 1000])
  func startsAlignedAndZero(count: Int) {
    let buffer = FloatBuffer(count: count)
    #expect(UInt(bitPattern: buffer.base) % 64 == 0)
    #expect(buffer.capacity >= count)
    #expect((0..<buffer.capacity).allSatisfy { buffer.base[$0] == 0 })
  }

  @Test func growsAndNeverShrinks() {
    let buffer = FloatBuffer(count: 100)
    let (base, capacity) = (buffer.base, buffer.capacity)
    buffer.base[3] = 5
    for count in [50, 0, 100, capacity] { buffer.reserve(count) }
    #expect(buffer.base == base && buffer.capacity == capacity && buffer.base[3] == 5)

    buffer.reserve(capacity + 1)
    #expect(buffer.capacity > capacity)
    #expect(UInt(bitPattern: buffer.base) % 64 == 0)
    #expect((0..<buffer.capacity).allSatisfy { buffer.base[$0] == 0 })

    // The next sizes near it allocate nothing.
    let grown = buffer.base
    buffer.reserve(capacity + 10)
    #expect(buffer.base == grown)
  }

  @Test func zeroSetsTheFirstFloats() {
    let buffer = FloatBuffer(count: 8)
    buffer.base.update(repeating: 1, count: 8)
    buffer.zero(5)
    #expect((0..<8).map { buffer.base[$0] } == [0, 0, 0, 0, 0, 1, 1, 1])
  }

  @Test func sharesMemoryThatIsAligned() throws {
    let owner = FloatBuffer(count: 64)
    owner.base[16] = 5
    let shared = try #require(FloatBuffer(sharing: owner.base + 16, count: 48, owner: owner))
    #expect(shared.base == owner.base + 16 && shared.capacity == 48 && shared.base[0] == 5)
    #expect(FloatBuffer(sharing: owner.base + 1, count: 3, owner: owner) == nil)

    // Grown, it has memory of its own, and the owner's is left alone.
    shared.reserve(49)
    #expect(shared.base != owner.base + 16 && shared.base[0] == 0)
    #expect(owner.base[16] == 5)
  }

  @Test func keepsTheOwnerOfSharedMemory() throws {
    weak var observed: FloatBuffer?
    var shared: FloatBuffer?
    do {
      let owner = FloatBuffer(count: 16)
      owner.base[3] = 7
      observed = owner
      shared = FloatBuffer(sharing: owner.base, count: 16, owner: owner)
    }
    #expect(observed != nil && shared?.base[3] == 7)
    shared = nil
    #expect(observed == nil)
  }
}
