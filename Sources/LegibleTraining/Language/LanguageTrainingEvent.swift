/// What happens while a language model is trained.
package enum LanguageTrainingEvent: Sendable {
  /// A step was taken.
  case step(LanguageTrainingStep)
  /// The model was measured; a good moment to save it.
  case report(LanguageTrainingReport)
}

/// A step that was taken.
package struct LanguageTrainingStep: Sendable {
  /// Steps taken, this one included.
  package var number: Int
  /// Characters that the model has learnt from, ends of texts among them.
  package var characters: Int
  package var seconds: Double
  /// Share of the run that is done, `0...1`.
  package var progress: Double
  /// Mean cross-entropy of the step's characters, in bits.
  package var bits: Double
  /// Norm of the gradients before clipping, and whether it was above its limit.
  package var gradientNorm: Double
  package var isClipped: Bool
  package var learningRate: Float
}

/// How a run stands, and how it went since the report before.
package struct LanguageTrainingReport: Sendable {
  package var step: Int
  package var epochs: Double
  package var progress: Double
  package var seconds: Double
  /// Mean of the steps, in bits per character.
  package var bits: Double
  /// Of the first held-out texts; nil where none are held out.
  package var heldOutBits: Double?
  /// Mean of the steps before clipping, the largest, and the share of steps that were above the limit.
  package var gradientNorm: Double
  package var largestGradientNorm: Double
  package var clippedShare: Double
  package var charactersPerSecond: Double
}
