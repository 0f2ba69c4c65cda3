import LegibleLayers
import LegibleModels
import LegibleTensors

/// The first layers of a network that a run leaves as they are.
///
/// They run as in reading: batch normalisation by the statistics that it has and keeps, nothing dropped out. No
/// gradient passes through them, so that a step is shorter, too.
final class FrozenFront {
  private let layers: ReadingSeries
  private let output = Strip()

  /// - Parameter count: layers, 1 or more.
  init(_ network: Network, count: Int) { layers = network.readingLayers(first: count) }

  /// - Returns: what the layers behind are trained on, valid until the next call.
  func forward(_ input: Strip, workspace: Workspace) -> Strip {
    layers.forward(input, into: output, workspace: workspace)
    return output
  }
}
