import LegibleLayers
import LegibleTensors

/// A network made ready for reading: weights packed, batch normalisation folded. It never changes, so all threads share one.
public struct InferenceNetwork: Sendable {
  /// In the order of the forward pass.
  public let layers: [any InferenceLayer]

  /// - Parameter layers: in the order of the forward pass. Batch normalisation and pooling behind a convolution become
  ///   part of it.
  public init(_ layers: [any Layer]) {
    var makers: [() -> [any InferenceLayer]] = []
    var rest = layers[...]
    while let layer = rest.popFirst() {
      guard let convolution = layer as? Convolution else {
        makers.append { layer.inference().map { [$0] } ?? [] }
        continue
      }
      let norm = convolution.activation == .linear ? rest.first as? BatchNorm : nil
      if norm != nil { rest.removeFirst() }
      let pooling = rest.first as? MaxPooling
      if pooling != nil { rest.removeFirst() }
      makers.append { convolution.inference(norm: norm, pooling: pooling) }
    }
    // Packing is most of what a process does before it can read its first crop.
    var made = [[any InferenceLayer]](repeating: [], count: makers.count)
    made.withUnsafeMutableBufferPointer { made in
      parallelFor(pieces: makers.count, threads: processorCount) { made[$0] = makers[$0]() }
    }
    self.layers = made.flatMap(\.self)
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
