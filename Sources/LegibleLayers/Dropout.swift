import LegibleTensors

/// Dropout (Srivastava et al. 2014), inverted: while training, elements are zeroed with the given probability and the rest
/// scaled up, so that reading needs nothing of it.
public final class Dropout: Layer {
  public struct Cache {
    fileprivate(set) var mask = Strip()
  }

  /// Of an element to be zeroed, `0..<1`.
  public let probability: Float
  /// Tells the layers of a network apart, so that no two draw the same numbers.
  private let number: Int

  public var parameters: [Parameter] { [] }

  public init(probability: Float, number: Int) {
    precondition(probability >= 0 && probability < 1, "dropout with probability \(probability)")
    self.probability = probability
    self.number = number
  }

  public func makeCache() -> Cache { Cache() }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (input, channels)
  }

  public func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    output.reshape(input.layout, channels: input.channels)
    let mask = cache.mask
    mask.reshape(input.layout, channels: input.channels)
    let factor = 1 / (1 - probability)
    // 32 random bits an element, two elements a number.
    let threshold = UInt32(Double(probability) * 0x1p32)
    let step = RandomSource(seed: context.seed, stream: UInt64(context.step)).state.0
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

  public func backward(
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

  public func inference() -> (any InferenceLayer)? { nil }
}
