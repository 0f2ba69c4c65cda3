import LegibleSynthesis

/// What a run draws its crops from. It goes into checkpoints, so that a resumed run finds the same crops.
package struct TrainingRecipe: Codable, Sendable, Equatable {
  /// Data sets to train on, as `Dataset(path:)` opens them. May be empty where everything is synthetic.
  package var datasets: [String] = []
  /// Data sets to validate on. Where there are none, crops are held out: of the data sets, or synthetic ones.
  package var validation: [String] = []
  /// Share of synthetic crops, `0...1`.
  package var syntheticShare: Float = 0
  /// What synthetic crops are made from; nil without any.
  package var synthesis: SynthesisOptions?
  /// Strength of the distortions of real crops, `0...1`.
  package var augmentation: Float = 0.5
  /// Probability that a real crop turns into its negative, `0...1`.
  package var inversion: Float = 0
  /// The length that was asked for: passes over the data, steps. What came of it is in the options.
  package var epochs: Double?
  package var steps: Int?
  /// The model whose weights the run started from; nil for a random start.
  package var start: String?

  package init() {}
}
