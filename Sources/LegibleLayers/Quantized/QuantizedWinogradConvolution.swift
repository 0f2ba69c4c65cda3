import LegibleKernels
import LegibleTensors

/// A convolution of bytes with a kernel of width 3 and `same` padding, by Winograd's F(2, 3) along the width: two
/// neighbouring columns take four products instead of six; see `legible_quantized_pairs`.
///
/// Pairs start at the first column of every item, so that an item's bits do not depend on where it lies. The input's bytes
/// are at most 127; then the sums and differences that are multiplied fit bytes, and rounding them costs nothing.
public struct QuantizedWinogradConvolution: QuantizedProductLayer {
  public let output: Quantization?
  private let geometry: ConvolutionGeometry
  private let inputChannels: Int
  private let channels: Int
  /// Rows `(point * kh + i) * stride + c`.
  private let weights: QuantizedMatrix
  private let store: QuantizedStore
  private let activation: Activation
  /// `[kh, kh, 4, out]`: for the first and the last kernel row on the input, what makes the 128 that was added to the
  /// differences count as zero.
  private let initials: [Int32]

  /// Bytes of transformed input that are gone through with all weights before the next ones are: half of a second-level
  /// cache of a megabyte.
  private static let blockBytes = 512 << 10

  /// - Parameters:
  ///   - weights: `[out, in, kh, 3]`.
  ///   - bias: `[out]`.
  ///   - input: what the bytes of the input stand for; zero point 0, at most 127.
  ///   - output: what those of the output do, zero point 0 after a ReLU; nil for floats.
  public init(
    weights: QuantizedWeights, bias: [Float], inputChannels: Int, kernelHeight: Int, activation: Activation,
    input: Quantization, output: Quantization?
  ) {
    precondition(input.zeroPoint == 0 && input.largest <= 127, "sums of neighbours that do not fit bytes")
    precondition(activation == .linear || (output?.zeroPoint ?? 0) == 0, "a ReLU cuts at byte 0")
    precondition(kernelHeight % 2 == 1, "same padding needs an odd kernel, not \(kernelHeight)x3")
    self.inputChannels = inputChannels
    self.output = output
    self.activation = activation
    channels = bias.count
    geometry = ConvolutionGeometry(
      kernelHeight: kernelHeight, kernelWidth: 3, paddingHeight: kernelHeight / 2, paddingWidth: 1)

    let points = weights.transformedForPairs(inputChannels: inputChannels, kernelHeight: kernelHeight)
    let channelStride = (inputChannels + 3) / 4 * 4
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
    self.weights = matrix
    self.initials = initials
    store = QuantizedStore(matrix, scales: points.scales, bias: bias, input: input, output: output)
  }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (input, self.channels)
  }

  public func forward(_ input: QuantizedStrip, into output: QuantizedStrip, workspace: Workspace) {
    output.reshape(input.layout, channels: channels, quantization: self.output!)
    convolve(input, workspace) { product, row, column in
      product.bytes = output.position(row: row, column: column)
      product.outputStride = Int64(output.channelStride)
    }
    output.clearGaps()
  }

  public func forward(_ input: QuantizedStrip, into output: Strip, workspace: Workspace) {
    output.reshape(input.layout, channels: channels)
    convolve(input, workspace) { product, row, column in
      product.output = output.position(row: row, column: column)
      product.outputStride = Int64(output.channels)
      product.relu = activation == .relu
    }
    output.zeroGaps()
  }

  /// Blocks of pairs; for each its transform, then all panels of weights; for each all rows.
  private func convolve(
    _ input: QuantizedStrip, _ workspace: Workspace,
    target: (inout LegibleQuantizedProduct, _ row: Int, _ column: Int) -> Void
  ) {
    precondition(
      input.channels == inputChannels, "weights for \(inputChannels) channels on a strip of \(input.channels)"
    )
    let pairBytes = 4 * input.layout.height * input.channelStride
    // Whole register tiles of 14 pairs.
    let most = max(1, Self.blockBytes / pairBytes / 14) * 14
    var next = PairBlock(input.layout, first: 0, most: most)
    while let block = next {
      multiply(block, input, workspace, target: target)
      next = PairBlock(input.layout, first: block.pairs.upperBound, most: most)
    }
  }

  private func multiply(
    _ block: PairBlock, _ input: QuantizedStrip, _ workspace: Workspace,
    target: (inout LegibleQuantizedProduct, _ row: Int, _ column: Int) -> Void
  ) {
    let stride = input.channelStride
    let layout = input.layout
    let rowBytes = block.pairs.count * stride
    let pointBytes = layout.height * rowBytes
    let transformed = workspace.bytes(0, count: 4 * pointBytes)
    block.forEachPart(layout) { part in
      for row in 0..<layout.height {
        var pairs = LegiblePairsInput(
          input: input.position(row: row, column: part.column - 1), columnStride: Int64(stride),
          columns: Int64(layout.width - (part.column - 1)), pairs: Int64(part.pairs), channels: Int64(stride),
          points: transformed + row * rowBytes + part.first * stride, pointStride: Int64(pointBytes))
        legible_pairs_input(&pairs)
      }
    }
    let kernelHeight = geometry.kernelHeight
    store.withProduct(weights) { whole in
      initials.withUnsafeBufferPointer { initials in
        for number in 0..<whole.panels {
          for row in 0..<layout.height {
            let rows = geometry.kernelRows(outputRow: row, inputHeight: layout.height)
            let initial =
              initials.baseAddress! + (rows.lowerBound * kernelHeight + rows.upperBound - 1) * 4 * channels
              + number * LegiblePanel
            block.forEachPart(layout) { part in
              var product = whole
              product.input = UnsafePointer(
                transformed + (row + rows.lowerBound - geometry.paddingHeight) * rowBytes + part.first
                  * stride)
              product.segments = Int64(rows.count)
              product.segmentStride = Int64(rowBytes)
              product.inputStride = Int64(stride)
              product.depth = Int64(stride)
              product.weights = weights.weights(fromRow: rows.lowerBound * stride)
              product.rows = Int64(part.pairs)
              target(&product, row, part.column)
              var pairs = LegibleQuantizedPairs(
                product: product.panel(number), pointStride: Int64(pointBytes),
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

/// Pairs of neighbouring columns that are transformed and multiplied together, numbered from the first item's on.
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

  /// Calls `body` for the block's stretch of each item: its first column, its pairs, and its first one's number in the block.
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
  /// Kernels of width 3 as F(2, 3) has them: `g0, (g0 + g1 + g2) / 2, (g0 - g1 + g2) / 2, -g2`. All four share an output's
  /// scale, so that their products can be added as integers; where a half sum exceeds a byte, the scale grows.
  /// - Returns: `[4, out, in, kh]`, and `[out]`.
  func transformedForPairs(inputChannels: Int, kernelHeight: Int) -> (integers: [Int8], scales: [Float]) {
    let rows = inputChannels * kernelHeight
    let size = scales.count * rows
    var scales = scales
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
