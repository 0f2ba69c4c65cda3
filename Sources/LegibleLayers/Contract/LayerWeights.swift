import LegibleTensors

/// The tensors that a layer reads with, by their roles: matrices as floats or as bytes, vectors as floats.
package struct LayerWeights: Sendable {
  package enum Values: Sendable {
    case floats(TensorValues<Float>)
    case bytes(QuantizedWeights)
  }

  private let values: [String: Values]

  /// - Parameter values: of all tensors that the layer's spec names, of their shapes.
  package init(_ values: [String: Values]) { self.values = values }

  /// Those of a layer that calculates with floats.
  /// - Parameter values: of `LayerSpec.readingTensors`, in order.
  package init(_ descriptions: [TensorDescription], _ values: [TensorValues<Float>]) {
    precondition(descriptions.count == values.count, "values of another layer")
    self.init(
      Dictionary(uniqueKeysWithValues: zip(descriptions, values).map { ($0.role, .floats($1)) }))
  }

  package subscript(role: String) -> Values {
    guard let values = values[role] else { preconditionFailure("no tensor \(role)") }
    return values
  }

  package func floats(_ role: String) -> TensorValues<Float> {
    guard case .floats(let values)? = values[role] else { preconditionFailure("no floats for \(role)") }
    return values
  }

  package func bytes(_ role: String) -> QuantizedWeights {
    guard case .bytes(let values)? = values[role] else { preconditionFailure("no bytes for \(role)") }
    return values
  }
}
