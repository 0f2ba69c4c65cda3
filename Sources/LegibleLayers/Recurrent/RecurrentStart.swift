import LegibleTensors

/// How recurrent layers start, where there is a choice.
package struct RecurrentStart: Hashable, Sendable {
  /// What the recurrent weights are before training, each square block of a gate by itself.
  package enum Weights: String, CaseIterable, Sendable {
    /// Uniform in `±1/sqrt(H)`, PyTorch's default.
    case uniform
    /// A random orthogonal matrix, which keeps the length of what it multiplies (Saxe et al. 2014). Where a block
    /// is not square, its rows or its columns, whichever are fewer, are orthonormal.
    case orthogonal
    /// The identity: a rectified Elman network starts by remembering everything (Le et al. 2015).
    case identity
  }

  package var weights: Weights
  /// The forget gate's bias: with one it starts open (Jozefowicz et al. 2015).
  package var forgetBias: Float
  /// A GRU's update gate's bias: above zero it starts by keeping its state, for about `exp(bias)` steps (Tallec and
  /// Ollivier 2018, "Can recurrent neural networks warp time?").
  package var updateBias: Float

  package init(weights: Weights = .uniform, forgetBias: Float = 1, updateBias: Float = 0) {
    self.weights = weights
    self.forgetBias = forgetBias
    self.updateBias = updateBias
  }

  /// Fills the recurrent weights of some gates; uniform ones are left as they are.
  /// - Parameters:
  ///   - rows: of the parameter `[..., depth]`.
  ///   - size: rows of a gate.
  func fill(_ parameter: Parameter, rows: Range<Int>, size: Int, using random: inout RandomSource) {
    let depth = parameter.shape[1]
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: size) {
      let block = parameter.value.base + first * depth
      switch weights {
      case .uniform: break
      case .identity:
        block.update(repeating: 0, count: size * depth)
        for index in 0..<min(size, depth) { block[index * depth + index] = 1 }
      case .orthogonal:
        // Vectors along the longer side are made orthonormal.
        let (count, length) = (min(size, depth), max(size, depth))
        let vectors = Self.orthonormal(count: count, length: length, using: &random)
        for row in 0..<size {
          for column in 0..<depth {
            block[row * depth + column] = Float(
              size <= depth ? vectors[row * length + column] : vectors[column * length + row])
          }
        }
      }
    }
  }

  /// Random orthonormal vectors, `[count, length]`, `count <= length`: normal ones, each made orthogonal to those
  /// before it (Gram and Schmidt, modified), twice for the digits that the first time loses.
  private static func orthonormal(
    count: Int, length: Int, using random: inout RandomSource
  ) -> [Double] {
    var vectors = (0..<count * length).map { _ in Double(random.normal()) }
    vectors.withUnsafeMutableBufferPointer { vectors in
      for vector in 0..<count {
        let own = vector * length
        for _ in 0..<2 {
          for other in 0..<vector {
            var product = 0.0
            for index in 0..<length { product += vectors[own + index] * vectors[other * length + index] }
            for index in 0..<length { vectors[own + index] -= product * vectors[other * length + index] }
          }
          var square = 0.0
          for index in 0..<length { square += vectors[own + index] * vectors[own + index] }
          let scale = 1 / square.squareRoot()
          for index in 0..<length { vectors[own + index] *= scale }
        }
      }
    }
    return vectors
  }
}
