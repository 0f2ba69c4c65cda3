import LegibleKernels

/// The weights of a 3x3 convolution, transformed for Winograd's 36 products (`LegibleKernels.h`).
package final class WinogradWeights: @unchecked Sendable {
  // Unchecked: transforming is done by one owner, before the weights are shared.

  /// Input channels.
  package let depth: Int
  /// Output channels.
  package let columns: Int
  private let elementStride: Int
  private let storage: FloatBuffer

  package init(depth: Int, columns: Int) {
    self.depth = depth
    self.columns = columns
    elementStride = Int(legible_packed_size(Int64(depth), Int64(columns)))
    storage = FloatBuffer(count: Int(LegibleWinogradElements) * elementStride)
  }

  /// Transforms weights; tap `t` of input channel k and output channel n is
  /// `taps[k * depthStride + n * columnStride + t]`, or `8 - t` for the kernel turned by 180 degrees.
  package func transform(
    _ taps: UnsafePointer<Float>, depthStride: Int, columnStride: Int, flipped: Bool = false, threads: Int
  ) {
    let panel = Int(LegiblePanel)
    parallelFor(pieces: (columns + panel - 1) / panel, threads: threads) { piece in
      let first = piece * panel
      var part = LegibleWinogradWeights(
        weights: taps + first * columnStride, depthStride: Int64(depthStride),
        columnStride: Int64(columnStride), flipped: flipped, depth: Int64(depth),
        columns: Int64(min(panel, columns - first)), elements: storage.base + first * depth,
        elementStride: Int64(elementStride))
      legible_winograd_weights(&part)
    }
  }

  /// The product of one element: all tiles of the input's by the weights'.
  /// - Parameters:
  ///   - input: `[tiles, depth]`.
  ///   - output: `[tiles, columns]`.
  package func product(
    element: Int, _ input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, tiles: Int
  ) -> LegibleProduct {
    LegibleProduct(
      input: input, segments: 1, segmentStride: 0, inputStride: Int64(depth), depth: Int64(depth),
      weights: UnsafePointer(storage.base + element * elementStride), packedDepth: Int64(depth), bias: nil,
      output: output, outputStride: Int64(columns), rows: Int64(tiles), columns: Int64(columns),
      accumulate: false, relu: false)
  }
}
