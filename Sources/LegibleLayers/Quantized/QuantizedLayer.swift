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

/// Layers between which only bytes pass. Floats go in and come out, so that a network need not know of it.
public struct QuantizedSection: InferenceLayer {
  private let input: Quantization
  private let layers: [any QuantizedLayer]
  private let last: any QuantizedProductLayer

  /// - Parameters:
  ///   - input: what the bytes stand for that the floats become first.
  ///   - last: has floats as its output.
  public init(input: Quantization, layers: [any QuantizedLayer], last: any QuantizedProductLayer) {
    precondition(last.output == nil, "a section of quantised layers ends with floats")
    self.input = input
    self.layers = layers
    self.last = last
  }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    var shape = (layout: input, channels: channels)
    for layer in layers + [last] { shape = layer.outputShape(shape.layout, channels: shape.channels) }
    return shape
  }

  public func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    let strips = workspace.quantizedStrips
    strips[0].fill(from: input, quantization: self.input)
    for (index, layer) in layers.enumerated() {
      layer.forward(strips[index % 2], into: strips[(index + 1) % 2], workspace: workspace)
    }
    last.forward(strips[layers.count % 2], into: output, workspace: workspace)
  }
}
