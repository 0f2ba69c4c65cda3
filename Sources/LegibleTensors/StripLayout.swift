/// Where the items of a strip lie: side by side along the width, with gap columns before, between and after them.
///
///     gap | item 0 | gap | item 1 | gap | ... | gap
///
/// Gap columns hold zeros at all times, in values and in gradients. A kernel that reaches over an item's edge by no more
/// than the gap therefore reads zero padding, never a neighbour.
package struct StripLayout: Equatable, Sendable {
  /// Rows `H`, the same for all items.
  package private(set) var height: Int
  /// Columns of each item.
  package private(set) var widths: [Int] = []
  /// First column of each item in the strip.
  package private(set) var offsets: [Int] = []
  /// All columns `W`, gaps included.
  package private(set) var width: Int
  /// Columns of a gap.
  package private(set) var gap: Int

  /// - Parameters:
  ///   - height: rows, at least 1.
  ///   - widths: columns of each item, each at least 0.
  ///   - gap: columns between neighbours, at least 1.
  package init(height: Int, widths: [Int], gap: Int = 1) {
    (self.height, self.width, self.gap) = (height, gap, gap)
    arrange(height: height, count: widths.count, gap: gap) { widths[$0] }
  }

  /// Lays out other items in the memory that it has.
  /// - Parameter width: columns of an item, by its number in `0..<count`.
  mutating func arrange(height: Int, count: Int, gap: Int, width: (_ item: Int) -> Int) {
    precondition(height >= 1 && gap >= 1, "a strip of \(height) rows with gaps of \(gap)")
    widths.removeAll(keepingCapacity: true)
    offsets.removeAll(keepingCapacity: true)
    var next = gap
    for item in 0..<count {
      let columns = width(item)
      precondition(columns >= 0, "an item of \(columns) columns")
      widths.append(columns)
      offsets.append(next)
      next += columns + gap
    }
    (self.height, self.width, self.gap) = (height, next, gap)
  }

  package var count: Int { widths.count }

  /// The items' own columns, without gaps.
  package var columns: Int { width - gap * (count + 1) }

  /// The same items with another height and other widths.
  package func mapped(height: Int, width: (Int) -> Int) -> StripLayout {
    StripLayout(height: height, widths: widths.map(width), gap: gap)
  }
}
