import LegibleTensors

/// A recurrent layer along the columns, in one direction or both, of any cell: `[T, C]` to `[T, O]`, or `[T, 2O]`
/// with the forward direction's features first.
///
/// A summary gives the end of each walk alone, `[1, O]` or `[1, 2O]`: the forward walk's at the last column, the
/// reverse walk's at the first. Each of them has seen the whole crop (many to one).
///
/// `<cell>(f|r|b)x[s]<hidden size>`; the cell has the beginning of the word, and may add letters and sizes. `s` is
/// VGSL's letter for a summary.
package struct Recurrent<Cell: RecurrentCell>: PlainLayerSpec {
  package let cell: Cell
  package let course: RecurrentCourse

  package init(_ cell: Cell, direction: RecurrentDirection = .bidirectional, isSummary: Bool = false) {
    self.cell = cell
    course = RecurrentCourse(direction, isSummary: isSummary)
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
    let (cell, course) = try Cell.parse(&reader)
    return Recurrent(cell, direction: course.direction, isSummary: course.isSummary)
  }

  package var description: String { cell.description(course) }

  // MARK: Shape

  package var endsNetwork: Bool { false }
  package func misfit(on shape: FeatureShape) -> String? { misfitOfColumns(on: shape) }
  package func output(of shape: FeatureShape) -> FeatureShape {
    let features = cell.outputSize * course.direction.walks.count
    return course.isSummary ? .summary(features) : shape.with(features: features)
  }
  package func outputWidth(_ width: Int) -> Int { course.isSummary ? min(width, 1) : width }
  package func minimumInputWidth(forOutputWidth width: Int) -> Int { width }
  package var gap: Int { 1 }

  // MARK: Weights

  /// Of the walks, in order.
  var tensors: [RecurrentTensors] {
    course.direction.walks.map { RecurrentTensors(cell: cell, reversed: $0) }
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

  /// A summary walks along all columns, too.
  package func multiplyAdds(input: FeatureShape, width: Int) -> Int {
    Recurrent(cell, direction: course.direction).multiplyAddsOfMatrices(input: input, width: width)
  }

  // MARK: Training and reading

  package func makeTrainingLayer(name: String, number: Int, input: FeatureShape) -> any TrainingLayer {
    let layer = RecurrentTraining(tensors, name: name, inputSize: input.channels)
    return course.isSummary ? SummaryTraining(of: layer, walks: course.direction.walks) : layer
  }

  package func byteUse(of numbers: NumberRange, input: FeatureShape) -> ByteUse { .multipliesAny(numbers) }
  package func accepts(_ quantization: Quantization, input: FeatureShape) -> Bool { true }
  package func outputRange(of numbers: NumberRange) -> NumberRange { cell.outputRange }

  package func makeReading(_ request: ReadingRequest) -> ReadingForm {
    let layer = RecurrentReading(
      name: request.name, walks: tensors.map { RecurrentWalk($0, request) }, writes: request.writes)
    return ReadingForm(course.isSummary ? [layer, SummaryReading(walks: course.direction.walks)] : [layer])
  }
}
