import LegibleTensors

/// What a layer is to be made from when it is made ready for reading.
package struct ReadingRequest {
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
    input: FeatureShape, weights: LayerWeights, reads: Strip.Format, writes: Strip.Format,
    next: (any LayerSpec)? = nil,
    makeBody: @escaping (LayerSeries, Strip.Format, Strip.Format) -> ReadingSeries = { _, _, _ in
      preconditionFailure("a layer without a body")
    }
  ) {
    self.input = input
    self.weights = weights
    self.reads = reads
    self.writes = writes
    self.next = next
    self.makeBody = makeBody
  }
}
