import LegibleSystem

/// A reproducible source of random numbers: xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64.
///
/// Two sources with the same `seed` and `stream` give the same numbers on every machine. Streams of one seed
/// are independent for practical purposes, so crop *i* of a run can be a function of `(seed, i)` alone.
package struct RandomSource: RandomNumberGenerator, Sendable, Equatable {
  /// The whole state, four words: enough to save a run and go on exactly.
  package private(set) var state: (UInt64, UInt64, UInt64, UInt64)

  package init(seed: UInt64, stream: UInt64 = 0) {
    var mixer = seed
    let first = Self.splitMix64(&mixer)
    mixer = first ^ (stream &* 0xD134_2543_DE82_EF95)
    state = (
      Self.splitMix64(&mixer), Self.splitMix64(&mixer), Self.splitMix64(&mixer), Self.splitMix64(&mixer)
    )
  }

  package init(state: (UInt64, UInt64, UInt64, UInt64)) {
    precondition(
      state.0 | state.1 | state.2 | state.3 != 0, "xoshiro256** never leaves the all-zero state")
    self.state = state
  }

  package static func == (a: Self, b: Self) -> Bool { a.state == b.state }

  package mutating func next() -> UInt64 {
    let result = rotateLeft(state.1 &* 5, 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotateLeft(state.3, 45)
    return result
  }

  /// Uniform in `[0, 1)`, with all 24 bits of a `Float`'s significand.
  package mutating func uniform() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// Uniform in `[range.lowerBound, range.upperBound)`, or the bound itself where the range is a single
  /// value.
  package mutating func uniform(in range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// True with the given probability, `0...1`.
  package mutating func chance(_ probability: Float) -> Bool {
    uniform() < probability
  }

  /// Normally distributed, mean 0, standard deviation 1 (Marsaglia's polar method; nothing is kept for the
  /// next call).
  package mutating func normal() -> Float {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square > 0, square < 1 {
        return x * (-2 * log(square) / square).squareRoot()
      }
    }
  }

  private static func splitMix64(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

private func rotateLeft(_ value: UInt64, _ count: UInt64) -> UInt64 {
  (value << count) | (value >> (64 - count))
}
