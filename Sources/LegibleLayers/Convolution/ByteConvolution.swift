import LegibleKernels
import LegibleTensors

/// A convolution of bytes as the sum itself; see `DirectConvolution.swift`. Where it has more than one tap
/// its input is never negative, so that padding is the byte 0 and rows of padding can be left out.
struct ByteConvolution: ReadingLayer {
  private let geometry: ConvolutionGeometry
  private let inputChannels, channels: Int
  private let product: ByteProduct
  private let writes: Strip.Format

  /// Bytes of input that are gone through with all weights before the next ones are: they stay in the
  /// second-level cache.
  private static let blockBytes = 256 << 10

  /// - Parameters:
  ///   - weights: `[out, in, kh, kw]`.
  ///   - bias: `[out]`.
  ///   - input: what the bytes of the input stand for.
  init(
    _ spec: Convolution, weights: QuantizedWeights, bias: TensorValues<Float>, inputChannels: Int,
    input: Quantization, writes: Strip.Format
  ) {
    precondition(
      input.zeroPoint == 0 || spec.kernel.geometry.taps == 1, "a convolution of bytes that may be negative")
    geometry = spec.kernel.geometry
    channels = spec.outputChannels
    self.inputChannels = inputChannels
    self.writes = writes
    // Row `(i * kw + j) * stride + c` of the matrix holds `weight[:, c, i, j]`.
    let taps = geometry.taps
    let channelStride = Strip.byteStride(inputChannels)
    let matrix = QuantizedMatrix(depth: taps * channelStride, columns: channels)
    for tap in 0..<taps {
      matrix.pack(
        weights.integers.base + tap, depthStride: taps, columnStride: inputChannels * taps,
        first: tap * channelStride, count: inputChannels)
    }
    product = ByteProduct(
      matrix, scales: weights.scales, bias: bias, input: input, writes: writes,
      activation: spec.kernel.activation)
  }

  /// Blocks of columns; for each all panels of weights; for each all rows. A panel meets a whole block while
  /// it is in the second-level cache, and a block all panels.
  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    precondition(
      input.channels == inputChannels, "weights for \(inputChannels) channels on a strip of \(input.channels)"
    )
    precondition(
      geometry.paddingWidth <= input.layout.gap,
      "padding of \(geometry.paddingWidth) columns, gap of \(input.layout.gap)")
    geometry.shape(output, from: input.layout, channels: channels, format: writes)
    let columnBytes = input.layout.height * input.channelStride
    // Whole register tiles of 14 rows.
    let blockColumns = max(4, Self.blockBytes / columnBytes / 14) * 14
    for first in stride(from: output.layout.gap, to: output.layout.width, by: blockColumns) {
      multiply(first..<first + blockColumns, input, into: output)
    }
    output.clearGaps()
  }

  private func multiply(_ block: Range<Int>, _ input: Strip, into output: Strip) {
    product.withDescription { whole in
      for panel in 0..<whole.panels {
        for row in 0..<output.layout.height {
          let kernelRows = geometry.kernelRows(outputRow: row, inputHeight: input.layout.height)
          geometry.forEachRun(input.layout, output.layout, within: block) { run in
            var part = whole
            part.read(
              input, row: row + kernelRows.lowerBound - geometry.paddingHeight,
              column: run.input - geometry.paddingWidth)
            part.segments = Int64(kernelRows.count)
            part.segmentStride = Int64(input.rowStride)
            part.depth = Int64(geometry.kernelWidth * input.channelStride)
            part.weights = product.matrix.weights(
              fromRow: kernelRows.lowerBound * geometry.kernelWidth * input.channelStride)
            part.rows = Int64(run.count)
            part.write(to: output, row: row, column: run.output)
            part = part.panel(panel)
            legible_quantized_product(&part)
          }
        }
      }
    }
  }
}
