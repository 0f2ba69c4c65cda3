import LegibleTensors

/// What a layer is to be made from when it is made ready for reading.
package struct ReadingRequest {
  /// The layer's name in a model file, such as `layers.0`.
  package let name: String
  /// What the layer stands on.
  package let input: FeatureShape
  /// The values of `LayerSpec.readingTensors`.
  package let weights: LayerWeights
  /// What it reads and what it is to write. A layer without weights writes what it reads.
  package let reads, writes: Strip.Format
  /// The layer behind it, which it may take into its own store; nil where it must not.
  package let next: (any LayerSpec)?
  /// Makes the inside of a composite ready.
  package let makeBody: (_ body: LayerSeries, _ reads: Strip.Format, _ writes: Strip.Format) -> ReadingSeries

  package init(
    name: String = "", input: FeatureShape, weights: LayerWeights, reads: Strip.Format, writes: Strip.Format,
    next: (any LayerSpec)? = nil,
    makeBody: @escaping (LayerSeries, Strip.Format, Strip.Format) -> ReadingSeries = { _, _, _ in
      preconditionFailure("a layer without a body")
    }
  ) {
    self.name = name
    self.input = input
    self.weights = weights
    self.reads = reads
    self.writes = writes
    self.next = next
    self.makeBody = makeBody
  }
}
