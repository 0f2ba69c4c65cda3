import LegibleKernels

/// A batch of feature maps as bytes: a `Strip` of one quarter the size. Gaps hold the zero point.
///
/// The channels of a position are followed by up to three more bytes, so that kernels can read whole groups of four.
/// What they hold does not matter: the weights that meet them are zeros.
public final class QuantizedStrip {
  public private(set) var layout: StripLayout
  /// Channels `C`.
  public private(set) var channels: Int
  /// Bytes from one position to the next: `C` rounded up to a multiple of four.
  public private(set) var channelStride: Int
  /// What a byte stands for.
  public private(set) var quantization: Quantization
  private let buffer = ByteBuffer()

  /// An empty strip, to be given its shape by `reshape`.
  public init() {
    layout = StripLayout(height: 1, widths: [])
    channels = 0
    channelStride = 0
    quantization = Quantization(step: 1, zeroPoint: 0)
  }

  /// Gives the strip a shape, keeping its memory where it is large enough. The contents are undefined.
  public func reshape(_ layout: StripLayout, channels: Int, quantization: Quantization) {
    reshape(layout, height: layout.height, channels: channels, quantization: quantization) { $0 }
  }

  /// Gives the strip the shape of another's items with another height and other widths.
  /// - Parameter width: from an item's columns in `layout` to its columns here.
  public func reshape(
    _ layout: StripLayout, height: Int, channels: Int, quantization: Quantization, width: (Int) -> Int
  ) {
    precondition(channels >= 1, "a strip of \(channels) channels")
    self.layout.arrange(height: height, count: layout.count, gap: layout.gap) { width(layout.widths[$0]) }
    self.channels = channels
    self.quantization = quantization
    channelStride = (channels + 3) / 4 * 4
    buffer.reserve(count)
  }

  /// Takes the shape of a strip of floats, and these as bytes. A gap's zero becomes the zero point.
  public func fill(from strip: Strip, quantization: Quantization) {
    reshape(strip.layout, channels: strip.channels, quantization: quantization)
    legible_quantize(
      strip.base, 1 / quantization.step, Float(quantization.zeroPoint), Float(quantization.largest), base,
      Int64(channelStride), Int64(strip.layout.height * strip.layout.width), Int64(strip.channels))
  }

  /// All bytes.
  public var count: Int { layout.height * rowStride }

  /// Bytes from one row to the next.
  public var rowStride: Int { layout.width * channelStride }

  public var base: UnsafeMutablePointer<UInt8> { buffer.base }

  /// Channels of one position, `column` counted in the strip.
  public func position(row: Int, column: Int) -> UnsafeMutablePointer<UInt8> {
    buffer.base + row * rowStride + column * channelStride
  }

  /// Channels of the first column of one item.
  public func item(_ index: Int, row: Int = 0) -> UnsafeMutablePointer<UInt8> {
    position(row: row, column: layout.offsets[index])
  }

  /// Sets the gap columns to the zero point.
  public func clearGaps() {
    for row in 0..<layout.height { clearGaps(row: row) }
  }

  /// Sets the gap columns of one row to the zero point.
  public func clearGaps(row: Int) {
    let zero = quantization.zeroPoint
    var column = 0
    for index in 0..<layout.count {
      position(row: row, column: column).update(
        repeating: zero, count: (layout.offsets[index] - column) * channelStride)
      column = layout.offsets[index] + layout.widths[index]
    }
    position(row: row, column: column).update(
      repeating: zero, count: (layout.width - column) * channelStride)
  }
}
