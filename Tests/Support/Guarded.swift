/// A matrix `[rows, columns]` inside memory whose other floats are guards: reading one gives NaN, writing one is noticed.
package final class Guarded: @unchecked Sendable {
  // Unchecked: a test's own memory.

  package let rows: Int
  package let columns: Int
  /// Floats from one row to the next.
  package let stride: Int
  private let memory: UnsafeMutableBufferPointer<Float>
  private let first: Int
  private static let margin = 64
  private static let pattern: UInt32 = 0x7FC5_A5A5

  /// - Parameters:
  ///   - offset: distance of the first element from a 64-byte boundary, in floats.
  ///   - value: element at (row, column).
  package init(
    _ rows: Int, _ columns: Int, stride: Int? = nil, offset: Int = 0,
    value: (_ row: Int, _ column: Int) -> Float
  ) {
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
    precondition(self.stride >= columns, "rows of \(columns) columns overlap at a stride of \(self.stride)")
    first = Self.margin + offset
    let count = first + rows * self.stride + Self.margin
    let raw = UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64)
    memory = UnsafeMutableBufferPointer(start: raw.bindMemory(to: Float.self, capacity: count), count: count)
    memory.initialize(repeating: Float(bitPattern: Self.pattern))
    for row in 0..<rows {
      for column in 0..<columns { self[row, column] = value(row, column) }
    }
  }

  /// One row.
  package convenience init(_ values: [Float], offset: Int = 0) {
    self.init(1, values.count, offset: offset) { values[$1] }
  }

  /// A copy, guards and offset included.
  package convenience init(copy other: Guarded) {
    self.init(
      other.rows, other.columns, stride: other.stride, offset: other.first - Self.margin
    ) { other[$0, $1] }
  }

  deinit { memory.deallocate() }

  package var base: UnsafeMutablePointer<Float> { memory.baseAddress! + first }

  package subscript(row: Int, column: Int) -> Float {
    get { memory[first + row * stride + column] }
    set { memory[first + row * stride + column] = newValue }
  }

  /// All elements, row by row.
  package var values: [Float] {
    (0..<rows).flatMap { row in (0..<columns).map { self[row, $0] } }
  }

  package var bits: [UInt32] { values.map(\.bitPattern) }

  /// True while nothing but elements has been written.
  package var guardsHold: Bool {
    memory.indices.allSatisfy { index in
      let (row, column) = (index - first).quotientAndRemainder(dividingBy: max(1, stride))
      let isElement = index >= first && row < rows && column < columns
      return isElement || memory[index].bitPattern == Self.pattern
    }
  }
}
