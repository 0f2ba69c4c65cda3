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

  package func parameters(input: FeatureShape) -> [TensorDescription] {
    let gates = 4 * hiddenSize
    return direction.walks.flatMap { reversed in
      let suffix = RecurrentDirection.suffix(reversed: reversed)
      return [
        TensorDescription("rnn.weight_ih" + suffix, [gates, input.channels], .weight),
        TensorDescription("rnn.weight_hh" + suffix, [gates, hiddenSize], .weight),
        TensorDescription("rnn.bias_ih" + suffix, [gates], .bias),
        TensorDescription("rnn.bias_hh" + suffix, [gates], .bias),
      ]
    }
  }

  /// Both of PyTorch's biases in one.
  package func readingTensors(input: FeatureShape) -> [TensorDescription] {
    let gates = 4 * hiddenSize
    return direction.walks.flatMap { reversed in
      let suffix = RecurrentDirection.suffix(reversed: reversed)
      return [
        TensorDescription("rnn.weight_ih" + suffix, [gates, input.channels], .weight),
        TensorDescription("rnn.weight_hh" + suffix, [gates, hiddenSize], .weight),
        TensorDescription("rnn.bias" + suffix, [gates], .bias),
      ]
    }
  }

  package func fold(
    _ parameter: (String) -> TensorValues<Float>, input: FeatureShape
  ) -> [TensorValues<Float>] {
    direction.walks.flatMap { reversed in
      let suffix = RecurrentDirection.suffix(reversed: reversed)
      let (inputBias, hiddenBias) = (parameter("rnn.bias_ih" + suffix), parameter("rnn.bias_hh" + suffix))
      return [
        parameter("rnn.weight_ih" + suffix), parameter("rnn.weight_hh" + suffix),
        TensorValues(zip(inputBias.elements, hiddenBias.elements).map { $0 + $1 }),
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
    let suffixes = direction.walks.map { (reversed: $0, suffix: RecurrentDirection.suffix(reversed: $0)) }
    if case .bytes(let input) = request.reads {
      return ReadingForm([
        ByteLSTM(
          hiddenSize: hiddenSize,
          directions: suffixes.map { reversed, suffix in
            ByteLSTM.Direction(
              reversed: reversed, inputWeights: weights.bytes("rnn.weight_ih" + suffix),
              recurrentWeights: weights.bytes("rnn.weight_hh" + suffix),
              bias: weights.floats("rnn.bias" + suffix), input: input)
          }, writes: request.writes)
      ])
    }
    return ReadingForm([
      LSTMReading(
        hiddenSize: hiddenSize,
        directions: suffixes.map { reversed, suffix in
          LSTMReading.Direction(
            reversed: reversed, inputWeights: weights.floats("rnn.weight_ih" + suffix),
            recurrentWeights: weights.floats("rnn.weight_hh" + suffix),
            bias: weights.floats("rnn.bias" + suffix))
        })
    ])
  }
}
