import LegibleKernels
import LegibleTensors

/// What is done to gradients that are too large: first each number is limited, then all of them together are made
/// shorter (Pascanu, Mikolov and Bengio 2013, algorithm 1).
package struct Clipping: Sendable, Equatable {
  /// The largest norm of all gradients together.
  package var norm: Double
  /// The largest magnitude of a single number; nil for any.
  package var value: Float?

  package init(norm: Double = 5, value: Float? = nil) {
    self.norm = norm
    self.value = value
  }

  /// Limits the gradients' numbers, and gives the factor that brings the norm down to its limit.
  /// - Parameters:
  ///   - gradientNorm: of the gradients as they are.
  ///   - scale: multiplies all gradients before they are limited, as 1 / count does for sums.
  /// - Returns: what is to multiply the gradients, `scale` included.
  package func apply(to optimizer: AdamW, gradientNorm: Double, scale: Double) -> Float {
    var gradientNorm = gradientNorm
    if let value {
      let limit = value / Float(scale)
      for parameter in optimizer.parameters {
        let gradient = parameter.gradient.base
        for index in 0..<parameter.count { gradient[index] = min(limit, max(-limit, gradient[index])) }
      }
      gradientNorm = optimizer.gradientNorm()
    }
    return Float(scale) * Self.factor(norm: gradientNorm * scale, limit: norm)
  }

  /// The factor that brings gradients of this norm down to `limit`, or 1.
  private static func factor(norm: Double, limit: Double) -> Float {
    norm > limit ? Float(limit / norm) : 1
  }
}
