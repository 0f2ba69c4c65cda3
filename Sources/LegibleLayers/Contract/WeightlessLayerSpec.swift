import LegibleTensors

/// A kind of layer that has no weights: it puts numbers in other places, or picks some of them, and does the
/// same with bytes.
package protocol WeightlessLayerSpec: PlainLayerSpec {}

extension WeightlessLayerSpec {
  package func parameters(input: FeatureShape) -> [TensorDescription] { [] }
  package func readingTensors(input: FeatureShape) -> [TensorDescription] { [] }
  package func fold(
    _ parameter: (String) -> TensorValues<Float>, input: FeatureShape
  ) -> [TensorValues<Float>] { [] }
  package func multiplyAdds(input: FeatureShape, width: Int) -> Int { 0 }
  package func byteUse(of numbers: NumberRange, input: FeatureShape) -> ByteUse { .passes }
  package func accepts(_ quantization: Quantization, input: FeatureShape) -> Bool { false }
  package func outputRange(of numbers: NumberRange) -> NumberRange { numbers }
}
