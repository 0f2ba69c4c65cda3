/// How far augmentation goes.
package struct AugmentationOptions: Sendable, Equatable {
  /// From 0, nothing is changed, to 1, as far as a person can read on. Every range in `Image.augmented` grows
  /// with it.
  package var strength: Float
  /// Probability that a crop turns into its negative, `0...1`. Apart from `strength`, because it helps where
  /// both polarities occur (signs) and does harm where one never does (printed pages).
  package var inversionProbability: Float

  package init(strength: Float = 0.5, inversionProbability: Float = 0) {
    precondition(0...1 ~= strength, "augmentation: strength \(strength) is not in 0...1")
    precondition(
      0...1 ~= inversionProbability,
      "augmentation: inversion probability \(inversionProbability) is not in 0...1")
    self.strength = strength
    self.inversionProbability = inversionProbability
  }
}
