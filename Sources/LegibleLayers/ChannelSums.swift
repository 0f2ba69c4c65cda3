import LegibleTensors

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
