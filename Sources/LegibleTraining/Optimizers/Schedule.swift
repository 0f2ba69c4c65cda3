import LegibleSystem

/// The learning rate over a run: a linear warm-up, then half a cosine down to a small share of the peak
/// (Loshchilov and Hutter 2017, eq. 5, one cycle).
package struct Schedule: Sendable, Equatable {
  /// The highest rate, reached when the warm-up ends.
  package var peak: Float
  /// Steps of the warm-up.
  package var warmupSteps: Int
  /// The rate at the end, as a share of the peak.
  package var finalShare: Float

  package init(peak: Float, warmupSteps: Int, finalShare: Float = 0.01) {
    precondition(peak > 0 && warmupSteps >= 0 && finalShare >= 0, "a schedule with a peak of \(peak)")
    self.peak = peak
    self.warmupSteps = warmupSteps
    self.finalShare = finalShare
  }

  /// - Parameters:
  ///   - step: number of the step, from 0.
  ///   - progress: how much of the whole run is done, `0...1`.
  package func rate(step: Int, progress: Double) -> Float {
    let cosine = Float(0.5 * (1 + cos(Double.pi * min(max(progress, 0), 1))))
    let decayed = peak * (finalShare + (1 - finalShare) * cosine)
    return step < warmupSteps ? decayed * Float(step + 1) / Float(warmupSteps) : decayed
  }
}
