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

  /// Turns the gradient of an activation's output into that of the sum before: for a ReLU, zero where the
  /// output is not positive.
  func applyGradient(of activation: Activation, output: Strip, threads: Int) {
    guard activation == .relu else { return }
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
