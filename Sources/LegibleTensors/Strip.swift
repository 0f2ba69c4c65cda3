/// A batch of feature maps of different widths as one array `[H, W, C]`, row-major, channels last, ragged along `W` as its
/// layout says. A strip of height 1 is a batch of sequences `[T, C]`: columns are time.
public final class Strip {
  public private(set) var layout: StripLayout
  /// Channels `C`.
  public private(set) var channels: Int
  private let buffer: FloatBuffer

  /// An empty strip, to be given its shape by `reshape`.
  public init() {
    layout = StripLayout(height: 1, widths: [])
    channels = 0
    buffer = FloatBuffer()
  }

  public convenience init(layout: StripLayout, channels: Int) {
    self.init()
    reshape(layout, channels: channels)
    buffer.zero(count)
  }

  /// Gives the strip a shape, keeping its memory where it is large enough. The contents are undefined.
  public func reshape(_ layout: StripLayout, channels: Int) {
    reshape(layout, height: layout.height, channels: channels) { $0 }
  }

  /// Gives the strip the shape of another's items with another height and other widths.
  /// - Parameter width: from an item's columns in `layout` to its columns here.
  public func reshape(_ layout: StripLayout, height: Int, channels: Int, width: (Int) -> Int) {
    reshape(height: height, count: layout.count, gap: layout.gap, channels: channels) {
      width(layout.widths[$0])
    }
  }

  /// Gives the strip the shape of `count` items.
  /// - Parameter width: columns of an item, by its number.
  public func reshape(height: Int, count: Int, gap: Int, channels: Int, width: (_ item: Int) -> Int) {
    precondition(channels >= 1, "a strip of \(channels) channels")
    // Element by element into its own arrays: shared ones would be copied to new memory at the next change.
    layout.arrange(height: height, count: count, gap: gap, width: width)
    self.channels = channels
    buffer.reserve(self.count)
  }

  /// All floats: `H * W * C`.
  public var count: Int { layout.height * rowStride }

  /// Floats from one row to the next: `W * C`.
  public var rowStride: Int { layout.width * channels }

  /// `[H, W, C]`.
  public var base: UnsafeMutablePointer<Float> { buffer.base }

  /// Channels of one position, `column` counted in the strip.
  public func position(row: Int, column: Int) -> UnsafeMutablePointer<Float> {
    buffer.base + row * rowStride + column * channels
  }

  /// Channels of the first column of one item.
  public func item(_ index: Int, row: Int = 0) -> UnsafeMutablePointer<Float> {
    position(row: row, column: layout.offsets[index])
  }

  /// Sets everything to zero.
  public func zero() { buffer.zero(count) }

  /// Sets the gap columns of one row to zero, restoring the strip's invariant after an operation that ran over them.
  public func zeroGaps(row: Int) {
    var column = 0
    for index in 0..<layout.count {
      position(row: row, column: column).update(
        repeating: 0, count: (layout.offsets[index] - column) * channels)
      column = layout.offsets[index] + layout.widths[index]
    }
    position(row: row, column: column).update(repeating: 0, count: (layout.width - column) * channels)
  }
}
