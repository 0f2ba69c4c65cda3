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

  /// Windows that lie apart, side by side or one over the other.
  static let strides = [1, 2, 3]

  @Test(arguments: KernelSet.all, strides)
  func everyWindowAndSize(set: KernelSet, stride: Int) {
    var random = RandomSource(seed: 1)
    // Few values: many ties. NaNs and infinities among them.
    let values: [Float] = [0, -0.0, 1, 2, -1, .infinity, -.infinity, .nan, 0x1p-130]
    for (height, width) in [(1, 1), (1, 2), (2, 1), (2, 2), (3, 3), (2, 5), (16, 16)] {
      for channels in [1, 3, 7, 8, 15, 16, 17, 31, 32, 33, 37, 64, 96] {
        let usual = channels % 2 == 0
        let windows = channels % 4
        let columns = max(0, windows - 1) * stride + width
        let x = Guarded(height, columns * channels, stride: columns * channels + 11, offset: channels % 5) {
          _, _ in
          usual ? random.normal() : values[Int(random.next() % UInt64(values.count))]
        }
        let y = Guarded(1, windows * channels, offset: 1) { _, _ in 7 }
        var index = [UInt8](repeating: 255, count: windows * channels + 8)
        let alone = Guarded(1, windows * channels, offset: 2) { _, _ in 7 }
        func pool(into target: Guarded, index: UnsafeMutablePointer<UInt8>?) {
          var pool = LegibleMaxPool(
            input: x.base, rowStride: Int64(x.stride), channels: Int64(channels),
            windowHeight: Int64(height), windowWidth: Int64(width), windows: Int64(windows),
            windowStride: Int64(stride * channels), output: target.base, index: index)
          set(\.max_pool)(&pool)
        }
        pool(into: y, index: &index)
        pool(into: alone, index: nil)
        let winners = (0..<windows * channels).map { place in
          let (window, c) = place.quotientAndRemainder(dividingBy: channels)
          return expected(
            (0..<height).flatMap { row in
              (0..<width).map { x[row, (window * stride + $0) * channels + c] }
            })
        }
        #expect(firstMismatch(y.values, winners.map { Double($0.value) }) { _ in 0 } == nil)
        #expect(index == winners.map { UInt8($0.index) } + [UInt8](repeating: 255, count: 8))
        #expect(alone.bits == y.bits)
        #expect(y.guardsHold && alone.guardsHold)
      }
    }
  }

  @Test(arguments: KernelSet.all, strides)
  func theGradientGoesToTheWinner(set: KernelSet, stride: Int) {
    var random = RandomSource(seed: 2)
    let windows = 3
    for (height, width) in [(1, 1), (2, 2), (3, 2), (16, 16)] {
      for channels in [1, 3, 8, 16, 17, 33, 37, 96] {
        let columns = (windows - 1) * stride + width
        let dy = Guarded((0..<windows * channels).map { _ in random.normal() }, offset: channels % 5)
        let index = (0..<windows * channels).map { _ in UInt8(random.next() % UInt64(height * width)) }
        let dx = Guarded(height, columns * channels, stride: columns * channels + 9) { Float($0 * 7 + $1) }
        var expected = dx.values
        for (place, winner) in index.enumerated() {
          let (window, c) = place.quotientAndRemainder(dividingBy: channels)
          let (row, column) = (Int(winner) / width, window * stride + Int(winner) % width)
          expected[(row * columns + column) * channels + c] += dy[0, place]
        }
        var pool = LegibleMaxPoolGradient(
          outputGradient: dy.base, index: nil, inputGradient: dx.base, rowStride: Int64(dx.stride),
          channels: Int64(channels), windowHeight: Int64(height), windowWidth: Int64(width),
          windows: Int64(windows), windowStride: Int64(stride * channels))
        index.withUnsafeBufferPointer {
          pool.index = $0.baseAddress
          set(\.max_pool_gradient)(&pool)
        }
        #expect(dx.values == expected)
        #expect(dx.guardsHold)
      }
    }
  }
}
