import LegibleTensors

/// The network's output: logits by a linear layer with bias.
///
/// - `O1c<symbols>`: one for each symbol and column, for CTC. Symbol 0 is the blank.
/// - `O0s<classes>`: one for each class of the whole crop, for a softmax. It stands on a summary of the columns.
///
/// Both are words of VGSL. The layer stays in float32 when a network is quantised, because its scores are compared.
package struct Output: PlainLayerSpec {
  /// What the logits are of. The raw value is the beginning of the word.
  package enum Target: String, CaseIterable, Hashable, Sendable {
    case symbols = "O1c"
    case classes = "O0s"
  }

  package let target: Target
  /// Logits of a column: for symbols the alphabet's count plus one for the CTC blank.
  package let count: Int

  package init(symbols: Int) { self.init(.symbols, count: symbols) }
  package init(classes: Int) { self.init(.classes, count: classes) }

  private init(_ target: Target, count: Int) {
    self.target = target
    self.count = count
  }

  private var linear: Linear { Linear(outputFeatures: count) }

  // MARK: The word

  package static let word = "O"

  package static func parse(
    _ reader: inout SpecReader, on shape: FeatureShape
  ) throws(NetworkSpecError) -> Output? {
    guard reader.stands(word) else { return nil }
    guard let target = Target.allCases.first(where: { reader.stands($0.rawValue) }) else {
      throw reader.error("O1c<symbols>, columns for CTC, or O0s<classes>, a softmax for the whole crop")
    }
    reader.take(past: target.rawValue)
    let what = target == .symbols ? "a number of symbols with the blank" : "a number of classes"
    return Output(target, count: try reader.number(what, in: 2...SpecLimit.symbols))
  }

  package var description: String { "\(target.rawValue)\(count)" }

  // MARK: Shape

  package var endsNetwork: Bool { true }

  package func misfit(on shape: FeatureShape) -> String? {
    if let misfit = misfitOfColumns(on: shape) { return misfit }
    switch target {
    case .symbols:
      return shape.isSummary
        ? "columns, not a summary of them: give O0s<classes>, or leave the s out of the layer that summarises"
        : nil
    case .classes:
      return shape.isSummary
        ? nil : "a summary of the columns: put a layer before this one that gives it, for example Lbxs32"
    }
  }

  package func output(of shape: FeatureShape) -> FeatureShape { shape.with(features: count) }
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
