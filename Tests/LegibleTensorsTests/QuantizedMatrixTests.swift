import LegibleTensors
import Testing

@Suite struct QuantizedMatrixTests {
  @Test func initialSumsMakeTheZeroPointCountAsZero() {
    let matrix = QuantizedMatrix(depth: 4, columns: 2)
    // Three real rows of two columns.
    matrix.pack([1, -2, 3, 4, -5, 6], depthStride: 2, columnStride: 1, count: 3)
    // Columns add to -1 and to 8.
    #expect(matrix.initialSums(zeroPoint: 128) == [128, -1024])
    #expect(matrix.initialSums(zeroPoint: 0) == [0, 0])
  }

  /// More columns than a panel, and sums of some rows.
  @Test func columnSumsAreThoseOfTheRowsAskedFor() {
    let (depth, columns) = (12, 37)
    var random = RandomSource(seed: 1)
    let weights = (0..<depth * columns).map { _ in Int8.random(in: -128...127, using: &random) }
    let matrix = QuantizedMatrix(depth: depth, columns: columns)
    matrix.pack(weights, depthStride: columns, columnStride: 1, count: depth)
    for rows in [0..<12, 4..<8, 0..<4, 8..<8] {
      let expected = (0..<columns).map { column in
        rows.reduce(0 as Int32) { $0 + Int32(weights[$1 * columns + column]) }
      }
      #expect(matrix.columnSums(rows: rows) == expected)
    }
  }
}
