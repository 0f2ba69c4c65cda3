import LegibleKernels
import LegibleTensors

/// A layer that reads bytes: int8 weights with a scale for each output, uint8 activations with one step for all of a
/// strip, 32-bit sums (Jacob et al. 2018). As an `InferenceLayer` it never changes.
public protocol QuantizedLayer: Sendable {
  func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int)

  /// - Parameters:
  ///   - input: `[H, W, C]`, gaps at the zero point.
  ///   - output: given its shape and filled, gaps at the zero point.
  func forward(_ input: QuantizedStrip, into output: QuantizedStrip, workspace: Workspace)
}

/// A quantised layer that can also end a section: its sums become floats as well as bytes.
public protocol QuantizedProductLayer: QuantizedLayer {
  /// What the bytes of the output stand for; nil where the output is floats.
  var output: Quantization? { get }

  /// - Parameter output: given its shape and filled, gaps zero.
  func forward(_ input: QuantizedStrip, into output: Strip, workspace: Workspace)
}

/// How floats become the bytes that a section begins with.
public protocol QuantizedSectionEntry: Sendable {
  func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int)
  func forward(_ input: Strip, into output: QuantizedStrip, workspace: Workspace)
}

/// Layers between which only bytes pass. Floats go in and come out, so that a network need not know of it.
public struct QuantizedSection: InferenceLayer {
  private let entry: any QuantizedSectionEntry
  private let layers: [any QuantizedLayer]
  private let last: any QuantizedProductLayer

  /// - Parameter last: has floats as its output.
  public init(
    entry: any QuantizedSectionEntry, layers: [any QuantizedLayer], last: any QuantizedProductLayer
  ) {
    precondition(last.output == nil, "a section of quantised layers ends with floats")
    self.entry = entry
    self.layers = layers
    self.last = last
  }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    var shape = entry.outputShape(input, channels: channels)
    for layer in layers + [last] { shape = layer.outputShape(shape.layout, channels: shape.channels) }
    return shape
  }

  public func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    let strips = workspace.quantizedStrips
    entry.forward(input, into: strips[0], workspace: workspace)
    for (index, layer) in layers.enumerated() {
      layer.forward(strips[index % 2], into: strips[(index + 1) % 2], workspace: workspace)
    }
    last.forward(strips[layers.count % 2], into: output, workspace: workspace)
  }
}

/// Floats to bytes, element by element.
public struct Quantizer: QuantizedSectionEntry {
  private let output: Quantization

  public init(output: Quantization) { self.output = output }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (input, channels)
  }

  public func forward(_ input: Strip, into output: QuantizedStrip, workspace: Workspace) {
    output.reshape(input.layout, channels: input.channels, quantization: self.output)
    // A gap's zero becomes the zero point.
    legible_quantize(
      input.base, 1 / self.output.step, Float(self.output.zeroPoint),
      Float(self.output.largest), output.base,
      Int64(output.channelStride), Int64(input.layout.height * input.layout.width), Int64(input.channels))
  }
}

/// A convolution in float32 whose result is stored as bytes: for a network's first layer, which has a single channel and
/// little to gain from bytes.
public struct QuantizingConvolution: QuantizedSectionEntry {
  private let convolution: InferenceConvolution
  private let output: Quantization

  /// Columns that are computed as floats before they become bytes: few enough for the first-level cache.
  private static let pieceColumns = 56

  public init(_ convolution: Convolution, output: Quantization) {
    self.convolution = convolution.inference(scale: nil, shift: nil, activation: convolution.activation)
    self.output = output
  }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    convolution.outputShape(input, channels: channels)
  }

  public func forward(_ input: Strip, into output: QuantizedStrip, workspace: Workspace) {
    let geometry = convolution.geometry
    let channels = convolution.channels
    output.reshape(geometry.outputLayout(input.layout), channels: channels, quantization: self.output)
    let floats = workspace.buffer(0, count: Self.pieceColumns * channels)
    geometry.forEachPart(input.layout, output.layout, columns: Self.pieceColumns) { part in
      for row in 0..<output.layout.height {
        let kernelRows = geometry.kernelRows(outputRow: row, inputHeight: input.layout.height)
        var product = geometry.product(
          input, weights: convolution.weights, kernelRows: kernelRows, outputRow: row, part: part)
        product.bias = UnsafePointer(convolution.bias.base)
        product.relu = convolution.activation == .relu
        product.output = floats
        product.outputStride = Int64(channels)
        legible_product(&product)
        legible_quantize(
          floats, 1 / self.output.step, Float(self.output.zeroPoint), Float(self.output.largest),
          output.position(row: row, column: part.output), Int64(output.channelStride), Int64(part.count),
          Int64(channels))
      }
    }
    output.clearGaps()
  }
}

extension ConvolutionGeometry {
  /// A stretch of columns of the input strip, from the first one under a kernel's middle on, and of the output strip.
  typealias Part = (input: Int, output: Int, count: Int)

  /// Calls `body` for all columns of the output, at most so many at a time.
  func forEachPart(_ input: StripLayout, _ output: StripLayout, columns: Int, _ body: (Part) -> Void) {
    for run in runs(input, output) {
      for first in stride(from: 0, to: run.count, by: columns) {
        body((run.input + first, run.output + first, min(columns, run.count - first)))
      }
    }
  }

  /// The product over the kernel rows that lie on the input, without bias and output.
  fileprivate func product(
    _ input: Strip, weights: PackedMatrix, kernelRows: Range<Int>, outputRow row: Int, part: Part
  ) -> LegibleProduct {
    LegibleProduct(
      input: input.position(
        row: row + kernelRows.lowerBound - paddingHeight, column: part.input - paddingWidth),
      segments: Int64(kernelRows.count), segmentStride: Int64(input.rowStride),
      inputStride: Int64(input.channels), depth: Int64(kernelWidth * input.channels),
      weights: weights.weights(fromRow: kernelRows.lowerBound * kernelWidth * input.channels),
      packedDepth: Int64(weights.depth), bias: nil, output: nil, outputStride: 0, rows: Int64(part.count),
      columns: Int64(weights.columns), accumulate: false, relu: false)
  }
}
