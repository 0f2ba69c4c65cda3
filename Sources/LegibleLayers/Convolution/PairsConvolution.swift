import LegibleKernels
import LegibleTensors

/// A convolution of bytes with a kernel of width 3 and `same` padding, by Winograd's F(2, 3) along the width:
/// two neighbouring columns, a pair, take four products instead of six; see `legible_quantized_pairs`.
///
/// Pairs start at the first column of every item, so that an item's bits do not depend on where it lies. The
/// input's bytes are at most 127; then the sums and differences that are multiplied fit bytes, and rounding
/// them costs nothing.
struct PairsConvolution: ReadingLayer {
  private let geometry: ConvolutionGeometry
  private let inputChannels, channels: Int
  /// Rows of the matrix: `(point * kh + i) * stride + c`.
  private let product: ByteProduct
  private let writes: Strip.Format
  /// `[kh, kh, 4, out]`: for the first and the last kernel row on the input, what makes the 128 that was
  /// added to the differences count as zero.
  private let initials: [Int32]

  /// Bytes of transformed input that are gone through with all weights before the next ones are: half of a
  /// second-level cache of a megabyte.
  private static let blockBytes = 512 << 10

  /// - Parameters:
  ///   - weights: `[out, in, kh, 3]`.
  ///   - bias: `[out]`.
  ///   - input: what the bytes of the input stand for; zero point 0, at most 127.
  init(
    _ spec: Convolution, weights: QuantizedWeights, bias: TensorValues<Float>, inputChannels: Int,
    input: Quantization, writes: Strip.Format
  ) {
    precondition(input.zeroPoint == 0 && input.largest <= 127, "sums of neighbours that do not fit bytes")
    let kernelHeight = spec.kernel.height
    geometry = spec.kernel.geometry
    channels = spec.outputChannels
    self.inputChannels = inputChannels
    self.writes = writes

    let points = weights.transformedForPairs(inputChannels: inputChannels, kernelHeight: kernelHeight)
    let channelStride = Strip.byteStride(inputChannels)
    let matrix = QuantizedMatrix(depth: 4 * kernelHeight * channelStride, columns: bias.count)
    let rowSize = inputChannels * kernelHeight
    points.integers.withUnsafeBufferPointer { integers in
      for point in 0..<4 {
        for row in 0..<kernelHeight {
          matrix.pack(
            integers.baseAddress! + point * rowSize * bias.count + row, depthStride: kernelHeight,
            columnStride: rowSize, first: (point * kernelHeight + row) * channelStride, count: inputChannels)
        }
      }
    }
    var initials = [Int32](repeating: 0, count: kernelHeight * kernelHeight * 4 * bias.count)
    for first in 0..<kernelHeight {
      for last in first..<kernelHeight {
        for point in 0..<4 {
          let rows = point * kernelHeight + first..<point * kernelHeight + last + 1
          let sums = matrix.columnSums(
            rows: rows.lowerBound * channelStride..<rows.upperBound * channelStride)
          let place = ((first * kernelHeight + last) * 4 + point) * bias.count
          for (output, sum) in sums.enumerated() { initials[place + output] = -128 * sum }
        }
      }
    }
    self.initials = initials
    product = ByteProduct(
      matrix, scales: TensorValues(points.scales), bias: bias, input: input, writes: writes,
      activation: spec.kernel.activation)
  }

  /// Blocks of pairs; for each its transform, then all panels of weights; for each all rows.
  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    precondition(
      input.channels == inputChannels, "weights for \(inputChannels) channels on a strip of \(input.channels)"
    )
    output.reshape(input.layout, channels: channels, format: writes)
    let pairBytes = 4 * input.layout.height * input.channelStride
    // Whole register tiles of 14 pairs.
    let most = max(1, Self.blockBytes / pairBytes / 14) * 14
    var next = PairBlock(input.layout, first: 0, most: most)
    while let block = next {
      let points = transform(block, of: input, workspace: workspace)
      multiply(block, points, of: input, into: output)
      next = PairBlock(input.layout, first: block.pairs.upperBound, most: most)
    }
    output.clearGaps()
  }

  /// - Returns: `[4, H, pairs, channelStride]`
  private func transform(_ block: PairBlock, of input: Strip, workspace: Workspace) -> UnsafePointer<UInt8> {
    let (layout, stride) = (input.layout, input.channelStride)
    let rowBytes = block.pairs.count * stride
    let pointBytes = layout.height * rowBytes
    let points = workspace.bytes(.input, count: 4 * pointBytes)
    block.forEachPart(layout) { part in
      for row in 0..<layout.height {
        var pairs = LegiblePairsInput(
          input: input.bytePosition(row: row, column: part.column - 1), columnStride: Int64(stride),
          columns: Int64(layout.width - (part.column - 1)), pairs: Int64(part.pairs), channels: Int64(stride),
          points: points + row * rowBytes + part.first * stride, pointStride: Int64(pointBytes))
        legible_pairs_input(&pairs)
      }
    }
    return UnsafePointer(points)
  }

  private func multiply(
    _ block: PairBlock, _ points: UnsafePointer<UInt8>, of input: Strip, into output: Strip
  ) {
    let (layout, stride, kernelHeight) = (input.layout, input.channelStride, geometry.kernelHeight)
    let rowBytes = block.pairs.count * stride
    product.withDescription { whole in
      initials.withUnsafeBufferPointer { initials in
        for panel in 0..<whole.panels {
          for row in 0..<layout.height {
            let rows = geometry.kernelRows(outputRow: row, inputHeight: layout.height)
            let initial =
              initials.baseAddress! + (rows.lowerBound * kernelHeight + rows.upperBound - 1) * 4 * channels
              + panel * LegiblePanel
            block.forEachPart(layout) { part in
              var product = whole
              product.input =
                points + (row + rows.lowerBound - geometry.paddingHeight) * rowBytes + part.first * stride
              product.segments = Int64(rows.count)
              product.segmentStride = Int64(rowBytes)
              product.inputStride = Int64(stride)
              product.depth = Int64(stride)
              product.weights = self.product.matrix.weights(fromRow: rows.lowerBound * stride)
              product.rows = Int64(part.pairs)
              product.write(to: output, row: row, column: part.column)
              var pairs = LegibleQuantizedPairs(
                product: product.panel(panel), pointStride: Int64(layout.height * rowBytes),
                weightsPointStride: Int64(kernelHeight * stride * LegiblePanel),
                initials: (initial, nil, initial + 2 * channels, initial + 3 * channels))
              legible_quantized_pairs(&pairs)
            }
          }
        }
      }
    }
  }
}

/// Pairs of neighbouring columns that are transformed and multiplied together, numbered from the first item's
/// on.
private struct PairBlock {
  let pairs: Range<Int>

  /// As many pairs from the first one on as fit, and no item cut that fits a block; nil behind the last pair.
  init?(_ layout: StripLayout, first: Int, most: Int) {
    var (start, end) = (0, first)
    for width in layout.widths {
      start += Self.pairs(width)
      if start > first + most { break }
      end = max(end, start)
    }
    if end == first { end = min(start, first + most) }
    guard end > first else { return nil }
    pairs = first..<end
  }

  /// Calls `body` for the block's stretch of each item: its first column, its pairs, and its first one's
  /// number in the block.
  func forEachPart(_ layout: StripLayout, _ body: ((column: Int, pairs: Int, first: Int)) -> Void) {
    var start = 0
    for item in 0..<layout.count where start < pairs.upperBound {
      let end = start + Self.pairs(layout.widths[item])
      let part = (start..<end).clamped(to: pairs)
      if !part.isEmpty {
        body(
          (
            layout.offsets[item] + 2 * (part.lowerBound - start), part.count,
            part.lowerBound - pairs.lowerBound
          ))
      }
      start = end
    }
  }

  private static func pairs(_ width: Int) -> Int { (width + 1) / 2 }
}

extension QuantizedWeights {
  /// Kernels of width 3 as F(2, 3) has them: `g0, (g0 + g1 + g2) / 2, (g0 - g1 + g2) / 2, -g2`. All four
  /// share an output's scale, so that their products can be added as integers; where a half sum exceeds a
  /// byte, the scale grows.
  /// - Returns: `[4, out, in, kh]`, and `[out]`.
  func transformedForPairs(inputChannels: Int, kernelHeight: Int) -> (integers: [Int8], scales: [Float]) {
    let rows = inputChannels * kernelHeight
    let size = scales.count * rows
    let integers = integers.base
    var scales = scales.array
    let points = [Int8](unsafeUninitializedCapacity: 4 * size) { points, count in
      let first = points.baseAddress!
      let (second, third, fourth) = (first + size, first + 2 * size, first + 3 * size)
      for output in scales.indices {
        let places = output * rows..<(output + 1) * rows
        func kernel(_ place: Int) -> (Int32, Int32, Int32) {
          (Int32(integers[3 * place]), Int32(integers[3 * place + 1]), Int32(integers[3 * place + 2]))
        }
        // Twice the points are integers.
        let largest = places.reduce(254 as Int32) { largest, place in
          let (g0, g1, g2) = kernel(place)
          return max(largest, abs(g0 + g2) + abs(g1), 2 * abs(g0), 2 * abs(g2))
        }
        scales[output] *= Float(largest) / 254
        let factor = 127 / Float(largest)
        for place in places {
          let (g0, g1, g2) = kernel(place)
          first[place] = nearest(2 * g0, factor)
          second[place] = nearest(g0 + g1 + g2, factor)
          third[place] = nearest(g0 - g1 + g2, factor)
          fourth[place] = nearest(-2 * g2, factor)
        }
      }
      count = 4 * size
    }
    return (points, scales)
  }
}

/// The product as the nearest integer, ties to even; it is at most 127 but for its own rounding.
private func nearest(_ value: Int32, _ factor: Float) -> Int8 {
  // Adding and subtracting 1.5 * 2^23 rounds without a call.
  Int8(truncatingIfNeeded: Int32((Float(value) * factor + 12_582_912) - 12_582_912))
}
