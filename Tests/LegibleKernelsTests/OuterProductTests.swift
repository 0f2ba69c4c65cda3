import LegibleKernels
import LegibleTensors
import TestSupport
import Testing

@Suite struct OuterProductTests {
  private struct Buffers {
    var left, right, output: Guarded
    var positions: Int

    var product: LegibleOuterProduct {
      LegibleOuterProduct(
        left: left.base, leftStride: Int64(left.stride), right: right.base, rightStride: Int64(right.stride),
        positions: Int64(positions), output: output.base, outputStride: Int64(output.stride),
        rows: Int64(output.rows), columns: Int64(output.columns))
    }

    init(rows: Int, columns: Int, positions: Int, offset: Int = 0, _ random: inout RandomSource) {
      self.positions = positions
      left = Guarded(positions, rows, stride: rows + offset, offset: offset) { _, _ in random.normal() }
      right = Guarded(positions, columns, stride: columns + 2 * offset, offset: offset) { _, _ in
        random.normal()
      }
      output = Guarded(rows, columns, stride: columns + offset, offset: offset) { _, _ in random.normal() }
    }

    var expected: (values: [Double], tolerances: [Double]) {
      var values: [Double] = []
      var tolerances: [Double] = []
      for m in 0..<output.rows {
        for n in 0..<output.columns {
          var sum = Double(output[m, n])
          var magnitude = abs(sum)
          for p in 0..<positions {
            let term = Double(left[p, m]) * Double(right[p, n])
            sum += term
            magnitude += abs(term)
          }
          values.append(sum)
          tolerances.append(sumTolerance(terms: positions + 1, magnitude: magnitude))
        }
      }
      return (values, tolerances)
    }
  }

  @Test(arguments: KernelSet.all)
  func everySizeMatchesTheFormula(set: KernelSet) {
    var random = RandomSource(seed: 6)
    for rows in Sizes.rows {
      for columns in Sizes.columns {
        for positions in [0, 1, 2, 33] { check(rows, columns, positions, set, &random) }
      }
    }
    // Around the block of 256 positions.
    for positions in [255, 256, 257, 512, 600] { check(15, 37, positions, set, &random) }
  }

  private func check(
    _ rows: Int, _ columns: Int, _ positions: Int, _ set: KernelSet, _ random: inout RandomSource
  ) {
    let buffers = Buffers(
      rows: rows, columns: columns, positions: positions, offset: (rows + columns) % 5, &random)
    let (expected, tolerances) = buffers.expected
    set.outerProduct(buffers.product)
    let mismatch = firstMismatch(buffers.output.values, expected) { tolerances[$0] }
    #expect(mismatch == nil, "\(rows)x\(columns), \(positions) positions")
    #expect(buffers.output.guardsHold, "\(rows)x\(columns), \(positions) positions")
  }

  @Test(arguments: KernelSet.all)
  func partsOfTheRowsHaveTheBitsOfTheWhole(set: KernelSet) {
    var random = RandomSource(seed: 7)
    let buffers = Buffers(rows: 29, columns: 37, positions: 300, &random)
    let before = Guarded(copy: buffers.output)
    set.outerProduct(buffers.product)
    for count in [1, 5, 6, 7, 13, 14, 15] {
      for first in stride(from: 0, to: 29 - count, by: 2) {
        var part = buffers.product
        let output = Guarded(count, 37) { before[first + $0, $1] }
        part.left += first
        part.rows = Int64(count)
        part.output = output.base
        part.outputStride = 37
        set.outerProduct(part)
        let whole = (first..<first + count).flatMap { row in
          (0..<37).map { buffers.output[row, $0].bitPattern }
        }
        #expect(output.bits == whole, "rows \(first)..<\(first + count)")
      }
    }
  }

  @Test(arguments: KernelSet.all)
  func positionsInSeveralCallsHaveTheBitsOfOne(set: KernelSet) {
    // At whole blocks: what a strip's rows do one after the other.
    var random = RandomSource(seed: 8)
    let buffers = Buffers(rows: 7, columns: 33, positions: 600, &random)
    let before = Guarded(copy: buffers.output)
    set.outerProduct(buffers.product)
    for range in [0..<256, 256..<512, 512..<600] {
      var part = buffers.product
      part.left += range.lowerBound * buffers.left.stride
      part.right += range.lowerBound * buffers.right.stride
      part.positions = Int64(range.count)
      part.output = before.base
      set.outerProduct(part)
    }
    #expect(before.bits == buffers.output.bits)
  }

  @Test(arguments: KernelSet.all)
  func aNaNSpoilsItsRowAlone(set: KernelSet) {
    var random = RandomSource(seed: 9)
    let buffers = Buffers(rows: 15, columns: 33, positions: 4, &random)
    buffers.left[2, 6] = .nan
    set.outerProduct(buffers.product)
    for row in 0..<15 {
      #expect((0..<33).allSatisfy { buffers.output[row, $0].isNaN == (row == 6) }, "row \(row)")
    }
  }
}
