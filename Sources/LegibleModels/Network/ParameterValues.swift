import LegibleLayers
import LegibleTensors

/// The values of a network's parameters by name, wherever they lie.
package struct ParameterValues: Sendable {
  private let values: [String: TensorValues<Float>]

  package init(_ values: [String: TensorValues<Float>]) { self.values = values }

  /// Those of a network's parameters.
  package init(_ parameters: [Parameter]) {
    self.init(Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.tensorValues) }))
  }

  /// What a layer reads with in float32.
  package func folded(_ layer: PlacedLayer) -> LayerWeights {
    LayerWeights(layer.spec.readingTensors(input: layer.input), foldedValues(layer))
  }

  /// The values of `LayerSpec.readingTensors`, in order.
  package func foldedValues(_ layer: PlacedLayer) -> [TensorValues<Float>] {
    layer.spec.fold(
      { role in
        guard let values = values["\(layer.name).\(role)"] else {
          preconditionFailure("no values for \(layer.name).\(role)")
        }
        return values
      }, input: layer.input)
  }
}
