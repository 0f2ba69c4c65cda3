import LegibleKernels
import LegibleTensors

/// AdamW: Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2).
package final class AdamW {
  package struct Options: Sendable, Equatable {
    /// Decay of the first and of the second moment.
    package var beta1: Float = 0.9
    package var beta2: Float = 0.999
    package var epsilon: Float = 1e-8
    /// Weight decay, for parameters of kind `weight` alone.
    package var decay: Float = 0.01

    package init() {}
  }

  package let options: Options
  /// The parameters that are trained, in order.
  package let parameters: [Parameter]
  /// First and second moments, for each parameter.
  package let firstMoments, secondMoments: [FloatBuffer]

  /// - Parameter parameters: those of kind `statistic` are passed over.
  package init(_ parameters: [Parameter], options: Options = Options()) {
    self.options = options
    self.parameters = parameters.filter { $0.kind != .statistic }
    firstMoments = self.parameters.map { FloatBuffer(count: $0.count) }
    secondMoments = self.parameters.map { FloatBuffer(count: $0.count) }
  }

  /// Takes one step and sets the gradients back to zero.
  /// - Parameters:
  ///   - step: number of the step, from 0; corrects the moments' bias.
  ///   - rate: learning rate.
  ///   - gradientScale: multiplies every gradient first; see `Clipping`.
  package func step(_ step: Int, rate: Float, gradientScale: Float, threads: Int) {
    parallelFor(pieces: parameters.count, threads: threads) { index in
      let parameter = parameters[index]
      var kernel = LegibleAdamW(
        rate: rate, beta1: options.beta1, beta2: options.beta2, epsilon: options.epsilon,
        decay: parameter.kind == .weight ? options.decay : 0,
        correction1: 1 - power(options.beta1, step + 1), correction2: 1 - power(options.beta2, step + 1),
        gradientScale: gradientScale)
      legible_adamw(
        &kernel, parameter.gradient.base, firstMoments[index].base, secondMoments[index].base,
        parameter.value.base, Int64(parameter.count))
      parameter.gradient.zero(parameter.count)
    }
  }

  /// Euclidean norm of all gradients together.
  package func gradientNorm() -> Double {
    parameters.reduce(0) { $0 + legible_sum_of_squares($1.gradient.base, Int64($1.count)) }.squareRoot()
  }

  private func power(_ base: Float, _ exponent: Int) -> Float {
    var result = 1.0
    var factor = Double(base)
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return Float(result)
  }
}
