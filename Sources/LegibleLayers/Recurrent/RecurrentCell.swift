import LegibleTensors

/// What tells one kind of recurrent layer from another: its sizes, its tensors, and one step of it with the
/// step's gradient. Directions, ragged batches, products, threads, states and bytes are the affair of
/// `Recurrent`, which is written once for all cells.
///
/// A step is a chain of stages. Each multiplies vectors by recurrent weights, adds that to the sums before
/// activation, and then runs the cell's own arithmetic on them:
///
///     sums = W_ih x + biases                             for all columns at once
///     for each stage: sums += products; step(stage)      column by column
///
/// An LSTM has one stage with one product; a cell that multiplies what it has just computed has two.
package protocol RecurrentCell: Hashable, Sendable {
  // MARK: The word

  /// How the cell's word begins in a network spec.
  static var word: String { get }

  /// Reads what follows that beginning: letters of the cell's own, the course, sizes.
  static func parse(
    _ reader: inout SpecReader
  ) throws(NetworkSpecError) -> (cell: Self, course: RecurrentCourse)

  /// The whole word.
  func description(_ course: RecurrentCourse) -> String

  // MARK: Sizes

  /// Hidden units, `H`.
  var hiddenSize: Int { get }
  /// Features of the output, `O`. The output enters the next step.
  var outputSize: Int { get }
  /// Sums of a step, `S`. The first `inputSumCount` of them get the input's part.
  var sumCount: Int { get }
  var inputSumCount: Int { get }
  /// Numbers besides the output that one stage leaves for another, `M`.
  var memorySize: Int { get }
  /// True if the memory enters the next step, as an LSTM's cell does; false if a step forgets it.
  var carriesMemory: Bool { get }

  /// What the output's numbers may be, and the memory's: those from -1 to 1 are multiplied as bytes in a quantised
  /// network, others as floats.
  var outputRange: NumberRange { get }
  var memoryRange: NumberRange { get }

  // MARK: Tensors

  /// The products of a step, stage by stage.
  var products: [RecurrentProduct] { get }

  /// The number of weights that no matrix holds, such as peepholes: one tensor, `weight_c`.
  var peepholeCount: Int { get }

  /// The sums of the forget gate, for its bias to start open; nil where there is none.
  var forgetSums: Range<Int>? { get }
  /// The sums of a gate whose opening keeps the old state as it is, a GRU's update gate, for its bias; nil where there
  /// is none.
  var updateSums: Range<Int>? { get }

  // MARK: Steps

  /// The arithmetic of a stage, for all sequences of a step.
  func step(_ stage: Int, _ rows: RecurrentRows)

  /// The gradient of a stage. The stages of a step come last to first; each is followed by its products'
  /// gradient.
  func stepGradient(_ stage: Int, _ rows: RecurrentRows, _ gradients: RecurrentRowGradients)
}

extension RecurrentCell {
  package func description(_ course: RecurrentCourse) -> String { "\(Self.word)\(course)\(hiddenSize)" }

  package var outputSize: Int { hiddenSize }
  package var inputSumCount: Int { sumCount }
  package var memorySize: Int { 0 }
  package var carriesMemory: Bool { false }
  package var outputRange: NumberRange { .unit }
  package var memoryRange: NumberRange { .unit }
  package var peepholeCount: Int { 0 }
  package var forgetSums: Range<Int>? { nil }
  package var updateSums: Range<Int>? { nil }

  /// Numbers that a sequence carries from step to step: the output, then the memory where it is carried.
  package var stateSize: Int { outputSize + (carriesMemory ? memorySize : 0) }
}

/// A cell that its hidden size describes.
package protocol SizedRecurrentCell: RecurrentCell {
  init(hiddenSize: Int)
}

extension SizedRecurrentCell {
  package static func parse(
    _ reader: inout SpecReader
  ) throws(NetworkSpecError) -> (cell: Self, course: RecurrentCourse) {
    let course = try reader.recurrentCourse()
    return (Self(hiddenSize: try reader.size("a hidden size")), course)
  }
}
