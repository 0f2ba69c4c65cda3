import LegibleTensors

/// Long short-term memory (Hochreiter and Schmidhuber 1997; with the forget gate of Gers et al. 2000), one
/// layer, in one direction or both, along the columns.
///
///     i, f, o = sigmoid(W_ii x + b_ii + W_hi h' + b_hi), ...    g = tanh(W_ig x + b_ig + W_hg h' + b_hg)
///     c = f * c' + i * g        h = o * tanh(c)                  (h', c' of the step before, zeros at first)
///
/// `[T, C]` to `[T, H]`, or `[T, 2H]` with the forward direction's features first. Gates in PyTorch's order:
/// input, forget, cell, output.
///
/// `L(f|r|b)x<hidden size>`.
package struct LSTM: PlainLayerSpec {
  package let direction: RecurrentDirection
  /// Features per direction, `H`.
  package let hiddenSize: Int

  package init(direction: RecurrentDirection = .bidirectional, hiddenSize: Int) {
    self.direction = direction
    self.hiddenSize = hiddenSize
  }

  // MARK: The word

  package static let word = "L"

  package static func parse(
    _ reader: inout SpecReader, on shape: FeatureShape
  ) throws(NetworkSpecError) -> LSTM? {
    guard reader.take("L") else {
      // kraken's word for a GRU, which its users may bring along.
      guard reader.peek() == "G" else { return nil }
      throw reader.error("Lbx, Lfx or Lrx: of the recurrent cells only the LSTM is supported")
    }
    let direction: RecurrentDirection = try reader.letter("a direction: f forward, r reverse or b both")
    guard reader.take("x") else { throw reader.error("x: recurrence runs along the width only") }
    return LSTM(direction: direction, hiddenSize: try reader.size("a hidden size"))
  }

  package var description: String { "L\(direction.rawValue)x\(hiddenSize)" }

  // MARK: Shape

  package var endsNetwork: Bool { false }
  package func misfit(on shape: FeatureShape) -> String? { misfitOfColumns(on: shape) }
  package func output(of shape: FeatureShape) -> FeatureShape { .columns(hiddenSize * direction.walks.count) }
  package func outputWidth(_ width: Int) -> Int { width }
  package func minimumInputWidth(forOutputWidth width: Int) -> Int { width }
  package var gap: Int { 1 }

  // MARK: Weights

  /// The names of one walk's tensors.
  struct Roles {
    let reversed: Bool
    private var suffix: String { reversed ? "_l0_reverse" : "_l0" }

    var inputWeight: String { "rnn.weight_ih" + suffix }
    var recurrentWeight: String { "rnn.weight_hh" + suffix }
    var inputBias: String { "rnn.bias_ih" + suffix }
    var recurrentBias: String { "rnn.bias_hh" + suffix }
    /// For reading: both biases in one.
    var bias: String { "rnn.bias" + suffix }
  }

  /// Of the walks, in order.
  var roles: [Roles] { direction.walks.map { Roles(reversed: $0) } }

  package func parameters(input: FeatureShape) -> [TensorDescription] {
    roles.flatMap { roles in
      matrices(roles, input: input) + [
        TensorDescription(roles.inputBias, [4 * hiddenSize], .bias),
        TensorDescription(roles.recurrentBias, [4 * hiddenSize], .bias),
      ]
    }
  }

  package func readingTensors(input: FeatureShape) -> [TensorDescription] {
    roles.flatMap { roles in
      matrices(roles, input: input) + [TensorDescription(roles.bias, [4 * hiddenSize], .bias)]
    }
  }

  private func matrices(_ roles: Roles, input: FeatureShape) -> [TensorDescription] {
    [
      TensorDescription(roles.inputWeight, [4 * hiddenSize, input.channels], .weight),
      TensorDescription(roles.recurrentWeight, [4 * hiddenSize, hiddenSize], .weight),
    ]
  }

  package func fold(
    _ parameter: (String) -> TensorValues<Float>, input: FeatureShape
  ) -> [TensorValues<Float>] {
    roles.flatMap { roles in
      let biases = zip(parameter(roles.inputBias).elements, parameter(roles.recurrentBias).elements)
      return [
        parameter(roles.inputWeight), parameter(roles.recurrentWeight), TensorValues(biases.map { $0 + $1 }),
      ]
    }
  }

  package func multiplyAdds(input: FeatureShape, width: Int) -> Int {
    multiplyAddsOfMatrices(input: input, width: width)
  }

  // MARK: Training and reading

  package func makeTrainingLayer(name: String, number: Int, input: FeatureShape) -> any TrainingLayer {
    LSTMTraining(self, name: name, input: input)
  }

  package func byteUse(of numbers: NumberRange, input: FeatureShape) -> ByteUse { .multipliesAny(numbers) }
  package func accepts(_ quantization: Quantization, input: FeatureShape) -> Bool { true }
  package func outputRange(of numbers: NumberRange) -> NumberRange { .unit }

  package func makeReading(_ request: ReadingRequest) -> ReadingForm {
    let weights = request.weights
    if case .bytes(let input) = request.reads {
      return ReadingForm([
        ByteLSTM(
          hiddenSize: hiddenSize,
          directions: roles.map { roles in
            ByteLSTM.Direction(
              reversed: roles.reversed, inputWeights: weights.bytes(roles.inputWeight),
              recurrentWeights: weights.bytes(roles.recurrentWeight), bias: weights.floats(roles.bias),
              input: input)
          }, writes: request.writes)
      ])
    }
    return ReadingForm([
      LSTMReading(
        hiddenSize: hiddenSize,
        directions: roles.map { roles in
          LSTMReading.Direction(
            reversed: roles.reversed, inputWeights: weights.floats(roles.inputWeight),
            recurrentWeights: weights.floats(roles.recurrentWeight), bias: weights.floats(roles.bias))
        })
    ])
  }
}
