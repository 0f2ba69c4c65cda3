import LegibleTensors

/// A recurrent layer along the columns, in one direction or both, of any cell: `[T, C]` to `[T, O]`, or `[T, 2O]`
/// with the forward direction's features first.
///
/// `<cell>(f|r|b)x<hidden size>`; the cell has the beginning of the word, and may add letters and sizes.
package struct Recurrent<Cell: RecurrentCell>: PlainLayerSpec {
  package let cell: Cell
  package let direction: RecurrentDirection

  package init(_ cell: Cell, direction: RecurrentDirection = .bidirectional) {
    self.cell = cell
    self.direction = direction
  }

  // MARK: The word

  package static var word: String { Cell.word }

  package static func parse(
    _ reader: inout SpecReader, on shape: FeatureShape
  ) throws(NetworkSpecError) -> Recurrent? {
    // The longest word that stands here is meant: an LSTM is L, one with peepholes Lp.
    let standing = layerKinds.map { $0.word }.filter { reader.stands($0) }
    guard standing.max(by: { $0.utf8.count < $1.utf8.count }) == word else { return nil }
    reader.take(past: word)
    let (cell, direction) = try Cell.parse(&reader)
    return Recurrent(cell, direction: direction)
  }

  package var description: String { cell.description(direction) }

  // MARK: Shape

  package var endsNetwork: Bool { false }
  package func misfit(on shape: FeatureShape) -> String? { misfitOfColumns(on: shape) }
  package func output(of shape: FeatureShape) -> FeatureShape {
    .columns(cell.outputSize * direction.walks.count)
  }
  package func outputWidth(_ width: Int) -> Int { width }
  package func minimumInputWidth(forOutputWidth width: Int) -> Int { width }
  package var gap: Int { 1 }

  // MARK: Weights

  /// Of the walks, in order.
  var tensors: [RecurrentTensors] {
    direction.walks.map { RecurrentTensors(cell: cell, reversed: $0) }
  }

  package func parameters(input: FeatureShape) -> [TensorDescription] {
    tensors.flatMap { $0.parameters(inputSize: input.channels) }
  }

  package func readingTensors(input: FeatureShape) -> [TensorDescription] {
    tensors.flatMap { $0.readingTensors(inputSize: input.channels) }
  }

  package func fold(
    _ parameter: (String) -> TensorValues<Float>, input: FeatureShape
  ) -> [TensorValues<Float>] { tensors.flatMap { $0.fold(parameter) } }

  package func multiplyAdds(input: FeatureShape, width: Int) -> Int {
    multiplyAddsOfMatrices(input: input, width: width)
  }

  // MARK: Training and reading

  package func makeTrainingLayer(name: String, number: Int, input: FeatureShape) -> any TrainingLayer {
    RecurrentTraining(tensors, name: name, inputSize: input.channels)
  }

  package func byteUse(of numbers: NumberRange, input: FeatureShape) -> ByteUse { .multipliesAny(numbers) }
  package func accepts(_ quantization: Quantization, input: FeatureShape) -> Bool { true }
  package func outputRange(of numbers: NumberRange) -> NumberRange { cell.outputRange }

  package func makeReading(_ request: ReadingRequest) -> ReadingForm {
    ReadingForm([
      RecurrentReading(
        name: request.name, walks: tensors.map { RecurrentWalk($0, request) }, writes: request.writes)
    ])
  }
}
