import LegibleTensors

/// Dropout (Srivastava et al. 2014), inverted: while training, elements are zeroed with the given probability
/// and the rest scaled up, so that reading needs nothing of it.
///
/// `Do<probability>`, `0 ..< 1`, at most four decimals.
package struct Dropout: WeightlessLayerSpec {
  package let probability: Float

  package init(probability: Float) { self.probability = probability }

  // MARK: The word

  package static let word = "Do"

  package static func parse(
    _ reader: inout SpecReader, on shape: FeatureShape
  ) throws(NetworkSpecError) -> Dropout? {
    guard reader.take("Do") else { return nil }
    let start = reader.position
    let what = "a dropout probability, 0 to 0.9999, at most four decimals"
    // Four decimals print as they were read; more could print in the form 1e-05.
    guard var text = reader.digits(), text == "0" else { throw reader.error(what, at: start) }
    if reader.take(".") {
      guard let decimals = reader.digits(), decimals.utf8.count <= 4 else {
        throw reader.error(what, at: start)
      }
      text += "." + decimals
    }
    guard let probability = Float(text) else { throw reader.error(what, at: start) }
    return Dropout(probability: probability)
  }

  package var description: String { "Do\(probability)" }

  // MARK: Shape

  package var endsNetwork: Bool { false }
  package func misfit(on shape: FeatureShape) -> String? { nil }
  package func output(of shape: FeatureShape) -> FeatureShape { shape }
  package func outputWidth(_ width: Int) -> Int { width }
  package func minimumInputWidth(forOutputWidth width: Int) -> Int { width }
  package var gap: Int { 1 }

  // MARK: Training and reading

  package func makeTrainingLayer(name: String, number: Int, input: FeatureShape) -> any TrainingLayer {
    DropoutTraining(probability: probability, number: number)
  }

  package func makeReading(_ request: ReadingRequest) -> ReadingForm { ReadingForm([]) }
}

final class DropoutTraining: TrainingLayer {
  struct Cache {
    /// What each element was multiplied by.
    fileprivate let mask = Strip()
  }

  /// Of an element to be zeroed, `0..<1`.
  private let probability: Float
  /// Tells the layers of a network apart, so that no two draw the same numbers.
  private let number: Int

  init(probability: Float, number: Int) {
    precondition(probability >= 0 && probability < 1, "dropout with probability \(probability)")
    self.probability = probability
    self.number = number
  }

  var parameters: [Parameter] { [] }
  func initialize(using random: inout RandomSource, start: RecurrentStart) {}
  func makeCache() -> Cache { Cache() }

  func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    output.reshape(input.layout, channels: input.channels)
    let mask = cache.mask
    mask.reshape(input.layout, channels: input.channels)
    let factor = 1 / (1 - probability)
    // 32 random bits an element, two elements a number.
    let threshold = UInt32(Double(probability) * 0x1p32)
    let strip = UInt64(context.part) << 48 | UInt64(context.step)
    let step = RandomSource(seed: context.seed, stream: strip).state.0
    mask.forEachPiece(threads: context.threads) { piece, row, column, count in
      var random = RandomSource(seed: step, stream: UInt64(number) << 32 | UInt64(piece))
      let mask = mask.position(row: row, column: column)
      var bits: UInt64 = 0
      for index in 0..<count * input.channels {
        bits = index % 2 == 0 ? random.next() : bits >> 32
        mask[index] = UInt32(truncatingIfNeeded: bits) < threshold ? 0 : factor
      }
      let from = input.position(row: row, column: column)
      let to = output.position(row: row, column: column)
      for index in 0..<count * input.channels { to[index] = from[index] * mask[index] }
    }
  }

  func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext
  ) {
    guard let inputGradient else { return }
    inputGradient.reshape(input.layout, channels: input.channels)
    let mask = cache.mask
    inputGradient.forEachPiece(threads: context.threads) { _, row, column, count in
      let gradient = outputGradient.position(row: row, column: column)
      let mask = mask.position(row: row, column: column)
      let to = inputGradient.position(row: row, column: column)
      for index in 0..<count * input.channels { to[index] = gradient[index] * mask[index] }
    }
  }
}
