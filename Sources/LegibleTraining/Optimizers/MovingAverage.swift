import LegibleKernels
import LegibleTensors

/// An exponential moving average of a network's parameters and statistics. It reads better than the weights
/// of any single step (Polyak and Juditsky 1992; the decay warms up as in TensorFlow's
/// ExponentialMovingAverage).
package final class MovingAverage {
  package let parameters: [Parameter]
  package let averages: [FloatBuffer]
  /// Weight of the past, reached after the first few hundred steps.
  package let decay: Float

  package init(_ parameters: [Parameter], decay: Float) {
    precondition(decay >= 0 && decay < 1, "a moving average with decay \(decay)")
    self.parameters = parameters
    self.decay = decay
    averages = parameters.map { parameter in
      let average = FloatBuffer(count: parameter.count)
      average.base.update(from: parameter.value.base, count: parameter.count)
      return average
    }
  }

  /// - Parameter step: number of the step just taken, from 0.
  package func update(step: Int, threads: Int) {
    let decay = min(decay, Float(1 + step) / Float(10 + step))
    parallelFor(pieces: parameters.count, threads: threads) { index in
      legible_moving_average(
        parameters[index].value.base, 1 - decay, averages[index].base, Int64(parameters[index].count))
    }
  }
}
