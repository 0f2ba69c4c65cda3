import LegibleTensors

/// A kind of layer that is made of others, whose tensors and whose bytes are theirs.
package protocol CompositeLayerSpec: LayerSpec {
  var body: LayerSeries { get }
}

extension CompositeLayerSpec {
  package func leaves(name: String, input: FeatureShape) -> [PlacedLayer] {
    body.placed(name: name).flatMap { $0.spec.leaves(name: $0.name, input: $0.input) }
  }
  package func parameters(input: FeatureShape) -> [TensorDescription] { [] }
  package func readingTensors(input: FeatureShape) -> [TensorDescription] { [] }
  package func fold(
    _ parameter: (String) -> TensorValues<Float>, input: FeatureShape
  ) -> [TensorValues<Float>] { [] }
  package func multiplyAdds(input: FeatureShape, width: Int) -> Int {
    body.multiplyAdds(width: width).reduce(0, +)
  }
  package func accepts(_ quantization: Quantization, input: FeatureShape) -> Bool { false }
}
