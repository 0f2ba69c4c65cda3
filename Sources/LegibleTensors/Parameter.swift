/// One named array of a network, in PyTorch's layout, with room for its gradient.
package final class Parameter: @unchecked Sendable {
  // Unchecked: training writes it between batches, never while a batch is under way.

  /// What an optimiser may do with it.
  package enum Kind: Sendable {
    /// Trained, with weight decay: matrices and kernels.
    case weight
    /// Trained, without weight decay: biases, and the scales of normalisation.
    case bias
    /// Not trained, but part of the model: running means and variances.
    case statistic
  }

  /// As in PyTorch's state dictionary, such as `layers.0.weight`.
  package let name: String
  package let shape: [Int]
  package let kind: Kind
  /// Row-major, `shape`.
  package private(set) var value: FloatBuffer
  /// The loss's gradient with respect to `value`, same layout. Made when it is first asked for: reading needs none.
  package private(set) lazy var gradient = FloatBuffer(count: count)

  package init(name: String, shape: [Int], kind: Kind, fill: Float = 0) {
    self.name = name
    self.shape = shape
    self.kind = kind
    count = shape.reduce(1, *)
    value = FloatBuffer(count: count)
    if fill != 0 { value.base.update(repeating: fill, count: count) }
  }

  /// Elements: the product of `shape`.
  package let count: Int

  /// Makes memory that holds the value already the parameter's own, without a copy.
  package func adopt(_ value: FloatBuffer) {
    precondition(value.capacity >= count, "\(value.capacity) floats for the \(count) of \(name)")
    self.value = value
  }

  /// Fills the value with uniform numbers in `-bound...bound`.
  package func fillUniform(bound: Float, using random: inout RandomSource) {
    for index in 0..<count { value.base[index] = random.uniform(in: -bound...bound) }
  }

  /// Fills the value with normal numbers of mean 0.
  package func fillNormal(standardDeviation: Float, using random: inout RandomSource) {
    for index in 0..<count { value.base[index] = random.normal() * standardDeviation }
  }
}
