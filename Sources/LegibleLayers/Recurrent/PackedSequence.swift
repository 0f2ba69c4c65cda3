import LegibleKernels
import LegibleTensors

/// The columns of a batch in the order in which a recurrent layer visits them: all first steps, all second
/// steps, and so on, longest sequence first, so that the sequences still running at any step are its first
/// rows.
///
/// For sequences of 3, 2 and 1 steps the rows are `a0 b0 c0 | a1 b1 | a2`. Reversed, a sequence's step 0 is
/// its own last column. No row is padding.
struct PackedSequence {
  /// First row of every step, and the number of rows at the end.
  private(set) var starts = [0]
  /// Strip column of every row.
  private(set) var columns: [Int] = []
  /// The items, the longest first, equally long ones in order: row `n` of a step is of item `order[n]`.
  private(set) var order: [Int] = []
  /// The items' steps, in that order.
  private(set) var lengths: [Int] = []

  var rows: Int { columns.count }
  var steps: Int { starts.count - 1 }

  /// Takes up the items of a strip, in the memory that it has.
  mutating func arrange(_ layout: StripLayout, reversed: Bool) {
    precondition(layout.height == 1, "a recurrent layer reads columns, not \(layout.height) rows")
    order.removeAll(keepingCapacity: true)
    for item in 0..<layout.count {
      // By insertion: a batch is small, and the library's sort would allocate.
      var place = order.count
      while place > 0, layout.widths[order[place - 1]] < layout.widths[item] { place -= 1 }
      order.insert(item, at: place)
    }
    lengths.removeAll(keepingCapacity: true)
    for item in order { lengths.append(layout.widths[item]) }
    starts.removeAll(keepingCapacity: true)
    columns.removeAll(keepingCapacity: true)
    starts.append(0)
    for step in 0..<(order.first.map { layout.widths[$0] } ?? 0) {
      for item in order {
        let width = layout.widths[item]
        guard width > step else { break }
        columns.append(layout.offsets[item] + (reversed ? width - 1 - step : step))
      }
      starts.append(columns.count)
    }
  }

  /// Sequences running at a step.
  func count(at step: Int) -> Int { starts[step + 1] - starts[step] }

  /// The row of an item's last step, given the item's place in `order`; nil for an item without columns.
  func lastRow(ofPlace place: Int) -> Int? {
    lengths[place] == 0 ? nil : starts[lengths[place] - 1] + place
  }

  /// Copies the strip's columns into `[rows, C]`.
  func gather(_ strip: Strip, into packed: UnsafeMutablePointer<Float>, threads: Int) {
    gather(strip, channel: 0, width: strip.channels, into: packed, threads: threads)
  }

  /// Copies channels `first..<first + width` of the strip's columns into `[rows, width]`.
  func gather(
    _ strip: Strip, channel first: Int, width: Int, into packed: UnsafeMutablePointer<Float>, threads: Int
  ) {
    forEachBlock(threads: threads) { row in
      (packed + row * width).update(
        from: strip.position(row: 0, column: columns[row]) + first, count: width)
    }
  }

  /// Puts `[rows, width]` into channels `first..<first + width` of the columns of a strip of floats or of
  /// bytes.
  func scatter(_ packed: UnsafePointer<Float>, width: Int, to strip: Strip, channel first: Int, threads: Int)
  {
    forEachBlock(threads: threads) { row in
      let (from, column) = (packed + row * width, columns[row])
      switch strip.format {
      case .floats: (strip.position(row: 0, column: column) + first).update(from: from, count: width)
      case .bytes(let quantization):
        legible_quantize(
          from, 1 / quantization.scale, Float(quantization.zeroPoint), Float(quantization.largest),
          strip.bytePosition(row: 0, column: column) + first, Int64(width), 1, Int64(width))
      }
    }
  }

  private func forEachBlock(threads: Int, _ body: (_ row: Int) -> Void) {
    let block = 256
    parallelFor(pieces: (rows + block - 1) / block, threads: threads) { piece in
      for row in piece * block..<min(rows, (piece + 1) * block) { body(row) }
    }
  }
}
