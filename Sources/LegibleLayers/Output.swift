import LegibleTensors

/// The network's output: logits for CTC, one for each symbol and column, by a linear layer with bias. Symbol
/// 0 is the blank.
///
/// `O1c<symbols>`. It stays in float32 when a network is quantised, because its scores are compared.
package struct Output: PlainLayerSpec {
  /// The alphabet's count plus one for the CTC blank.
  package let symbols: Int

  package init(symbols: Int) { self.symbols = symbols }

  private var linear: Linear { Linear(outputFeatures: symbols) }

  // MARK: The word

  package static let word = "O1c"

  package static func parse(
    _ reader: inout SpecReader, on shape: FeatureShape
  ) throws(NetworkSpecError) -> Output? {
    let start = reader.position
    guard reader.take("O") else { return nil }
    guard reader.take("1c") else {
      throw reader.error(
        "O1c<symbols>, the only form of O that is supported (columns, trained by CTC)", at: start)
    }
    return Output(
      symbols: try reader.number("a number of symbols with the blank", in: 2...SpecLimit.symbols))
  }

  package var description: String { "O1c\(symbols)" }

  // MARK: Shape

  package var endsNetwork: Bool { true }
  package func misfit(on shape: FeatureShape) -> String? { misfitOfColumns(on: shape) }
  package func output(of shape: FeatureShape) -> FeatureShape { .columns(symbols) }
  package func outputWidth(_ width: Int) -> Int { width }
  package func minimumInputWidth(forOutputWidth width: Int) -> Int { width }
  package var gap: Int { 1 }

  // MARK: Weights

  package func parameters(input: FeatureShape) -> [TensorDescription] { linear.parameters(input: input) }

  package func readingTensors(input: FeatureShape) -> [TensorDescription] {
    linear.readingTensors(input: input)
  }

  package func fold(
    _ parameter: (String) -> TensorValues<Float>, input: FeatureShape
  ) -> [TensorValues<Float>] { linear.fold(parameter, input: input) }

  package func multiplyAdds(input: FeatureShape, width: Int) -> Int {
    linear.multiplyAdds(input: input, width: width)
  }

  // MARK: Training and reading

  package func makeTrainingLayer(name: String, number: Int, input: FeatureShape) -> any TrainingLayer {
    LinearTraining(linear, name: name, input: input)
  }

  package func byteUse(of numbers: NumberRange, input: FeatureShape) -> ByteUse { .floats }
  package func accepts(_ quantization: Quantization, input: FeatureShape) -> Bool { false }
  package func outputRange(of numbers: NumberRange) -> NumberRange { .any }
  package func makeReading(_ request: ReadingRequest) -> ReadingForm { linear.makeReading(request) }
}
