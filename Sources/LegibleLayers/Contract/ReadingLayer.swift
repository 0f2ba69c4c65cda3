import LegibleTensors

/// A layer made ready for reading. It never changes again, so any number of threads may run it at once, each with its own
/// strips and workspace.
package protocol ReadingLayer: Sendable {
  /// - Parameters:
  ///   - input: `[H, W, C]`, of the format that the layer was made to read, gaps zero.
  ///   - output: given its shape and filled, of the format that the layer was made to write, gaps zero.
  ///   - workspace: scratch memory.
  func forward(_ input: Strip, into output: Strip, workspace: Workspace)
}

/// What a layer is to be made from when it is made ready for reading.
package struct ReadingRequest {
  /// What the layer stands on.
  package let input: FeatureShape
  /// The values of `LayerSpec.readingTensors`.
  package let weights: LayerWeights
  /// What it reads and what it is to write. A layer without weights writes what it reads.
  package let reads, writes: Strip.Format
  /// The layer behind it, which it may take into its own store; nil where it must not.
  package let next: (any LayerSpec)?
  /// Makes the inside of a composite ready.
  package let makeBody: (_ body: LayerSeries, _ reads: Strip.Format, _ writes: Strip.Format) -> ReadingSeries

  package init(
    input: FeatureShape, weights: LayerWeights, reads: Strip.Format, writes: Strip.Format,
    next: (any LayerSpec)? = nil,
    makeBody: @escaping (LayerSeries, Strip.Format, Strip.Format) -> ReadingSeries = { _, _, _ in
      preconditionFailure("a layer without a body")
    }
  ) {
    self.input = input
    self.weights = weights
    self.reads = reads
    self.writes = writes
    self.next = next
    self.makeBody = makeBody
  }
}

/// A layer made ready for reading; where it needs none, as dropout, nothing.
package struct ReadingForm {
  /// In the order of the forward pass.
  package let layers: [any ReadingLayer]
  /// True if `layers` do what the next layer of the spec asks for, too.
  package let includesNext: Bool

  package init(_ layers: [any ReadingLayer], includesNext: Bool = false) {
    self.layers = layers
    self.includesNext = includesNext
  }
}

/// Layers made ready for reading, one after another.
package struct ReadingSeries: ReadingLayer {
  package let layers: [any ReadingLayer]

  /// - Precondition: there is one at least.
  package init(_ layers: [any ReadingLayer]) {
    precondition(!layers.isEmpty, "a series of no layers")
    self.layers = layers
  }

  package func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    workspace.withStrip { even in
      workspace.withStrip { odd in
        var current = input
        for (index, layer) in layers.enumerated() {
          let next = index == layers.count - 1 ? output : index % 2 == 0 ? even : odd
          layer.forward(current, into: next, workspace: workspace)
          current = next
        }
      }
    }
  }
}

/// Floats to bytes: where a layer that calculates with floats stands before one that multiplies bytes.
struct QuantizingLayer: ReadingLayer {
  let quantization: Quantization

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    output.quantize(input, as: quantization)
  }
}
