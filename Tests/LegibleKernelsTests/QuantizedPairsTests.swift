import LegibleKernels
import LegibleTensors
import TestSupport
import Testing

@Suite struct QuantizedPairsTests {
  /// Against the header's formulas, in integers, over odd sizes; then scaled and stored as the product does.
  @Test(arguments: KernelSet.all)
  func everySizeIsExact(set: KernelSet) {
    var random = RandomSource(seed: 6)
    var number = 0
    for pairs in Sizes.rows where pairs > 0 {
      for columns in [1, 8, 15, 17, 31, 32, 33, 37, 70] {
        for channels in [4, 12, 64] {
          number += 1
          check(
            pairs: pairs, columns: columns, channels: channels, segments: 1 + number % 3,
            toBytes: number % 2 == 0, extreme: number % 5 == 0, set, &random)
        }
      }
    }
  }

  private func check(
    pairs: Int, columns: Int, channels: Int, segments: Int, toBytes: Bool, extreme: Bool, _ set: KernelSet,
    _ random: inout RandomSource
  ) {
    // Input rows of 2 * pairs + 2 columns, transformed row by row.
    let width = 2 * pairs + 2
    let input = (0..<segments * width * channels).map { _ in
      extreme ? 127 * UInt8.random(in: 0...1, using: &random) : UInt8.random(in: 0...127, using: &random)
    }
    let rowBytes = pairs * channels
    let pointBytes = segments * rowBytes
    var transformed = [UInt8](repeating: 0xA5, count: 4 * pointBytes)
    transformed.withUnsafeMutableBufferPointer { transformed in
      input.withUnsafeBufferPointer { input in
        for row in 0..<segments {
          var part = LegiblePairsInput(
            input: input.baseAddress! + row * width * channels, columnStride: Int64(channels),
            columns: Int64(width), pairs: Int64(pairs), channels: Int64(channels),
            points: transformed.baseAddress! + row * rowBytes, pointStride: Int64(pointBytes))
          set(\.pairs_input)(&part)
        }
      }
    }
    let depth = segments * channels
    let weights = (0..<4 * depth * columns).map { _ in
      extreme ? Int8.random(in: 0...1, using: &random) * 127 : Int8.random(in: -127...127, using: &random)
    }
    let packed = packedBytes(weights, depth: 4 * depth, columns: columns)
    func weight(_ point: Int, _ k: Int, _ n: Int) -> Int { Int(weights[(point * depth + k) * columns + n]) }
    let initials = (0..<4).map { point in
      (0..<columns).map { n in Int32(-128 * (0..<depth).reduce(0) { $0 + weight(point, $1, n) }) }
    }
    let scale = Guarded((0..<columns).map { _ in 0.001 * abs(random.normal()) })
    let bias = Guarded((0..<columns).map { _ in 100 * random.normal() })
    let floats = Guarded(2 * pairs, columns, stride: columns + 3) { _, _ in .nan }
    let bytes = GuardedBytes(count: 2 * pairs * (columns + 3), offset: 1)
    transformed.withUnsafeBufferPointer { transformed in
      packed.withUnsafeBufferPointer { packed in
        initials[0].withUnsafeBufferPointer { first in
          initials[2].withUnsafeBufferPointer { third in
            initials[3].withUnsafeBufferPointer { fourth in
              bytes.withPointer { bytes in
                let product = LegibleQuantizedProduct(
                  input: transformed.baseAddress!, segments: Int64(segments), segmentStride: Int64(rowBytes),
                  inputStride: Int64(channels), depth: Int64(channels), weights: packed.baseAddress!,
                  packedDepth: Int64(4 * depth), initial: nil, scale: scale.base,
                  bias: UnsafePointer(bias.base),
                  bytes: toBytes ? bytes : nil, largest: 127, output: toBytes ? nil : floats.base,
                  outputStride: Int64(columns + 3), rows: Int64(pairs), columns: Int64(columns),
                  accumulate: false, relu: true)
                set.quantizedPairs(
                  LegibleQuantizedPairs(
                    product: product, pointStride: Int64(pointBytes),
                    weightsPointStride: Int64(depth * 32),
                    initials: (first.baseAddress!, nil, third.baseAddress!, fourth.baseAddress!)))
              }
            }
          }
        }
      }
    }

    for m in 0..<pairs {
      for n in 0..<columns {
        var sums = [0, 0, 0, 0]
        for s in 0..<segments {
          for c in 0..<channels {
            let d = (0..<4).map { Int(input[(s * width + 2 * m + $0) * channels + c]) }
            let v = [d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]]
            for point in 0..<4 { sums[point] += v[point] * weight(point, s * channels + c, n) }
          }
        }
        let outputs = [sums[0] + sums[1] + sums[2], sums[1] - sums[2] + sums[3]]
        for (second, sum) in outputs.enumerated() {
          var value = Float(Int32(sum)) * scale[0, n]
          value += bias[0, n]
          let row = 2 * m + second
          if toBytes {
            let expected = UInt8(min(127, max(0, value)).rounded(.toNearestOrEven))
            #expect(bytes[row * (columns + 3) + n] == expected)
          } else {
            #expect(floats[row, n] == max(0, value))
          }
        }
      }
    }
    #expect(floats.guardsHold)
    #expect(bytes.guardsHold(rows: toBytes ? 2 * pairs : 0, stride: columns + 3, columns: columns))
  }

  /// Beyond the columns there are zeros, and nothing is read.
  @Test(arguments: KernelSet.all)
  func columnsBeyondTheEndCountAsZeros(set: KernelSet) {
    for columns in 0...7 {
      let input = (0..<columns * 4).map { UInt8($0 * 5 % 128) }
      var v = [UInt8](repeating: 0, count: 4 * 12)
      input.withUnsafeBufferPointer { input in
        v.withUnsafeMutableBufferPointer { v in
          // No column, no memory.
          let base = input.baseAddress ?? UnsafePointer(v.baseAddress!)
          var part = LegiblePairsInput(
            input: base, columnStride: 4, columns: Int64(columns), pairs: 3, channels: 4,
            points: v.baseAddress!, pointStride: 12)
          set(\.pairs_input)(&part)
        }
      }
      for m in 0..<3 {
        for c in 0..<4 {
          let d = (0..<4).map { 2 * m + $0 < columns ? Int(input[(2 * m + $0) * 4 + c]) : 0 }
          let expected = [d[0] - d[2] + 128, d[1] + d[2], d[2] - d[1] + 128, d[1] - d[3] + 128]
          #expect((0..<4).map { Int(v[$0 * 12 + m * 4 + c]) } == expected, "\(columns) columns, pair \(m)")
        }
      }
    }
  }
}
