import LegibleKernels
import LegibleTensors
import TestSupport
import Testing

@Suite struct PackedMatrixTests {
  private static let depth = 9, columns = 37

  private static func matrix() -> Guarded {
    var random = RandomSource(seed: 1)
    return Guarded(depth, columns) { _, _ in random.normal() }
  }

  /// Rows around one piece of work and two.
  private static func around(_ piece: Int) -> [Int] {
    [0, 1, piece - 1, piece, piece + 1, 2 * piece - 1, 2 * piece, 2 * piece + 1]
  }

  @Test(arguments: around(LegibleProduct.pieceRows))
  func productIsTheProductAtAnyThreadCount(rows: Int) {
    let matrix = Self.matrix()
    let packed = PackedMatrix(depth: Self.depth, columns: Self.columns)
    packed.pack(matrix.base, depthStride: Self.columns, columnStride: 1)
    var random = RandomSource(seed: 2)
    let input = Guarded(rows, Self.depth, stride: 11) { _, _ in random.normal() }
    let outputs = [1, 2, 5].map { threads in
      let output = Guarded(rows, Self.columns, stride: 40) { _, _ in .nan }
      packed.product(input.base, inputStride: 11, output: output.base, outputStride: 40, rows: rows)
        .run(threads: threads)
      #expect(output.guardsHold)
      return output
    }
    let terms = (0..<rows).flatMap { m in
      (0..<Self.columns).map { n in
        (0..<Self.depth).map { Double(input[m, $0]) * Double(matrix[$0, n]) }
      }
    }
    let mismatch = firstMismatch(outputs[0].values, terms.map { $0.reduce(0, +) }) { index in
      sumTolerance(terms: Self.depth, magnitude: terms[index].reduce(0) { $0 + abs($1) })
    }
    #expect(mismatch == nil)
    #expect(outputs[1].bits == outputs[0].bits && outputs[2].bits == outputs[0].bits)
  }

  @Test func slicesInAnyOrderMakeTheWhole() {
    let matrix = Self.matrix()
    let whole = PackedMatrix(depth: Self.depth, columns: Self.columns)
    whole.pack(matrix.base, depthStride: Self.columns, columnStride: 1)
    let sliced = PackedMatrix(depth: Self.depth, columns: Self.columns)
    for slice in [4..<9, 0..<3, 3..<4] {
      sliced.pack(
        matrix.base + slice.lowerBound * Self.columns, depthStride: Self.columns, columnStride: 1,
        slice: slice)
    }
    let size = Int(legible_packed_size(Int64(Self.depth), Int64(Self.columns)))
    #expect((0..<size).allSatisfy { whole.weights(fromRow: 0)[$0] == sliced.weights(fromRow: 0)[$0] })
    #expect(whole.weights(fromRow: 4) - whole.weights(fromRow: 0) == 4 * Int(LegiblePanel))
  }

  @Test(arguments: around(LegibleOuterProduct.pieceRows).dropFirst())
  func outerProductIsTheSameAtAnyThreadCount(rows: Int) {
    var random = RandomSource(seed: 3)
    let left = Guarded(300, rows) { _, _ in random.normal() }
    let right = Guarded(300, Self.columns) { _, _ in random.normal() }
    func run(_ body: (LegibleOuterProduct) -> Void) -> Guarded {
      let output = Guarded(rows, Self.columns) { Float($0 - $1) }
      body(
        LegibleOuterProduct(
          left: left.base, leftStride: Int64(rows), right: right.base, rightStride: Int64(Self.columns),
          positions: 300, output: output.base, outputStride: Int64(Self.columns), rows: Int64(rows),
          columns: Int64(Self.columns)))
      return output
    }
    let whole = run { product in withUnsafePointer(to: product) { legible_outer_product($0) } }
    for threads in [1, 2, 5] {
      let pieces = run { $0.run(threads: threads) }
      #expect(pieces.bits == whole.bits && pieces.guardsHold)
    }
  }
}
