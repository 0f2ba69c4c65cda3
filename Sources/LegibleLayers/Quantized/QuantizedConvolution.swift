import LegibleKernels
import LegibleTensors

/// A convolution of bytes; see `Convolution`. Its input is never negative, so that padding is the byte 0 and rows of
/// padding can be left out.
public struct QuantizedConvolution: QuantizedProductLayer {
  public let output: Quantization?
  private let geometry: ConvolutionGeometry
  private let inputChannels: Int
  private let channels: Int
  private let weights: QuantizedMatrix
  private let store: QuantizedStore
  private let activation: Activation

  /// Bytes of input that are gone through with all weights before the next ones are: they stay in the second-level cache.
  private static let blockBytes = 256 << 10

  /// - Parameters:
  ///   - weights: `[out, in, kh, kw]`.
  ///   - bias: `[out]`.
  ///   - input: what the bytes of the input stand for; zero point 0.
  ///   - output: what those of the output do, zero point 0 after a ReLU; nil for floats.
  public init(
    weights: QuantizedWeights, bias: [Float], inputChannels: Int, kernel: (height: Int, width: Int),
    padding: Convolution.Padding, activation: Activation, input: Quantization, output: Quantization?
  ) {
    precondition(input.zeroPoint == 0, "a quantised convolution of numbers that may be negative")
    precondition(activation == .linear || (output?.zeroPoint ?? 0) == 0, "a ReLU cuts at byte 0")
    self.inputChannels = inputChannels
    self.output = output
    self.activation = activation
    channels = bias.count
    let taps = kernel.height * kernel.width
    let isSame = padding == .same
    geometry = ConvolutionGeometry(
      kernelHeight: kernel.height, kernelWidth: kernel.width, paddingHeight: isSame ? kernel.height / 2 : 0,
      paddingWidth: isSame ? kernel.width / 2 : 0)
    // Row `(i * kw + j) * stride + c` of the matrix holds `weight[:, c, i, j]`.
    let channelStride = (inputChannels + 3) / 4 * 4
    let matrix = QuantizedMatrix(depth: taps * channelStride, columns: bias.count)
    weights.integers.withUnsafeBufferPointer {
      for tap in 0..<taps {
        matrix.pack(
          $0.baseAddress! + tap, depthStride: taps, columnStride: inputChannels * taps,
          first: tap * channelStride, count: inputChannels)
      }
    }
    self.weights = matrix
    store = QuantizedStore(matrix, scales: weights.scales, bias: bias, input: input, output: output)
  }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (geometry.outputLayout(input), self.channels)
  }

  public func forward(_ input: QuantizedStrip, into output: QuantizedStrip, workspace: Workspace) {
    geometry.shape(output, from: input.layout, channels: channels, quantization: self.output!)
    convolve(input, output.layout) { product, row, column in
      product.bytes = output.position(row: row, column: column)
      product.outputStride = Int64(output.channelStride)
    }
    output.clearGaps()
  }

  public func forward(_ input: QuantizedStrip, into output: Strip, workspace: Workspace) {
    geometry.shape(output, from: input.layout, channels: channels)
    convolve(input, output.layout) { product, row, column in
      product.output = output.position(row: row, column: column)
      product.outputStride = Int64(output.channels)
      product.relu = activation == .relu
    }
    output.zeroGaps()
  }

  /// Blocks of columns; for each all panels of weights; for each all rows. A panel meets a whole block while it is in the
  /// second-level cache, and a block all panels.
  private func convolve(
    _ input: QuantizedStrip, _ output: StripLayout,
    target: (inout LegibleQuantizedProduct, _ row: Int, _ column: Int) -> Void
  ) {
    precondition(
      input.channels == inputChannels, "weights for \(inputChannels) channels on a strip of \(input.channels)"
    )
    precondition(
      geometry.paddingWidth <= input.layout.gap,
      "padding of \(geometry.paddingWidth) columns, gap of \(input.layout.gap)")
    let columnBytes = input.layout.height * input.channelStride
    // Whole register tiles of 14 rows.
    let blockColumns = max(4, Self.blockBytes / columnBytes / 14) * 14
    for first in stride(from: output.gap, to: output.width, by: blockColumns) {
      multiply(first..<first + blockColumns, input, output, target: target)
    }
  }

  private func multiply(
    _ block: Range<Int>, _ input: QuantizedStrip, _ output: StripLayout,
    target: (inout LegibleQuantizedProduct, _ row: Int, _ column: Int) -> Void
  ) {
    store.withProduct(weights) { whole in
      for number in 0..<whole.panels {
        for row in 0..<output.height {
          let kernelRows = geometry.kernelRows(outputRow: row, inputHeight: input.layout.height)
          geometry.forEachRun(input.layout, output, within: block) { part in
            var product = whole
            product.input = UnsafePointer(
              input.position(
                row: row + kernelRows.lowerBound - geometry.paddingHeight,
                column: part.input - geometry.paddingWidth))
            product.segments = Int64(kernelRows.count)
            product.segmentStride = Int64(input.rowStride)
            product.inputStride = Int64(input.channelStride)
            product.depth = Int64(geometry.kernelWidth * input.channelStride)
            product.weights = weights.weights(
              fromRow: kernelRows.lowerBound * geometry.kernelWidth * input.channelStride)
            product.rows = Int64(part.count)
            target(&product, row, part.output)
            product = product.panel(number)
            legible_quantized_product(&product)
          }
        }
      }
    }
  }
}
