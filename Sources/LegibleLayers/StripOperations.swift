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

  /// Sets the gaps of all rows to zero.
  func zeroGaps() {
    for row in 0..<layout.height { zeroGaps(row: row) }
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
  func addChannelSums(to sums: UnsafeMutablePointer<Float>, scratch: FloatBuffer, threads: Int) {
    let total = channelSums(scratch: scratch, threads: threads)
    for channel in 0..<channels { sums[channel] += Float(total.sums[channel]) }
  }

  /// Each channel's sum and sum of squares over all positions, the pieces added in order in double precision.
  func channelSums(scratch: FloatBuffer, threads: Int) -> (sums: [Double], squares: [Double]) {
    pieceSums(scratch: scratch, threads: threads) { row, column, count, first, second in
      legible_channel_sums(
        position(row: row, column: column), Int64(count), Int64(channels), first, second)
    }
  }

  /// Two sums for each channel, computed piece by piece and added in the order of the pieces.
  func pieceSums(
    scratch: FloatBuffer, threads: Int,
    _ body: (
      _ row: Int, _ column: Int, _ count: Int, _ first: UnsafeMutablePointer<Float>,
      _ second: UnsafeMutablePointer<Float>
    ) -> Void
  ) -> (sums: [Double], squares: [Double]) {
    let pieces = layout.height * piecesPerRow
    scratch.reserve(pieces * 2 * channels)
    scratch.zero(pieces * 2 * channels)
    let partial = scratch.base
    forEachPiece(threads: threads) { piece, row, column, count in
      let first = partial + piece * 2 * channels
      body(row, column, count, first, first + channels)
    }
    var sums = [Double](repeating: 0, count: channels)
    var squares = sums
    for piece in 0..<pieces {
      for channel in 0..<channels {
        sums[channel] += Double(partial[piece * 2 * channels + channel])
        squares[channel] += Double(partial[(piece * 2 + 1) * channels + channel])
      }
    }
    return (sums, squares)
  }
}
