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
  /// `[kh + 1, 4, out]`: for each point and output the sum of the weights of all kernel rows before one.
  private let sums: [Int32]

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
    let size = 4 * bias.count
    var sums = [Int32](repeating: 0, count: (kernelHeight + 1) * size)
    for row in 0..<kernelHeight {
      for point in 0..<4 {
        let first = (point * kernelHeight + row) * channelStride
        for (output, sum) in matrix.columnSums(rows: first..<first + channelStride).enumerated() {
          let place = row * size + point * bias.count + output
          sums[place + size] = sums[place] + sum
        }
      }
    }
    self.weights = matrix
    self.sums = sums
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

  /// A stretch of pairs of one item.
  private typealias Part = (column: Int, pairs: Int, first: Int)

  /// Blocks of pairs; for each its transform, then all panels of weights; for each all rows.
  private func convolve(
    _ input: QuantizedStrip, _ workspace: Workspace,
    target: (inout LegibleQuantizedProduct, _ row: Int, _ column: Int) -> Void
  ) {
    precondition(
      input.channels == inputChannels, "weights for \(inputChannels) channels on a strip of \(input.channels)"
    )
    let layout = input.layout
    let pairBytes = 4 * layout.height * input.channelStride
    // Whole register tiles of 14 pairs.
    let blockPairs = max(1, Self.blockBytes / pairBytes / 14) * 14
    let kernelRows = (0..<layout.height).map {
      geometry.kernelRows(outputRow: $0, inputHeight: layout.height)
    }
    let initials = initialSums(for: kernelRows)
    var blocks: [(parts: [Part], count: Int)] = [([], 0)]
    for item in 0..<layout.count {
      let pairs = (layout.widths[item] + 1) / 2
      for first in stride(from: 0, to: pairs, by: blockPairs) {
        let part = min(blockPairs, pairs - first)
        if blocks[blocks.count - 1].count + part > blockPairs { blocks.append(([], 0)) }
        let count = blocks[blocks.count - 1].count
        blocks[blocks.count - 1].parts.append((layout.offsets[item] + 2 * first, part, count))
        blocks[blocks.count - 1].count += part
      }
    }
    for block in blocks {
      multiply(block.parts, count: block.count, input, workspace, kernelRows, initials, target: target)
    }
  }

  private func multiply(
    _ block: [Part], count: Int, _ input: QuantizedStrip, _ workspace: Workspace, _ kernelRows: [Range<Int>],
    _ initials: [Range<Int>: [Int32]],
    target: (inout LegibleQuantizedProduct, _ row: Int, _ column: Int) -> Void
  ) {
    let stride = input.channelStride
    let height = input.layout.height
    let rowBytes = count * stride
    let pointBytes = height * rowBytes
    let transformed = workspace.bytes(0, count: 4 * pointBytes)
    for part in block {
      for row in 0..<height {
        legible_pairs_input(
          input.position(row: row, column: part.column - 1), Int64(stride),
          Int64(input.layout.width - (part.column - 1)), Int64(part.pairs), Int64(stride),
          transformed + row * rowBytes + part.first * stride, Int64(pointBytes))
      }
    }
    let kernelHeight = geometry.kernelHeight
    store.withProduct(weights) { whole in
      for number in 0..<whole.panels {
        for row in 0..<height {
          let rows = kernelRows[row]
          initials[rows]!.withUnsafeBufferPointer { initial in
            let initial = initial.baseAddress! + number * LegiblePanel
            for part in block {
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
              var pairs = LegibleQuantizedPairs()
              pairs.product = product.panel(number)
              pairs.pointStride = Int64(pointBytes)
              pairs.weightsPointStride = Int64(kernelHeight * stride * LegiblePanel)
              pairs.initials = (initial, nil, initial + 2 * channels, initial + 3 * channels)
              legible_quantized_pairs(&pairs)
            }
          }
        }
      }
    }
  }

  /// `[4, out]` for each range of kernel rows: what makes the 128 that was added to the differences count as zero.
  private func initialSums(for kernelRows: [Range<Int>]) -> [Range<Int>: [Int32]] {
    var result: [Range<Int>: [Int32]] = [:]
    let size = 4 * channels
    for rows in kernelRows where result[rows] == nil {
      result[rows] = (0..<size).map { index in
        -128 * (sums[rows.upperBound * size + index] - sums[rows.lowerBound * size + index])
      }
    }
    return result
  }
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
