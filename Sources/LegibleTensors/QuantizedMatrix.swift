import LegibleKernels

/// The right-hand side of a product of bytes, in the order in which the kernels read it: see `PackedMatrix`.
package final class QuantizedMatrix: @unchecked Sendable {
  // Unchecked: packing is done by one owner, before the matrix is shared.

  /// Inner size of the product, a multiple of four.
  package let depth: Int
  /// Columns of the product.
  package let columns: Int
  private let storage: ByteBuffer

  package init(depth: Int, columns: Int) {
    precondition(depth % 4 == 0, "a product of bytes over a depth of \(depth)")
    self.depth = depth
    self.columns = columns
    storage = ByteBuffer(count: Int(legible_quantized_packed_size(Int64(depth), Int64(columns))))
  }

  /// Packs `count` rows of the matrix from row `first` on, a multiple of four; element (k, n) is at
  /// `source[k * depthStride + n * columnStride]`, k counted from `first`. Rows up to the next multiple of four become zeros.
  package func pack(
    _ source: UnsafePointer<Int8>, depthStride: Int, columnStride: Int, first: Int = 0, count: Int
  ) {
    precondition(
      first >= 0 && first % 4 == 0 && first + count <= depth, "\(count) rows of \(depth) at \(first)")
    storage.base.withMemoryRebound(to: Int8.self, capacity: storage.capacity) { packed in
      legible_quantized_pack(
        source, Int64(depthStride), Int64(columnStride), Int64(count), Int64(columns),
        packed + first * LegiblePanel, Int64(depth))
    }
  }

  /// For each column the sum of its weights in some rows, whose bounds are multiples of four.
  package func columnSums(rows: Range<Int>) -> [Int32] {
    precondition(rows.lowerBound % 4 == 0 && rows.upperBound % 4 == 0, "rows \(rows) are no whole groups")
    let width = (columns + LegiblePanel - 1) / LegiblePanel * LegiblePanel
    var sums = [Int32](repeating: 0, count: width)
    for panel in 0..<width / LegiblePanel {
      var group = weights(panel: panel, fromRow: rows.lowerBound)
      sums.withUnsafeMutableBufferPointer { sums in
        let sums = sums.baseAddress! + panel * LegiblePanel
        for _ in 0..<rows.count / 4 {
          for column in 0..<LegiblePanel {
            let four = group + 4 * column
            sums[column] &+= Int32(four[0]) + Int32(four[1]) + Int32(four[2]) + Int32(four[3])
          }
          group += 4 * LegiblePanel
        }
      }
    }
    return Array(sums.prefix(columns))
  }

  /// What the sums start from, so that an input's zero point counts as zero.
  package func initialSums(zeroPoint: UInt8) -> [Int32] {
    columnSums(rows: 0..<depth).map { -Int32(zeroPoint) * $0 }
  }

  /// The packed weights of one panel of 32 columns from one row of the matrix on.
  package func weights(panel: Int = 0, fromRow row: Int = 0) -> UnsafePointer<Int8> {
    UnsafeRawPointer(storage.base + (panel * depth + row) * LegiblePanel).assumingMemoryBound(to: Int8.self)
  }

  /// The product's description with this matrix on its right: one segment, all of the depth, without input and output.
  /// - Parameters:
  ///   - scale, bias: `[columns]`; see `LegibleQuantizedProduct`.
  ///   - initial: `[columns]` or nil.
  package func product(
    scale: UnsafePointer<Float>, bias: UnsafePointer<Float>?, initial: UnsafePointer<Int32>? = nil
  ) -> LegibleQuantizedProduct {
    var product = LegibleQuantizedProduct()
    product.segments = 1
    product.depth = Int64(depth)
    product.packedDepth = Int64(depth)
    product.weights = weights()
    product.columns = Int64(columns)
    product.largest = 255
    product.scale = scale
    product.bias = bias
    product.initial = initial
    return product
  }
}
