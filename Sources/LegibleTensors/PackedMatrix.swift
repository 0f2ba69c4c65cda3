import LegibleKernels

/// The right-hand side of a matrix product, in the order in which the kernels read it.
package final class PackedMatrix: @unchecked Sendable {
  // Unchecked: packing is done by one owner, before the matrix is shared.

  /// Inner size of the product.
  package let depth: Int
  /// Columns of the product.
  package let columns: Int
  private let storage: FloatBuffer

  package init(depth: Int, columns: Int) {
    self.depth = depth
    self.columns = columns
    storage = FloatBuffer(count: Int(legible_packed_size(Int64(depth), Int64(columns))))
  }

  /// Packs `slice.count` rows of the matrix; element (k, n) is at `source[k * depthStride + n * columnStride]`, k counted
  /// from the slice's start.
  package func pack(
    _ source: UnsafePointer<Float>, depthStride: Int, columnStride: Int, slice: Range<Int>? = nil
  ) {
    let slice = slice ?? 0..<depth
    precondition(slice.lowerBound >= 0 && slice.upperBound <= depth, "rows \(slice) of \(depth)")
    legible_pack(
      source, Int64(depthStride), Int64(columnStride), Int64(slice.count), Int64(columns),
      storage.base + slice.lowerBound * LegiblePanel, Int64(depth))
  }

  /// The product's description with this matrix on its right: one segment, all of the depth, no bias.
  /// - Parameters:
  ///   - input: `[rows, depth]` at `inputStride` floats a row.
  ///   - output: `[rows, columns]` at `outputStride` floats a row.
  package func product(
    _ input: UnsafePointer<Float>, inputStride: Int, output: UnsafeMutablePointer<Float>, outputStride: Int,
    rows: Int
  ) -> LegibleProduct {
    LegibleProduct(
      input: input, segments: 1, segmentStride: 0, inputStride: Int64(inputStride), depth: Int64(depth),
      weights: UnsafePointer(storage.base), packedDepth: Int64(depth), bias: nil, output: output,
      outputStride: Int64(outputStride), rows: Int64(rows), columns: Int64(columns), accumulate: false,
      relu: false)
  }

  /// The packed weights from one row of the matrix on.
  package func weights(fromRow row: Int) -> UnsafePointer<Float> {
    UnsafePointer(storage.base + row * LegiblePanel)
  }
}

extension LegibleProduct {
  /// Rows of one piece of work: whole register tiles, and few enough that a batch makes pieces for every thread.
  package static let pieceRows = 240

  /// Runs the product in pieces of its rows, on at most `threads` threads. The result does not depend on their number.
  package func run(threads: Int) {
    let pieces = (Int(rows) + Self.pieceRows - 1) / Self.pieceRows
    parallelFor(pieces: pieces, threads: threads) { piece in
      var part = self
      let first = piece * Self.pieceRows
      part.input += first * Int(inputStride)
      part.output += first * Int(outputStride)
      part.rows = Int64(min(Self.pieceRows, Int(rows) - first))
      legible_product(&part)
    }
  }
}

extension LegibleProduct {
  /// Runs the product a few panels of the weights at a time, from the last ones to the first every other time. Weights that
  /// fill the second-level cache would push themselves out of it if each pass began anew at their start; this way a
  /// pass finds what the one before read last. The result is that of a plain run.
  package func runToAndFro(backwards: Bool) {
    let slice = 4 * LegiblePanel
    let slices = (Int(columns) + slice - 1) / slice
    for number in 0..<slices {
      let first = (backwards ? slices - 1 - number : number) * slice
      var part = self
      part.weights += first * Int(packedDepth)
      part.bias = bias.map { $0 + first }
      part.output += first
      part.columns = Int64(min(slice, Int(columns) - first))
      legible_product(&part)
    }
  }
}

extension LegibleOuterProduct {
  /// Rows of the result in one piece of work: whole register tiles of every instruction set.
  package static let pieceRows = 96

  /// Runs the product in pieces of the result's rows, on at most `threads` threads. The result does not depend on
  /// their number.
  package func run(threads: Int) {
    let pieces = (Int(rows) + Self.pieceRows - 1) / Self.pieceRows
    parallelFor(pieces: pieces, threads: threads) { piece in
      var part = self
      let first = piece * Self.pieceRows
      part.left += first
      part.output += first * Int(outputStride)
      part.rows = Int64(min(Self.pieceRows, Int(rows) - first))
      legible_outer_product(&part)
    }
  }
}
