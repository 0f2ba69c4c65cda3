import LegibleLayers

/// How a recurrent language model is trained.
package struct LanguageTrainingOptions: Sendable, Equatable {
  /// Layers in brackets; the output layer is added.
  package var network = "[Fl64 Lfx256]"
  /// Passes over the texts; steps; minutes, with which the schedule follows the clock. What comes first ends the run.
  package var epochs: Double?
  package var steps: Int?
  package var minutes: Double?
  /// Texts that are read side by side.
  package var streams = 32
  /// Characters that a step reads of each, and through which gradients go back; what came before is in the state.
  package var truncation = 64
  /// Highest learning rate.
  package var learningRate: Float = 4e-3
  package var clipping = Clipping(norm: 1)
  package var start = RecurrentStart()
  package var weightDecay: Float = 0
  package var seed: UInt64 = 1
  /// Every which text is held out; nil for none.
  package var heldOutInterval: Int? = 20
  /// How often a run is measured and saved.
  package var reports = 20

  package init() {}

  /// Where nothing says when to end, three passes do.
  package var length: (epochs: Double?, steps: Int?, minutes: Double?) {
    epochs == nil && steps == nil && minutes == nil ? (3, nil, nil) : (epochs, steps, minutes)
  }
}
