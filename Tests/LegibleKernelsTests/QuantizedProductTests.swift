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
