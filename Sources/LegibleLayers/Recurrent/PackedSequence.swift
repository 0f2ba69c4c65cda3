import LegibleTensors

/// The columns of a batch in the order in which a recurrent layer visits them: all first steps, all second steps, and so on,
/// longest sequence first, so that the sequences still running at any step are its first rows.
///
/// For sequences of 3, 2 and 1 steps the rows are `a0 b0 c0 | a1 b1 | a2`. Reversed, a sequence's step 0 is its own last
/// column. No row is padding.
struct PackedSequence {
  /// First row of every step, and the number of rows at the end.
  let starts: [Int]
  /// Strip column of every row.
  let columns: [Int]

  var rows: Int { columns.count }
  var steps: Int { starts.count - 1 }

  init(_ layout: StripLayout, reversed: Bool) {
    precondition(layout.height == 1, "a recurrent layer reads columns, not \(layout.height) rows")
    let order = (0..<layout.count).sorted { (layout.widths[$0], $1) > (layout.widths[$1], $0) }
    var starts = [0]
    var columns: [Int] = []
    columns.reserveCapacity(layout.columns)
    for step in 0..<(order.first.map { layout.widths[$0] } ?? 0) {
      for item in order {
        let width = layout.widths[item]
        guard width > step else { break }
        columns.append(layout.offsets[item] + (reversed ? width - 1 - step : step))
      }
      starts.append(columns.count)
    }
    self.starts = starts
    self.columns = columns
  }

  /// Sequences running at a step.
  func count(at step: Int) -> Int { starts[step + 1] - starts[step] }

  /// Copies the strip's columns into `[rows, C]`.
  func gather(_ strip: Strip, into packed: UnsafeMutablePointer<Float>, threads: Int) {
    let channels = strip.channels
    forEachBlock(threads: threads) { row in
      (packed + row * channels).update(from: strip.position(row: 0, column: columns[row]), count: channels)
    }
  }

  /// Copies `[rows, width]` into channels `first..<first + width` of the strip's columns.
  func scatter(_ packed: UnsafePointer<Float>, width: Int, to strip: Strip, channel first: Int, threads: Int)
  {
    forEachBlock(threads: threads) { row in
      (strip.position(row: 0, column: columns[row]) + first).update(from: packed + row * width, count: width)
    }
  }

  private func forEachBlock(threads: Int, _ body: (_ row: Int) -> Void) {
    let block = 256
    parallelFor(pieces: (rows + block - 1) / block, threads: threads) { piece in
      for row in piece * block..<min(rows, (piece + 1) * block) { body(row) }
    }
  }
}
