/// Where the numbers of one step lie, for the sequences that are still running: `count` rows of each kind, one
/// after the other.
package struct RecurrentRows {
  let count: Int
  /// `[count, S]`: sums before activation. A cell may leave activated gates there for its gradient.
  let sums: UnsafeMutablePointer<Float>
  /// `[count, M]` and `[count, O]`: written by the step.
  let memory, output: UnsafeMutablePointer<Float>
  /// `[count, M]` and `[count, O]` of the step before; nil for zeros. Without a memory that is carried,
  /// `previousMemory` has no meaning.
  let previousMemory, previousOutput: UnsafePointer<Float>?
  /// `weight_c`.
  let peepholes: UnsafePointer<Float>
}

/// Where the gradients of one step lie, in rows as those of the step.
package struct RecurrentRowGradients {
  /// `[count, O]`: all of it, from above and from the following step.
  let output: UnsafePointer<Float>
  /// `[count, M]`. Carried memory: from the following step on entry, for the previous one on return. Other memory:
  /// what the product of a later stage gave.
  let memory: UnsafeMutablePointer<Float>
  /// `[count, S]`: written, with respect to the sums before activation.
  let sums: UnsafeMutablePointer<Float>
  /// `[count, O]`: what reaches the previous output by another way than the products is added to it. Nil where
  /// nobody asks.
  let previousOutput: UnsafeMutablePointer<Float>?
  /// Of `weight_c`: added to. A cell without peepholes leaves it alone.
  let peepholes: UnsafeMutablePointer<Float>
}
