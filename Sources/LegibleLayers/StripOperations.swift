import LegibleKernels
import LegibleTensors

extension Strip {
  /// Columns in one piece of work on a strip.
  static let pieceColumns = 256

  /// Runs `body(row, first column, columns)` over the whole strip, gaps included, in fixed pieces.
  func forEachPiece(threads: Int, _ body: (_ piece: Int, _ row: Int, _ column: Int, _ count: Int) -> Void) {
    let perRow = piecesPerRow
    parallelFor(pieces: layout.height * perRow, threads: threads) { piece in
      let column = piece % perRow * Self.pieceColumns
      body(piece, piece / perRow, column, min(Self.pieceColumns, layout.width - column))
    }
  }

  var piecesPerRow: Int { (layout.width + Self.pieceColumns - 1) / Self.pieceColumns }

  /// `activation(shortcut + branch)` over a stretch of one row; this strip and the shortcut hold floats or bytes.
  func add(_ shortcut: Strip, _ branch: Strip, activation: Activation, row: Int, column: Int, count: Int) {
    var sum = LegibleResidual()
    sum.branch = UnsafePointer(branch.position(row: row, column: column))
    switch shortcut.format {
    case .floats: sum.shortcut = UnsafePointer(shortcut.position(row: row, column: column))
    case .bytes(let quantization):
      sum.shortcutBytes = UnsafePointer(shortcut.bytePosition(row: row, column: column))
      sum.shortcutStep = quantization.step
      sum.shortcutZero = Float(quantization.zeroPoint)
    }
    sum.shortcutStride = Int64(shortcut.channelStride)
    switch format {
    case .floats: sum.output = position(row: row, column: column)
    case .bytes(let quantization):
      sum.bytes = bytePosition(row: row, column: column)
      sum.inverseStep = 1 / quantization.step
      sum.zeroPoint = Float(quantization.zeroPoint)
      sum.largest = Float(quantization.largest)
    }
    sum.outputStride = Int64(channelStride)
    sum.relu = activation == .relu
    sum.positions = Int64(count)
    sum.channels = Int64(channels)
    legible_residual(&sum)
  }

  /// Turns the gradient of a rectified output into that of the sum before: zero where the output is not positive.
  func applyReLUGradient(output: Strip, threads: Int) {
    forEachPiece(threads: threads) { _, row, column, count in
      let gradient = position(row: row, column: column)
      legible_relu_gradient(
        gradient, output.position(row: row, column: column), gradient, Int64(count * channels))
    }
  }

  /// Adds each channel's sum over all positions.
  /// - Parameter sums: `[C]`.
  func addChannelSums(to sums: UnsafeMutablePointer<Float>, scratch: ChannelSums, threads: Int) {
    channelSums(into: scratch, threads: threads)
    for channel in 0..<channels { sums[channel] += Float(scratch.first[channel]) }
  }

  /// Each channel's sum and sum of squares over all positions.
  func channelSums(into sums: ChannelSums, threads: Int) {
    sums.add(over: self, threads: threads) { row, column, count, first, second in
      legible_channel_sums(
        position(row: row, column: column), Int64(count), Int64(channels), first, second)
    }
  }
}

/// Two sums for each channel of a strip, in memory that is used again.
final class ChannelSums {
  /// `[C]`, of the last strip.
  private(set) var first: [Double] = []
  private(set) var second: [Double] = []
  /// `[pieces, 2, C]`
  private let partial = FloatBuffer()

  /// Computes them piece by piece; the pieces are added in order, in double precision.
  func add(
    over strip: Strip, threads: Int,
    _ body: (
      _ row: Int, _ column: Int, _ count: Int, _ first: UnsafeMutablePointer<Float>,
      _ second: UnsafeMutablePointer<Float>
    ) -> Void
  ) {
    let channels = strip.channels
    let pieces = strip.layout.height * strip.piecesPerRow
    partial.reserve(pieces * 2 * channels)
    partial.zero(pieces * 2 * channels)
    let base = partial.base
    strip.forEachPiece(threads: threads) { piece, row, column, count in
      let sums = base + piece * 2 * channels
      body(row, column, count, sums, sums + channels)
    }
    first.removeAll(keepingCapacity: true)
    second.removeAll(keepingCapacity: true)
    first.append(contentsOf: repeatElement(0, count: channels))
    second.append(contentsOf: repeatElement(0, count: channels))
    for piece in 0..<pieces {
      for channel in 0..<channels {
        first[channel] += Double(base[piece * 2 * channels + channel])
        second[channel] += Double(base[(piece * 2 + 1) * channels + channel])
      }
    }
  }
}
