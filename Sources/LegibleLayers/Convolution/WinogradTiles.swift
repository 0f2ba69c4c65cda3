import LegibleKernels
import LegibleTensors

/// The 4x4 output tiles of a strip under Winograd's convolution: rows of tiles from top to bottom, in each
/// the items from left to right, in each item its tiles from its first column on.
struct WinogradTiles {
  static let side = Int(LegibleWinogradTile)
  static let elements = Int(LegibleWinogradElements)

  /// Neighbouring tiles of one item.
  struct Run {
    let item: Int
    /// Row of tiles, and the first tile's number in the item.
    let row, tile: Int
    /// The first tile's number among those asked for, and how many there are.
    let start, count: Int
  }

  let layout: StripLayout
  private let perRow: Int

  /// - Parameter layout: of the convolution's output, whose height and widths are those of its input.
  init(_ layout: StripLayout) {
    self.layout = layout
    perRow = layout.widths.reduce(0) { $0 + Self.tiles($1) }
  }

  var count: Int { perRow * Self.tiles(layout.height) }

  /// Floats between the elements of `tiles` tiles. A line more than they need: at a multiple of 4096 bytes
  /// all 36 stores of a transform would meet in one set of the first-level cache.
  static func elementStride(tiles: Int, channels: Int) -> Int { tiles * channels + 16 }

  /// Calls `body` for the runs of neighbouring tiles that make up a range.
  func forEachRun(_ tiles: Range<Int>, _ body: (Run) -> Void) {
    guard !tiles.isEmpty else { return }
    var next = tiles.lowerBound
    var item = 0
    var firstOfItem = next / perRow * perRow
    while next < tiles.upperBound {
      let width = Self.tiles(layout.widths[item])
      if next < firstOfItem + width {
        let count = min(firstOfItem + width, tiles.upperBound) - next
        body(
          Run(
            item: item, row: next / perRow, tile: next - firstOfItem, start: next - tiles.lowerBound,
            count: count))
        next += count
      }
      firstOfItem += width
      item = item + 1 == layout.count ? 0 : item + 1
    }
  }

  /// Transforms the patches under a range of tiles.
  /// - Parameter elements: `[36, tiles, C]`, `elementStride` floats apart.
  func transformInput(
    _ input: Strip, _ tiles: Range<Int>, into elements: UnsafeMutablePointer<Float>, elementStride: Int
  ) {
    forEachRun(tiles) { run in
      let (row, column) = (run.row * Self.side, run.tile * Self.side)
      var part = LegibleWinogradInput(
        input: input.base + (row - 1) * input.rowStride + (layout.offsets[run.item] + column - 1)
          * input.channels,
        rowStride: Int64(input.rowStride), channels: Int64(input.channels), firstRow: row == 0 ? 1 : 0,
        endRow: Int64(min(Self.side + 2, layout.height - row + 1)),
        columns: Int64(layout.widths[run.item] - column + 1), tiles: Int64(run.count),
        elements: elements + run.start * input.channels, elementStride: Int64(elementStride))
      legible_winograd_input(&part)
    }
  }

  /// Transforms the gradients of a range of tiles.
  /// - Parameter elements: `[36, tiles, D]`, `elementStride` floats apart.
  func transformOutputGradient(
    _ gradient: Strip, _ tiles: Range<Int>, into elements: UnsafeMutablePointer<Float>, elementStride: Int
  ) {
    forEachRun(tiles) { run in
      let (row, column) = (run.row * Self.side, run.tile * Self.side)
      var part = LegibleWinogradInput(
        input: gradient.position(row: row, column: layout.offsets[run.item] + column),
        rowStride: Int64(gradient.rowStride), channels: Int64(gradient.channels), firstRow: 0,
        endRow: Int64(min(Self.side, layout.height - row)),
        columns: Int64(layout.widths[run.item] - column), tiles: Int64(run.count),
        elements: elements + run.start * gradient.channels, elementStride: Int64(elementStride))
      legible_winograd_output_gradient(&part)
    }
  }

  /// Transforms a range of tiles back: `activation(sum + bias)`, pooled.
  /// - Parameter elements: `[36, tiles, D]`, `elementStride` floats apart.
  func transformOutput(
    _ elements: UnsafePointer<Float>, elementStride: Int, _ tiles: Range<Int>, bias: UnsafePointer<Float>?,
    activation: Activation, pooling: FusedPooling, into output: Strip
  ) {
    let channels = output.channels
    forEachRun(tiles) { run in
      let (row, column) = (run.row * Self.side, run.tile * Self.side)
      var part = LegibleWinogradOutput(
        elements: elements + run.start * channels, elementStride: Int64(elementStride), bias: bias,
        relu: activation == .relu, poolHeight: Int64(pooling.height), poolWidth: Int64(pooling.width),
        output: output.position(
          row: row / pooling.height, column: output.layout.offsets[run.item] + column / pooling.width),
        rowStride: Int64(output.rowStride), channels: Int64(channels),
        rows: Int64(min(Self.side, layout.height - row)),
        columns: Int64(layout.widths[run.item] - column), tiles: Int64(run.count))
      legible_winograd_output(&part)
    }
  }

  private static func tiles(_ size: Int) -> Int { (size + side - 1) / side }
}
