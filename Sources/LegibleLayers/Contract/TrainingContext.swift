import LegibleTensors

/// What a training step hands to every layer.
package struct TrainingContext {
  /// Threads that a layer may use. No result depends on it.
  package var threads: Int
  /// Seed of the run; with `step` it fixes everything random.
  package var seed: UInt64
  /// Number of the step, from 0.
  package var step: Int
  /// Number of the strip in the step, from 0: a step whose batch is too wide for one has several.
  package var part = 0
  /// What recurrent layers carry from one piece of a stream to the next. Nil: every item starts from zeros, and
  /// nothing is kept.
  package var states: RecurrentStates?
  /// For layers that feed back their output, by their names: the outputs that they should have given, of the
  /// output's shape. A step then gets the one before it from here: teacher forcing (Williams and Zipser 1989).
  package var teachers: [String: Strip] = [:]
  /// Scratch memory, used again by the next layer and the next step.
  package let workspace: Workspace

  /// - Parameter workspace: that of the steps before, so that a step allocates nothing.
  package init(threads: Int, seed: UInt64 = 0, step: Int = 0, workspace: Workspace = Workspace()) {
    precondition(threads >= 1, "a training step on \(threads) threads")
    self.threads = threads
    self.workspace = workspace
    self.seed = seed
    self.step = step
  }
}
