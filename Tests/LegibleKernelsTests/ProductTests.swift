import LegibleKernels
import LegibleTensors
import TestSupport
import Testing

/// One product with everything that it reads and writes, and its result in double precision.
private struct ProductCase {
  var rows = 1, columns = 1, depth = 1, segments = 1
  /// Floats from one row to the next beyond the depth; negative where rows overlap, as in a convolution.
  var inputGap = 0
  var hasBias = false, accumulate = false, relu = false
  var offset = 0

  var inputStride: Int { depth + inputGap }
  var segmentStride: Int { rows * inputStride + depth + 5 }

  /// The buffers, filled by `random`.
  func make(_ random: inout RandomSource) -> ProductBuffers {
    let input = (0..<segments * segmentStride).map { _ in random.normal() }
    let weights = Guarded(segments * depth, columns) { _, _ in random.normal() }
    let bias = (0..<columns).map { _ in random.normal() }
    return ProductBuffers(
      input: Guarded(input, offset: offset), weights: weights, packed: pack(weights),
      bias: Guarded(bias, offset: offset),
      output: Guarded(rows, columns, stride: columns + offset, offset: offset) { _, _ in random.normal() })
  }

  func product(_ buffers: ProductBuffers) -> LegibleProduct {
    LegibleProduct(
      input: buffers.input.base, segments: Int64(segments), segmentStride: Int64(segmentStride),
      inputStride: Int64(inputStride), depth: Int64(depth), weights: buffers.packed.base,
      packedDepth: Int64(segments * depth), bias: hasBias ? UnsafePointer(buffers.bias.base) : nil,
      output: buffers.output.base, outputStride: Int64(buffers.output.stride), rows: Int64(rows),
      columns: Int64(columns), accumulate: accumulate, relu: relu)
  }

  /// The header's formula, and for each element the bound of its rounding error.
  func expected(_ buffers: ProductBuffers) -> (values: [Double], tolerances: [Double]) {
    var values: [Double] = []
    var tolerances: [Double] = []
    for m in 0..<rows {
      for n in 0..<columns {
        var sum = 0.0
        var magnitude = 0.0
        func add(_ term: Double) {
          sum += term
          magnitude += abs(term)
        }
        for s in 0..<segments {
          for k in 0..<depth {
            let x = buffers.input[0, s * segmentStride + m * inputStride + k]
            add(Double(x) * Double(buffers.weights[s * depth + k, n]))
          }
        }
        if hasBias { add(Double(buffers.bias[0, n])) }
        if accumulate { add(Double(buffers.output[m, n])) }
        values.append(relu ? max(0, sum) : sum)
        tolerances.append(sumTolerance(terms: segments * depth + 2, magnitude: magnitude))
      }
    }
    return (values, tolerances)
  }
}

private struct ProductBuffers {
  var input, weights, packed, bias, output: Guarded
}

@Suite struct ProductTests {
  @Test(arguments: KernelSet.all)
  func everySizeMatchesTheFormula(set: KernelSet) {
    var random = RandomSource(seed: 1)
    var number = 0
    for rows in Sizes.rows {
      for columns in Sizes.columns {
        for depth in [0, 1, 2, 3, 5, 9, 64] {
          number += 1
          let item = ProductCase(
            rows: rows, columns: columns, depth: depth, segments: 1 + number % 3,
            inputGap: depth > 2 ? [0, 3, 1 - depth, 2 - depth][number % 4] : 0, hasBias: number % 2 == 0,
            accumulate: number % 3 == 0, relu: number % 5 < 2, offset: number % 7)
          check(item, set, &random)
        }
      }
    }
  }

  @Test(arguments: KernelSet.all)
  func longSumsMatchTheFormula(set: KernelSet) {
    var random = RandomSource(seed: 2)
    check(ProductCase(rows: 15, columns: 37, depth: 2304, hasBias: true), set, &random)
    check(
      ProductCase(rows: 3, columns: 96, depth: 1536, segments: 3, inputGap: -1024, relu: true), set, &random)
  }

  private func check(_ item: ProductCase, _ set: KernelSet, _ random: inout RandomSource) {
    let buffers = item.make(&random)
    let (expected, tolerances) = item.expected(buffers)
    set.product(item.product(buffers))
    let mismatch = firstMismatch(buffers.output.values, expected) { tolerances[$0] }
    #expect(mismatch == nil, "\(item)")
    #expect(buffers.output.guardsHold, "\(item)")
  }

  /// The bits of a row are the same wherever it lies and whatever is computed with it.
  @Test(arguments: KernelSet.all, [1, 31, 32, 33, 37, 96])
  func aRowsBitsDoNotDependOnTheOtherRows(set: KernelSet, columns: Int) {
    var random = RandomSource(seed: 3)
    let item = ProductCase(
      rows: 43, columns: columns, depth: 21, segments: 3, inputGap: -14, hasBias: true, accumulate: true,
      relu: true)
    let buffers = item.make(&random)
    let before = Guarded(copy: buffers.output)
    set.product(item.product(buffers))
    for count in [1, 2, 5, 6, 7, 13, 14, 15, 28] {
      for first in stride(from: 0, to: item.rows - count, by: 3) {
        var part = item.product(buffers)
        let output = Guarded(count, columns, offset: first % 5) { before[first + $0, $1] }
        part.input += first * item.inputStride
        part.rows = Int64(count)
        part.output = output.base
        part.outputStride = Int64(output.stride)
        set.product(part)
        let whole = (first..<first + count).flatMap { row in
          (0..<columns).map { buffers.output[row, $0].bitPattern }
        }
        #expect(output.bits == whole, "rows \(first)..<\(first + count)")
      }
    }
  }

  /// The middle segments alone: weights from inside the packing, as at the upper and lower edge of a
  /// convolution.
  @Test(arguments: KernelSet.all)
  func weightsMayStartInsideThePacking(set: KernelSet) {
    var random = RandomSource(seed: 4)
    let item = ProductCase(rows: 9, columns: 70, depth: 6, segments: 4, inputGap: -4)
    let buffers = item.make(&random)
    var part = item.product(buffers)
    part.input += 1 * item.segmentStride
    part.weights += 1 * 6 * 32
    part.segments = 2
    set.product(part)

    // The same with zeros for the other segments' inputs.
    for s in [0, 3] {
      for i in 0..<item.segmentStride { buffers.input[0, s * item.segmentStride + i] = 0 }
    }
    let (expected, tolerances) = item.expected(buffers)
    #expect(firstMismatch(buffers.output.values, expected) { tolerances[$0] } == nil)
  }

  @Test(arguments: KernelSet.all, [false, true])
  func aNaNSpoilsItsRowAlone(set: KernelSet, relu: Bool) {
    var random = RandomSource(seed: 5)
    for poisoned in 0..<15 {
      let item = ProductCase(rows: 15, columns: 37, depth: 5, relu: relu)
      let buffers = item.make(&random)
      buffers.input[0, poisoned * 5 + 2] = .nan
      set.product(item.product(buffers))
      for row in 0..<15 {
        let isNaN = (0..<37).map { buffers.output[row, $0].isNaN }
        #expect(isNaN.allSatisfy { $0 == (row == poisoned) }, "row \(row), NaN in \(poisoned)")
      }
    }
  }

  @Test(arguments: KernelSet.all)
  func extremesFollowTheArithmetic(set: KernelSet) {
    // One row for each: x * y + x' * y' by columns.
    let huge: Float = 1e30
    let tiny: Float = 0x1p-130
    let cases: [(x: [Float], y: [Float], expected: Float)] = [
      ([huge, 0], [huge, 1], .infinity),
      ([huge, huge], [1, -1], 0),
      ([.infinity, 1], [1, 1], .infinity),
      ([.infinity, .infinity], [1, -1], .nan),
      ([.infinity, 1], [0, 1], .nan),
      // Denormal numbers are not flushed to zero.
      ([tiny, tiny], [1, 1], tiny + tiny),
      ([tiny, 0], [0.5, 0], tiny * 0.5),
      ([1e-30, 0], [1e-30, 0], 0),
    ]
    for item in cases {
      for columns in [1, 8, 17, 33] {
        let weights = Guarded(2, columns) { k, _ in item.y[k] }
        let packed = pack(weights)
        let input = Guarded(item.x)
        let output = Guarded(1, columns) { _, _ in 7 }
        set.product(
          LegibleProduct(
            input: input.base, segments: 1, segmentStride: 0, inputStride: 2, depth: 2, weights: packed.base,
            packedDepth: 2, bias: nil, output: output.base, outputStride: Int64(columns), rows: 1,
            columns: Int64(columns), accumulate: false, relu: false))
        let isRight = output.values.allSatisfy { item.expected.isNaN ? $0.isNaN : $0 == item.expected }
        #expect(isRight, "\(item): \(output.values)")
      }
    }
  }
}
