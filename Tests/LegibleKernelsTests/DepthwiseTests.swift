import LegibleKernels
import LegibleTensors
import TestSupport
import Testing

/// Shapes around the tiles of columns, the kernels that tiles know (3 and 5) and the vectors of channels.
private let shapes: [(columns: Int, width: Int, segments: Int, channels: Int)] =
  [(37, 3, 3, 64), (16, 5, 5, 17), (19, 2, 2, 96), (9, 4, 3, 33), (1, 3, 3, 16), (5, 7, 1, 37)]
  + [(13, 3, 2, 5), (8, 5, 4, 8), (24, 128, 3, 9), (31, 1, 1, 31)]

@Suite struct DepthwiseTests {
  @Test(arguments: KernelSet.all, shapes)
  func everyOutputMatchesTheFormula(
    set: KernelSet, shape: (columns: Int, width: Int, segments: Int, channels: Int)
  ) {
    let (columns, width, segments, channels) = shape
    var random = RandomSource(seed: 1)
    let row = (columns + width - 1) * channels
    let x = Guarded(segments, row, stride: row + 7, offset: channels % 5) { _, _ in random.normal() }
    let w = Guarded(segments * width, channels) { _, _ in random.normal() }
    let bias = Guarded((0..<channels).map { _ in random.normal() })
    for relu in [false, true] {
      let y = Guarded(columns, channels, offset: 3) { _, _ in .nan }
      var part = LegibleDepthwise(
        input: x.base, segments: Int64(segments), segmentStride: Int64(x.stride), kernelWidth: Int64(width),
        channels: Int64(channels), weights: w.base, bias: relu ? UnsafePointer(bias.base) : nil, relu: relu,
        output: y.base, columns: Int64(columns))
      set(\.depthwise)(&part)
      var (expected, tolerances): ([Double], [Double]) = ([], [])
      for m in 0..<columns {
        for c in 0..<channels {
          var terms = relu ? [Double(bias[0, c])] : []
          for i in 0..<segments {
            for j in 0..<width {
              terms.append(Double(x[i, (m + j) * channels + c]) * Double(w[i * width + j, c]))
            }
          }
          let sum = terms.reduce(0, +)
          expected.append(relu ? max(0, sum) : sum)
          let magnitude = terms.reduce(0) { $0 + abs($1) }
          tolerances.append(sumTolerance(terms: terms.count + 1, magnitude: magnitude))
        }
      }
      #expect(firstMismatch(y.values, expected) { tolerances[$0] } == nil)
      #expect(y.guardsHold)

      // Any run of the columns has the bits of the whole.
      for count in [1, 7, 8, 15, 17] where count <= columns {
        let first = columns - count
        let alone = Guarded(count, channels, offset: 1) { _, _ in .nan }
        var run = part
        run.input += first * channels
        run.output = alone.base
        run.columns = Int64(count)
        set(\.depthwise)(&run)
        #expect(alone.bits == Array(y.bits.suffix(count * channels)), "\(count) columns")
      }
    }
  }

  @Test(arguments: KernelSet.all)
  func aNaNSpoilsOnlyWhatItLiesUnder(set: KernelSet) {
    let (columns, width, channels) = (23, 3, 20)
    for place in [0, 1, 7, 8, 24] {
      let x = Guarded(1, (columns + width - 1) * channels) { $1 == place * channels + 17 ? .nan : 1e30 }
      let w = Guarded(width, channels) { _, _ in 0x1p-130 }
      let y = Guarded(columns, channels) { _, _ in 0 }
      var part = LegibleDepthwise(
        input: x.base, segments: 1, segmentStride: 0, kernelWidth: Int64(width), channels: Int64(channels),
        weights: w.base, bias: nil, relu: true, output: y.base, columns: Int64(columns))
      set(\.depthwise)(&part)
      for m in 0..<columns {
        for c in 0..<channels {
          let isSpoilt = c == 17 && m <= place && place < m + width
          #expect(isSpoilt ? y[m, c].isNaN : y[m, c] == 3 * (1e30 * 0x1p-130), "\(m), \(c)")
        }
      }
    }
  }

  @Test(arguments: KernelSet.all, shapes)
  func theWeightsGradientMatchesTheFormula(
    set: KernelSet, shape: (columns: Int, width: Int, segments: Int, channels: Int)
  ) {
    let (columns, width, _, channels) = shape
    var random = RandomSource(seed: 2)
    let stride = channels + 3
    let x = Guarded(columns + width - 1, channels, stride: stride, offset: 2) { _, _ in random.normal() }
    let dy = Guarded(columns, channels, stride: stride) { _, _ in random.normal() }
    let gradient = Guarded(width, channels, stride: stride, offset: 1) { _, _ in random.normal() }
    var (expected, tolerances): ([Double], [Double]) = ([], [])
    for j in 0..<width {
      for c in 0..<channels {
        let terms = [Double(gradient[j, c])] + (0..<columns).map { Double(x[$0 + j, c]) * Double(dy[$0, c]) }
        expected.append(terms.reduce(0, +))
        tolerances.append(sumTolerance(terms: terms.count, magnitude: terms.reduce(0) { $0 + abs($1) }))
      }
    }
    let inParts = Guarded(copy: gradient)
    func add(from first: Int, _ count: Int, to target: Guarded) {
      var part = LegibleDepthwiseWeightsGradient(
        input: x.base + first * stride, outputGradient: dy.base + first * stride, columns: Int64(count),
        kernelWidth: Int64(width), channels: Int64(channels), gradient: target.base, stride: Int64(stride))
      set(\.depthwise_weights_gradient)(&part)
    }
    add(from: 0, columns, to: gradient)
    #expect(firstMismatch(gradient.values, expected) { tolerances[$0] } == nil)
    #expect(gradient.guardsHold)
    for first in 0..<columns { add(from: first, 1, to: inParts) }
    #expect(inParts.bits == gradient.bits)
  }

  /// Integers as they are, then a multiplication and an addition, each rounded: nothing may differ.
  @Test(arguments: KernelSet.all, shapes)
  func bytesAreExact(set: KernelSet, shape: (columns: Int, width: Int, segments: Int, channels: Int)) {
    let (columns, width, segments, channels) = shape
    var random = RandomSource(seed: 3)
    let inputStride = (channels + 3) / 4 * 4
    let outputStride = channels + 3
    let row = (columns + width - 1) * inputStride
    for variant in 0..<4 {
      let isExtreme = variant == 3
      let (toBytes, largest): (Bool, Float) = (variant % 2 == 0, variant == 0 ? 255 : 127)
      let x = GuardedBytes(count: segments * row, offset: channels % 5) { _ in
        isExtreme ? 255 : UInt8.random(in: 0...255, using: &random)
      }
      let w = (0..<segments * width * channels).map { _ in
        isExtreme ? -128 : Int8.random(in: -128...127, using: &random)
      }
      let scale = Guarded((0..<channels).map { _ in 0.003 * random.normal() })
      let bias = Guarded((0..<channels).map { _ in 100 + 50 * random.normal() })
      let bytes = GuardedBytes(count: columns * outputStride, offset: 1)
      let floats = Guarded(columns, channels, stride: outputStride, offset: 2) { _, _ in .nan }
      x.withPointer { x in
        w.withUnsafeBufferPointer { w in
          bytes.withPointer { bytes in
            var part = LegibleDepthwiseBytes(
              input: x, segments: Int64(segments), segmentStride: Int64(row), inputStride: Int64(inputStride),
              kernelWidth: Int64(width), channels: Int64(channels), weights: w.baseAddress!,
              scale: scale.base,
              bias: variant == 1 ? nil : UnsafePointer(bias.base), bytes: toBytes ? bytes : nil,
              largest: largest, output: toBytes ? nil : floats.base, outputStride: Int64(outputStride),
              columns: Int64(columns), relu: variant == 1)
            set(\.depthwise_bytes)(&part)
          }
        }
      }
      for m in 0..<columns {
        for c in 0..<channels {
          var sum: Int32 = 0
          for i in 0..<segments {
            for j in 0..<width {
              sum += Int32(x[i * row + (m + j) * inputStride + c]) * Int32(w[(i * width + j) * channels + c])
            }
          }
          var value = Float(sum) * scale[0, c]
          if variant != 1 { value += bias[0, c] }
          if toBytes {
            let expected = UInt8(min(largest, max(0, value)).rounded(.toNearestOrEven))
            #expect(bytes[m * outputStride + c] == expected, "\(shape) at \(m), \(c)")
          } else {
            #expect(floats[m, c] == (variant == 1 ? max(0, value) : value), "\(shape) at \(m), \(c)")
          }
        }
      }
      #expect(bytes.guardsHold(rows: columns, stride: outputStride, columns: toBytes ? channels : 0))
      #expect(floats.guardsHold)
    }
  }
}
