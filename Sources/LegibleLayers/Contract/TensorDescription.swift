import LegibleTensors

/// A tensor of a layer: what it is called, its shape, what it is for.
package struct TensorDescription: Hashable, Sendable {
  /// Its role in the layer, such as `weight` or `norm.running_var`; in a file the layer's name stands before it.
  package let role: String
  /// Sizes, outermost first; row-major, outputs first.
  package let shape: [Int]
  package let kind: Parameter.Kind
  /// What each element is before training, unless `TrainingLayer.initialize` says otherwise.
  package let fill: Float

  package init(_ role: String, _ shape: [Int], _ kind: Parameter.Kind, fill: Float = 0) {
    self.role = role
    self.shape = shape
    self.kind = kind
    self.fill = fill
  }

  /// Number of elements.
  package var count: Int { shape.reduce(1, *) }
  /// False for running statistics, which are saved but are no parameters.
  package var isTrained: Bool { kind != .statistic }
  /// True for what is multiplied: kernels and matrices, which become bytes where a layer multiplies bytes.
  package var isMatrix: Bool { shape.count > 1 }
}
