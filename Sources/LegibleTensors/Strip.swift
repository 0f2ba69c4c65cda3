import LegibleKernels

/// A batch of feature maps of different widths as one array `[H, W, C]`, row-major, channels last, ragged
/// along `W` as its layout says. A strip of height 1 is a batch of sequences `[T, C]`: columns are time.
///
/// Its elements are floats, or bytes that stand for numbers. The channels of a position of bytes are followed
/// by up to three more bytes, so that kernels can read whole groups of four; what they hold does not matter,
/// because the weights that meet them are zeros.
package final class Strip {
  /// What the elements are.
  package enum Format: Hashable, Sendable {
    case floats
    /// Unsigned bytes, and the numbers that they stand for. Gaps hold the byte of zero.
    case bytes(Quantization)
  }

  package private(set) var layout: StripLayout
  /// Channels `C`.
  package private(set) var channels: Int
  /// Elements from one position to the next: `C`; in a strip of bytes the next multiple of four.
  package private(set) var channelStride: Int
  package private(set) var format: Format
  private var memory: AlignedMemory

  /// An empty strip, to be given its shape by `reshape`.
  package init() {
    layout = StripLayout(height: 1, widths: [])
    channels = 0
    channelStride = 0
    format = .floats
    memory = AlignedMemory(bytes: 0)
  }

  /// A strip of zeros.
  package convenience init(layout: StripLayout, channels: Int) {
    self.init()
    reshape(layout, channels: channels)
    zero()
  }

  deinit { memory.release() }

  // MARK: Shape

  /// Gives the strip a shape, keeping its memory where it is large enough. The contents are undefined, unless it is the shape
  /// that the strip has: then they stay.
  package func reshape(_ layout: StripLayout, channels: Int, format: Format = .floats) {
    reshape(layout, height: layout.height, channels: channels, format: format) { $0 }
  }

  /// Gives the strip the shape of another's items with another height and other widths.
  /// - Parameter width: from an item's columns in `layout` to its columns here.
  package func reshape(
    _ layout: StripLayout, height: Int, channels: Int, format: Format = .floats, width: (Int) -> Int
  ) {
    reshape(height: height, count: layout.count, gap: layout.gap, channels: channels, format: format) {
      width(layout.widths[$0])
    }
  }

  /// Gives the strip the shape of `count` items.
  /// - Parameter width: columns of an item, by its number.
  package func reshape(
    height: Int, count: Int, gap: Int, channels: Int, format: Format = .floats, width: (_ item: Int) -> Int
  ) {
    precondition(channels >= 1, "a strip of \(channels) channels")
    // Element by element into its own arrays: shared ones would be copied to new memory at the next change.
    layout.arrange(height: height, count: count, gap: gap, width: width)
    self.channels = channels
    self.format = format
    channelStride = format == .floats ? channels : Self.byteStride(channels)
    memory.reserve(self.count * elementSize)
  }

  /// Bytes from one position to the next in a strip of bytes.
  package static func byteStride(_ channels: Int) -> Int { (channels + 3) / 4 * 4 }

  /// All elements: `H * W * channelStride`.
  package var count: Int { layout.height * rowStride }

  /// Elements from one row to the next.
  package var rowStride: Int { layout.width * channelStride }

  private var elementSize: Int { format == .floats ? MemoryLayout<Float>.size : 1 }

  // MARK: Elements

  /// The floats, `[H, W, C]`, 64-byte aligned.
  package var base: UnsafeMutablePointer<Float> { memory.base.assumingMemoryBound(to: Float.self) }

  /// The bytes, `[H, W, channelStride]`, 64-byte aligned.
  package var bytes: UnsafeMutablePointer<UInt8> { memory.base.assumingMemoryBound(to: UInt8.self) }

  /// Channels of one position, `column` counted in the strip.
  package func position(row: Int, column: Int) -> UnsafeMutablePointer<Float> {
    base + row * rowStride + column * channelStride
  }

  /// Channels of one position as bytes.
  package func bytePosition(row: Int, column: Int) -> UnsafeMutablePointer<UInt8> {
    bytes + row * rowStride + column * channelStride
  }

  /// Channels of the first column of one item.
  package func item(_ index: Int, row: Int = 0) -> UnsafeMutablePointer<Float> {
    position(row: row, column: layout.offsets[index])
  }

  /// Channels of the first column of one item, as bytes.
  package func byteItem(_ index: Int, row: Int = 0) -> UnsafeMutablePointer<UInt8> {
    bytePosition(row: row, column: layout.offsets[index])
  }

  /// Sets all floats to zero.
  package func zero() {
    precondition(format == .floats, "zeroing a strip of bytes")
    base.update(repeating: 0, count: count)
  }

  // MARK: Gaps

  /// Sets the gap columns back to zero, after an operation that ran over them.
  package func clearGaps() {
    for row in 0..<layout.height { clearGaps(row: row) }
  }

  /// Sets the gap columns of one row back to zero.
  package func clearGaps(row: Int) {
    var column = 0
    for index in 0..<layout.count {
      clear(row: row, from: column, to: layout.offsets[index])
      column = layout.offsets[index] + layout.widths[index]
    }
    clear(row: row, from: column, to: layout.width)
  }

  private func clear(row: Int, from start: Int, to end: Int) {
    let count = (end - start) * channelStride
    switch format {
    case .floats: position(row: row, column: start).update(repeating: 0, count: count)
    case .bytes(let quantization):
      bytePosition(row: row, column: start).update(repeating: quantization.zeroPoint, count: count)
    }
  }

  /// Takes the shape of a strip of floats, and these as bytes. A gap's zero becomes the zero point.
  package func quantize(_ strip: Strip, as quantization: Quantization) {
    precondition(strip.format == .floats, "quantising bytes")
    reshape(strip.layout, channels: strip.channels, format: .bytes(quantization))
    legible_quantize(
      strip.base, 1 / quantization.scale, Float(quantization.zeroPoint), Float(quantization.largest), bytes,
      Int64(channelStride), Int64(strip.layout.height * strip.layout.width), Int64(strip.channels))
  }
}
