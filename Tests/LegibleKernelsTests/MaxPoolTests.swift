import LegibleKernels
import LegibleTensors
import TestSupport
import Testing

@Suite struct MaxPoolTests {
  /// The header's rule: the first maximum of a row-major scan, but the first NaN wins over everything.
  private func expected(_ window: [Float]) -> (value: Float, index: Int) {
    if let nan = window.firstIndex(where: \.isNaN) { return (.nan, nan) }
    let value = window.max()!
    return (value, window.firstIndex(of: value)!)
  }

  @Test(arguments: KernelSet.all)
  func everyWindowAndSize(set: KernelSet) {
    var random = RandomSource(seed: 1)
    // Few values: many ties. NaNs and infinities among them.
    let values: [Float] = [0, -0.0, 1, 2, -1, .infinity, -.infinity, .nan, 0x1p-130]
    for (height, width) in [(1, 1), (1, 2), (2, 1), (2, 2), (3, 3), (2, 5), (16, 16)] {
      for channels in [1, 3, 7, 8, 15, 16, 17, 31, 32, 33, 37, 64, 96] {
        let usual = channels % 2 == 0
        let x = Guarded(height, width * channels, stride: width * channels + 11, offset: channels % 5) {
          _, _ in
          usual ? random.normal() : values[Int(random.next() % UInt64(values.count))]
        }
        let y = Guarded(1, channels, offset: 1) { _, _ in 7 }
        var index = [UInt8](repeating: 255, count: channels + 8)
        set(\.max_pool)(
          x.base, Int64(x.stride), Int64(height), Int64(width), Int64(channels), y.base, &index)
        let alone = Guarded(1, channels, offset: 2) { _, _ in 7 }
        set(\.max_pool)(
          x.base, Int64(x.stride), Int64(height), Int64(width), Int64(channels), alone.base, nil)
        let winners = (0..<channels).map { c in
          expected((0..<height).flatMap { row in (0..<width).map { x[row, $0 * channels + c] } })
        }
        #expect(firstMismatch(y.values, winners.map { Double($0.value) }) { _ in 0 } == nil)
        #expect(index == winners.map { UInt8($0.index) } + [UInt8](repeating: 255, count: 8))
        #expect(alone.bits == y.bits)
        #expect(y.guardsHold && alone.guardsHold)
      }
    }
  }

  @Test(arguments: KernelSet.all)
  func theGradientGoesToTheWinner(set: KernelSet) {
    var random = RandomSource(seed: 2)
    for (height, width) in [(1, 1), (2, 2), (3, 2), (16, 16)] {
      for channels in [1, 3, 8, 16, 17, 33, 37, 96] {
        let dy = Guarded((0..<channels).map { _ in random.normal() }, offset: channels % 5)
        let index = (0..<channels).map { _ in UInt8(random.next() % UInt64(height * width)) }
        let dx = Guarded(height, width * channels, stride: width * channels + 9) { Float($0 * 7 + $1) }
        let before = Guarded(copy: dx)
        set(\.max_pool_gradient)(
          dy.base, index, Int64(dx.stride), Int64(height), Int64(width), Int64(channels), dx.base)
        let expected = (0..<height).flatMap { row in
          (0..<width * channels).map { place in
            let (column, c) = place.quotientAndRemainder(dividingBy: channels)
            return before[row, place] + (Int(index[c]) == row * width + column ? dy[0, c] : 0)
          }
        }
        #expect(dx.values == expected)
        #expect(dx.guardsHold)
      }
    }
  }
}
