import LegibleFiles
import LegibleLayers

/// Why a network cannot be quantised.
package enum QuantizationError: Error, Hashable, CustomStringConvertible {
  case weightNotFinite(tensor: String)
  case weightTooLarge(tensor: String)
  /// - layer: its place in the network, such as `3`, or `3.0` within a block.
  case activationNotFinite(layer: String)

  package var description: String {
    switch self {
    case .weightNotFinite(let tensor):
      "tensor \(tensor.quoted) has a weight that is no finite number: its training failed; train the model again"
    case .weightTooLarge(let tensor):
      "tensor \(tensor.quoted), batch normalisation included, has a weight above a million: train the model again, "
        + "with weight decay or a lower learning rate"
    case .activationNotFinite(let layer):
      "what goes into layer \(layer) is not finite for one of the crops: train the model again"
    }
  }
}
