import LegibleModels

/// How a run is done. All of it goes into checkpoints, so that a resumed run is the same run.
package struct TrainingOptions: Codable, Sendable, Equatable {
  /// Crops in a step.
  package var batchSize = 64
  /// Highest learning rate.
  package var learningRate: Float = 2e-3
  /// Steps until the rate is at its highest.
  package var warmupSteps = 400
  /// Learning rate at the end, as a share of the highest.
  package var finalRateShare: Float = 0.01
  package var weightDecay: Float = 0.01
  /// Limit of the gradients' norm.
  package var clippingNorm: Double = 5
  /// Weight of the past in the moving average that is saved as the model.
  package var averageDecay: Float = 0.999
  /// End after so many steps.
  package var steps: Int?
  /// End after so many minutes, counted over all resumed parts. The schedule then follows the clock, and a second run is
  /// like the first but not the same bits.
  package var minutes: Double?
  /// End after so many reports without a better validation.
  package var patience: Int?
  /// Steps from one report, with its validation, to the next.
  package var stepsPerReport = 500
  /// Seconds from one checkpoint to the next.
  package var secondsPerCheckpoint: Double = 300
  package var seed: UInt64 = 1
  /// How narrow crops become wider; nil where all keep their proportions. It becomes part of the model.
  package var stretching: CropScaling.Stretching?

  package init() {}
}
