import LegibleKernels
import LegibleTensors
import TestSupport
import Testing

/// One product of bytes with everything that it reads and writes.
private struct QuantizedCase {
  var rows = 1, columns = 1, depth = 4, segments = 1
  /// Bytes from one row to the next beyond the depth; negative where rows overlap, as in a convolution.
  var inputGap = 0
  var hasInitial = false, hasBias = false, accumulate = false, relu = false, toBytes = false
  var offset = 0
  /// Where bytes are cut.
  var largest: Float = 255
  /// All bytes and weights at their extremes.
  var extreme: (byte: UInt8, weight: Int8)?

  var inputStride: Int { depth + inputGap }
  var segmentStride: Int { rows * inputStride + depth + 5 }
  var allDepth: Int { segments * depth }
}

/// Bytes between margins that must stay as they are.
private final class GuardedBytes {
  private(set) var memory: [UInt8]
  private let first: Int
  private let count: Int
  private static let margin = 64

  init(count: Int, offset: Int, _ value: (Int) -> UInt8 = { _ in 0xA5 }) {
    first = Self.margin + offset
    self.count = count
    memory = [UInt8](repeating: 0xA5, count: first + count + Self.margin)
    for index in 0..<count { memory[first + index] = value(index) }
  }

  subscript(index: Int) -> UInt8 { memory[first + index] }

  func withPointer<Result>(_ body: (UnsafeMutablePointer<UInt8>) -> Result) -> Result {
    memory.withUnsafeMutableBufferPointer { body($0.baseAddress! + first) }
  }

  /// True if nothing but the elements of `rows` rows has been written.
  func guardsHold(rows: Int, stride: Int, columns: Int) -> Bool {
    memory.indices.allSatisfy { index in
      let place = index - first
      let isElement = place >= 0 && place < rows * stride && place % stride < columns
      return isElement || memory[index] == 0xA5
    }
  }
}

@Suite struct QuantizedProductTests {
  @Test(arguments: KernelSet.all)
  func everySizeIsExact(set: KernelSet) {
    var random = RandomSource(seed: 1)
    var number = 0
    for rows in Sizes.rows {
      for columns in Sizes.columns {
        for depth in [4, 8, 12, 20, 36, 64] {
          number += 1
          check(
            QuantizedCase(
              rows: rows, columns: columns, depth: depth, segments: 1 + number % 3,
              inputGap: [0, 3, 4 - depth, 1 - depth][number % 4], hasInitial: number % 2 == 0,
              hasBias: number % 3 > 0, accumulate: number % 3 == 0, relu: number % 5 < 2,
              toBytes: number % 7 < 4, offset: number % 5, largest: number % 2 == 0 ? 255 : 127), set, &random
          )
        }
      }
    }
  }

  /// The deepest sums of the largest products, which must not saturate on the way.
  @Test(arguments: KernelSet.all)
  func extremesAreExact(set: KernelSet) {
    var random = RandomSource(seed: 2)
    for extreme: (UInt8, Int8) in [(255, -128), (255, 127), (0, -128), (128, 1)] {
      for rows in [1, 3, 14] {
        check(
          QuantizedCase(rows: rows, columns: 33, depth: 65536, hasBias: true, extreme: extreme), set, &random)
      }
      check(
        QuantizedCase(rows: 5, columns: 9, depth: 4, segments: 3, toBytes: true, extreme: extreme), set,
        &random)
    }
  }

  private func check(_ item: QuantizedCase, _ set: KernelSet, _ random: inout RandomSource) {
    func byte() -> UInt8 { UInt8.random(in: 0...255, using: &random) }
    let input = GuardedBytes(count: item.segments * item.segmentStride, offset: item.offset) { _ in
      item.extreme?.byte ?? byte()
    }
    let weights = (0..<item.allDepth * item.columns).map { _ in
      item.extreme?.weight ?? Int8(bitPattern: byte())
    }
    let packed = packedBytes(weights, depth: item.allDepth, columns: item.columns)
    let initial = (0..<item.columns).map { _ in Int32.random(in: -100_000...100_000, using: &random) }
    let scale = Guarded((0..<item.columns).map { _ in 0.01 * abs(random.normal()) }, offset: item.offset)
    let bias = Guarded((0..<item.columns).map { _ in 100 * random.normal() }, offset: item.offset)
    let stride = item.columns + item.offset
    let floats = Guarded(item.rows, item.columns, stride: stride, offset: item.offset) { _, _ in
      random.normal() * 100
    }
    let before = Guarded(copy: floats)
    let bytes = GuardedBytes(count: item.rows * stride, offset: item.offset)

    input.withPointer { input in
      packed.withUnsafeBufferPointer { packed in
        initial.withUnsafeBufferPointer { initial in
          bytes.withPointer { bytes in
            set.quantizedProduct(
              LegibleQuantizedProduct(
                input: input, segments: Int64(item.segments), segmentStride: Int64(item.segmentStride),
                inputStride: Int64(item.inputStride), depth: Int64(item.depth), weights: packed.baseAddress!,
                packedDepth: Int64(item.allDepth), initial: item.hasInitial ? initial.baseAddress! : nil,
                scale: scale.base, bias: item.hasBias ? UnsafePointer(bias.base) : nil,
                bytes: item.toBytes ? bytes : nil, largest: item.largest,
                output: item.toBytes ? nil : floats.base,
                outputStride: Int64(stride), rows: Int64(item.rows), columns: Int64(item.columns),
                accumulate: item.accumulate && !item.toBytes, relu: item.relu))
          }
        }
      }
    }

    for m in 0..<item.rows {
      for n in 0..<item.columns {
        var sum = item.hasInitial ? Int(initial[n]) : 0
        for s in 0..<item.segments {
          for k in 0..<item.depth {
            sum +=
              Int(input[s * item.segmentStride + m * item.inputStride + k])
              * Int(weights[(s * item.depth + k) * item.columns + n])
          }
        }
        var value = Float(Int32(sum)) * scale[0, n]
        if item.hasBias { value += bias[0, n] }
        if item.toBytes {
          let expected = UInt8(min(item.largest, max(0, value)).rounded(.toNearestOrEven))
          #expect(bytes[m * stride + n] == expected, "\(item) at \(m), \(n)")
        } else {
          if item.accumulate { value += before[m, n] }
          if item.relu { value = max(0, value) }
          #expect(floats[m, n] == value, "\(item) at \(m), \(n)")
        }
      }
    }
    #expect(floats.guardsHold, "\(item)")
    #expect(
      bytes.guardsHold(rows: item.toBytes ? item.rows : 0, stride: stride, columns: item.columns), "\(item)")
  }

  /// A byte is cut at 0 and 255, ties go to the even one, and a NaN is 0: the same on every set.
  @Test(arguments: KernelSet.all)
  func storesRoundAndCut(set: KernelSet) {
    let cases: [(bias: Float, byte: UInt8)] = [
      (0.5, 0), (1.5, 2), (2.5, 2), (-0.6, 0), (254.5, 254), (254.6, 255), (255.5, 255), (1e30, 255),
      (-1e30, 0), (.infinity, 255), (-.infinity, 0), (.nan, 0), (127.49999, 127),
    ]
    for columns in [1, 9, 33] {
      let packed = packedBytes([Int8](repeating: 1, count: 4 * columns), depth: 4, columns: columns)
      for item in cases {
        let bias = [Float](repeating: item.bias, count: columns)
        let scale = [Float](repeating: 1, count: columns)
        var bytes = [UInt8](repeating: 77, count: columns)
        var product = LegibleQuantizedProduct()
        let input: [UInt8] = [0, 0, 0, 0]
        packed.withUnsafeBufferPointer { packed in
          bias.withUnsafeBufferPointer { bias in
            scale.withUnsafeBufferPointer { scale in
              input.withUnsafeBufferPointer { input in
                bytes.withUnsafeMutableBufferPointer { bytes in
                  product.input = input.baseAddress!
                  product.segments = 1
                  product.inputStride = 4
                  product.depth = 4
                  product.packedDepth = 4
                  product.weights = packed.baseAddress!
                  product.scale = scale.baseAddress!
                  product.bias = bias.baseAddress!
                  product.bytes = bytes.baseAddress!
                  product.largest = 255
                  product.outputStride = Int64(columns)
                  product.rows = 1
                  product.columns = Int64(columns)
                  set.quantizedProduct(product)
                }
              }
            }
          }
        }
        #expect(bytes == [UInt8](repeating: item.byte, count: columns), "\(item)")

        var quantized = [UInt8](repeating: 77, count: columns)
        set(\.quantize)(bias, 1, 0, 255, &quantized, Int64(columns), 1, Int64(columns))
        #expect(quantized == bytes, "\(item)")
      }
    }
  }

  @Test func packingFillsGroupsAndPanelsWithZeros() {
    let (depth, columns) = (6, 33)
    let packed = packedBytes(
      (0..<depth * columns).map { Int8($0 % 100 + 1) }, depth: depth, columns: columns, packedDepth: 8)
    for n in 0..<64 {
      for k in 0..<8 {
        let value = packed[n / 32 * 8 * 32 + k / 4 * 128 + n % 32 * 4 + k % 4]
        let isReal = k < depth && n < columns
        #expect(value == (isReal ? Int8((k * columns + n) % 100 + 1) : 0))
      }
    }
  }

}

/// - Parameter weights: `[depth, columns]`.
private func packedBytes(_ weights: [Int8], depth: Int, columns: Int, packedDepth: Int? = nil) -> [Int8] {
  let packedDepth = packedDepth ?? depth
  var packed = [Int8](
    repeating: 99, count: Int(legible_quantized_packed_size(Int64(packedDepth), Int64(columns))))
  legible_quantized_pack(
    weights, Int64(columns), 1, Int64(depth), Int64(columns), &packed, Int64(packedDepth))
  return packed
}

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
        set(\.max_pool_bytes)(
          x, Int64(rowStride), Int64(columnStride), Int64(height), Int64(width), Int64(channels),
          Int64(windows), Int64(windowStride), &y, Int64(yStride))
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
          set(\.pairs_input)(
            input.baseAddress! + row * width * channels, Int64(channels), Int64(width), Int64(pairs),
            Int64(channels), transformed.baseAddress! + row * rowBytes, Int64(pointBytes))
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
      set(\.pairs_input)(input, 4, Int64(columns), 3, 4, &v, 12)
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
