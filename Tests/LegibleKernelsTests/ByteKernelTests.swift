import LegibleKernels
import LegibleTensors
import TestSupport
import Testing

@Suite struct ByteKernelTests {
  @Test(arguments: KernelSet.all)
  func quantizingIsTheSameOnEverySet(set: KernelSet) {
    var random = RandomSource(seed: 3)
    for channels in Sizes.lengths where channels > 0 {
      for gap in [0, 1, 3] {
        let (positions, stride) = (5, channels + gap)
        let x = Guarded((0..<positions * channels).map { _ in 60 * random.normal() }, offset: channels % 5)
        var y = [UInt8](repeating: 0xA5, count: positions * stride + 64)
        set(\.quantize)(x.base, 1.7, 128, 200, &y, Int64(stride), Int64(positions), Int64(channels))
        for place in y.indices {
          let (p, c) = (place / stride, place % stride)
          guard p < positions, c < channels else {
            #expect(y[place] == 0xA5)
            continue
          }
          let value = x[0, p * channels + c] * 1.7 + 128
          #expect(y[place] == UInt8(min(200, max(0, value)).rounded(.toNearestOrEven)))
        }
      }
    }
  }

  @Test(arguments: KernelSet.all)
  func poolingTakesTheLargestByte(set: KernelSet) {
    var random = RandomSource(seed: 4)
    for channels in Sizes.lengths where channels > 0 {
      for (height, width) in [(1, 1), (1, 2), (2, 1), (2, 2), (3, 2), (5, 3)] {
        let (columnStride, windowStride, yStride, windows) = (channels + 3, channels + 9, channels + 2, 3)
        let rowStride = width * columnStride + windows * windowStride
        let x = (0..<height * rowStride).map { _ in UInt8.random(in: 0...255, using: &random) }
        var y = [UInt8](repeating: 0xA5, count: windows * yStride + 64)
        x.withUnsafeBufferPointer { x in
          y.withUnsafeMutableBufferPointer { y in
            var pool = LegibleMaxPoolBytes(
              input: x.baseAddress!, rowStride: Int64(rowStride), columnStride: Int64(columnStride),
              channels: Int64(channels), windowHeight: Int64(height), windowWidth: Int64(width),
              windows: Int64(windows), windowStride: Int64(windowStride), output: y.baseAddress!,
              outputStride: Int64(yStride))
            set(\.max_pool_bytes)(&pool)
          }
        }
        for place in y.indices {
          let (number, c) = (place / yStride, place % yStride)
          guard number < windows, c < channels else {
            #expect(y[place] == 0xA5)
            continue
          }
          let window = (0..<height).flatMap { row in
            (0..<width).map { x[row * rowStride + $0 * columnStride + number * windowStride + c] }
          }
          #expect(y[place] == window.max())
        }
      }
    }
  }
}
