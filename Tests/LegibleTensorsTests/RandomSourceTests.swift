import LegibleTensors
import Testing

@Suite struct RandomSourceTests {
  @Test func sameSeedAndStreamGiveTheSameNumbers() {
    var a = RandomSource(seed: 7, stream: 3)
    var b = RandomSource(seed: 7, stream: 3)
    for _ in 0..<100 { #expect(a.next() == b.next()) }
  }

  /// Promised for every machine: a run's seed is all that a training needs to be repeated elsewhere. The numbers are those of an
  /// implementation of xoshiro256** and SplitMix64 in Python, which gives the published numbers of both generators.
  @Test(
    arguments: [
      (
        seed: 0, stream: 0,
        numbers: [0xFB54_05F7_BD79_C540, 0x780C_98E2_6CEA_5883, 0x2A14_6E09_80FE_BC66, 0x4851_477D_B879_1FCA]
      ),
      (
        seed: 42, stream: 0,
        numbers: [0x19E4_79E2_AAA7_7BFB, 0x5E3E_FE75_3BE2_7527, 0xC3ED_7125_B780_200A, 0x85B9_11E2_152F_876E]
      ),
      (
        seed: 42, stream: 7,
        numbers: [0x6273_7C38_A122_F17B, 0xEA6E_BB82_A9BA_9DAF, 0xD441_CA1A_F7A7_3D34, 0x9887_6492_B1A0_996A]
      ),
      (
        seed: .max, stream: .max,
        numbers: [0xE9FC_6D9B_E884_C3EE, 0x4980_A5A6_F711_EBE8, 0x5AF9_7091_65E7_A521, 0x91CF_E5C1_0676_9B1B]
      ),
    ] as [(seed: UInt64, stream: UInt64, numbers: [UInt64])])
  func seedAndStreamFixTheNumbers(seed: UInt64, stream: UInt64, numbers: [UInt64]) {
    var source = RandomSource(seed: seed, stream: stream)
    #expect((0..<4).map { _ in source.next() } == numbers)
  }

  /// The numbers that the generator's authors' code gives from this state.
  @Test func theGeneratorIsXoshiro256StarStar() {
    var source = RandomSource(state: (1, 2, 3, 4))
    #expect(
      (0..<5).map { _ in source.next() } == [
        11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
      ])
  }

  /// From the same implementation, seed 1 and stream 2.
  @Test func uniformAndNormalNumbersAreFixedToo() {
    var source = RandomSource(seed: 1, stream: 2)
    #expect(
      (0..<6).map { _ in source.uniform() * 0x1p24 } == [
        9_375_260, 2_376_795, 2_181_140, 8_770_880, 10_893_616, 8_875_080,
      ])
    source = RandomSource(seed: 1, stream: 2)
    let normals: [UInt32] = [
      0x3E3B_958E, 0xBF8B_C598, 0x4009_132D, 0xBF66_011E, 0xBF25_D763, 0xBF3E_F984, 0x3FB2_0B14, 0x3F57_40E0,
    ]
    // The logarithm is the C library's, whose last bit may be another; the square root halves that.
    for expected in normals.map(Float.init(bitPattern:)) {
      #expect(abs(source.normal() - expected) <= expected.ulp)
    }
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
