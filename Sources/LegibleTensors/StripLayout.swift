/// Where the items of a strip lie: side by side along the width, with gap columns before, between and after them.
///
///     gap | item 0 | gap | item 1 | gap | ... | gap
///
/// Gap columns hold zeros at all times, in values and in gradients. A kernel that reaches over an item's edge by no more
/// than the gap therefore reads zero padding, never a neighbour.
public struct StripLayout: Equatable, Sendable {
  /// Rows `H`, the same for all items.
  public let height: Int
  /// Columns of each item.
  public let widths: [Int]
  /// First column of each item in the strip.
  public let offsets: [Int]
  /// All columns `W`, gaps included.
  public let width: Int
  /// Columns of a gap.
  public let gap: Int

  /// - Parameters:
  ///   - height: rows, at least 1.
  ///   - widths: columns of each item, each at least 0.
  ///   - gap: columns between neighbours, at least 1.
  public init(height: Int, widths: [Int], gap: Int = 1) {
    precondition(height >= 1 && gap >= 1, "a strip of \(height) rows with gaps of \(gap)")
    var offsets: [Int] = []
    offsets.reserveCapacity(widths.count)
    var next = gap
    for width in widths {
      precondition(width >= 0, "an item of \(width) columns")
      offsets.append(next)
      next += width + gap
    }
    self.height = height
    self.widths = widths
    self.offsets = offsets
    self.width = next
    self.gap = gap
  }

  public var count: Int { widths.count }

  /// The items' own columns, without gaps.
  public var columns: Int { width - gap * (count + 1) }

  /// The same items with another height and other widths.
  public func mapped(height: Int, width: (Int) -> Int) -> StripLayout {
    StripLayout(height: height, widths: widths.map(width), gap: gap)
  }
}
