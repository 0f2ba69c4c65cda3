import LegibleLayers
import LegibleTensors

/// A network made ready for reading: weights packed, batch normalisation folded. It never changes, so all threads share one.
public struct InferenceNetwork: Sendable {
  private let layers: [any InferenceLayer]

  /// - Parameter layers: in the order of the forward pass. A batch normalisation behind a linear convolution becomes part
  ///   of it.
  public init(_ layers: [any Layer]) {
    var result: [any InferenceLayer] = []
    var index = 0
    while index < layers.count {
      if let convolution = layers[index] as? Convolution, convolution.activation == .linear,
        index + 1 < layers.count, let norm = layers[index + 1] as? BatchNorm
      {
        result.append(norm.inference(folding: convolution))
        index += 2
      } else {
        if let layer = layers[index].inference() { result.append(layer) }
        index += 1
      }
    }
    self.layers = result
  }

  /// - Parameter layers: in the order of the forward pass, ready for reading.
  init(inferenceLayers layers: [any InferenceLayer]) { self.layers = layers }

  /// Runs a batch.
  /// - Parameters:
  ///   - input: `[H, W, C]`, gaps zero.
  ///   - session: this thread's memory.
  /// - Returns: the last layer's output, valid until the session's next run.
  public func run(_ input: Strip, session: InferenceSession) -> Strip {
    var current = input
    for (index, layer) in layers.enumerated() {
      let output = session.strips[index % 2]
      layer.forward(current, into: output, workspace: session.workspace)
      current = output
    }
    return current
  }
}

/// The memory of one thread that reads, used again by every batch.
public final class InferenceSession {
  fileprivate let strips = [Strip(), Strip()]
  fileprivate let workspace = Workspace()

  public init() {}
}
