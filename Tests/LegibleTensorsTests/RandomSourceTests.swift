import LegibleTensors
import Testing

@Suite struct RandomSourceTests {
  @Test func sameSeedAndStreamGiveTheSameNumbers() {
    var a = RandomSource(seed: 7, stream: 3)
    var b = RandomSource(seed: 7, stream: 3)
    for _ in 0..<100 { #expect(a.next() == b.next()) }
  }

  @Test func streamsDiffer() {
    var a = RandomSource(seed: 7, stream: 3)
    var b = RandomSource(seed: 7, stream: 4)
    #expect((0..<4).map { _ in a.next() } != (0..<4).map { _ in b.next() })
  }

  @Test func stateContinuesExactly() {
    var a = RandomSource(seed: 1)
    for _ in 0..<10 { _ = a.next() }
    var b = RandomSource(state: a.state)
    #expect(a.next() == b.next())
  }

  @Test func normalHasTheMomentsOfTheStandardNormal() {
    var source = RandomSource(seed: 5)
    let count = 100_000
    let values = (0..<count).map { _ in Double(source.normal()) }
    let mean = values.reduce(0, +) / Double(count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    let fourth =
      values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * ($1 - mean) * ($1 - mean) } / Double(count)
    // Four standard errors each: 1/sqrt(n), sqrt(2/n), sqrt(96/n).
    #expect(abs(mean) < 0.013)
    #expect(abs(variance - 1) < 0.018)
    #expect(abs(fourth - 3) < 0.124)
  }

  @Test func uniformStaysInTheUnitInterval() {
    var source = RandomSource(seed: 9)
    for _ in 0..<10_000 {
      let value = source.uniform()
      #expect(value >= 0 && value < 1)
    }
  }
}
