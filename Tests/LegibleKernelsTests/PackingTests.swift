import LegibleKernels
import TestSupport
import Testing

/// The matrix in the order of the products.
func pack(_ weights: Guarded) -> Guarded {
  let size = Int(legible_packed_size(Int64(weights.rows), Int64(weights.columns)))
  let packed = Guarded(1, size) { _, _ in 0 }
  legible_pack(
    weights.base, Int64(weights.stride), 1, Int64(weights.rows), Int64(weights.columns), packed.base,
    Int64(weights.rows))
  return packed
}

@Suite struct PackingTests {
  @Test(arguments: [(1, 1), (3, 31), (2, 32), (5, 33), (4, 37), (7, 96)])
  func panelsHoldTheColumnsAndZeros(depth: Int, columns: Int) {
    // Both orders in which a matrix may lie.
    for transposed in [false, true] {
      let value = { (k: Int, n: Int) in Float(k * 1000 + n + 1) }
      let source =
        transposed
        ? Guarded(columns, depth, stride: depth + 3) { value($1, $0) }
        : Guarded(depth, columns, stride: columns + 2) { value($0, $1) }
      let panels = (columns + 31) / 32
      #expect(legible_packed_size(Int64(depth), Int64(columns)) == Int64(panels * 32 * depth))
      let packed = Guarded(panels * depth, 32) { _, _ in -1 }
      legible_pack(
        source.base, transposed ? 1 : Int64(source.stride), transposed ? Int64(source.stride) : 1,
        Int64(depth), Int64(columns), packed.base, Int64(depth))
      let expected = (0..<panels * depth).flatMap { row in
        (0..<32).map { j in
          let (panel, k) = row.quotientAndRemainder(dividingBy: depth)
          return panel * 32 + j < columns ? value(k, panel * 32 + j) : 0
        }
      }
      #expect(packed.values == expected)
      #expect(packed.guardsHold)
    }
  }

  @Test func slicesTogetherAreTheWhole() {
    let weights = Guarded(7, 70) { Float($0 * 70 + $1) }
    let whole = pack(weights)
    let sliced = Guarded(1, whole.columns) { _, _ in -1 }
    for slice in [0..<2, 2..<3, 3..<7] {
      legible_pack(
        weights.base + slice.lowerBound * 70, 70, 1, Int64(slice.count), 70,
        sliced.base + slice.lowerBound * 32,
        7)
    }
    #expect(sliced.values == whole.values)
    #expect(sliced.guardsHold)
  }
}
