/// A recurrent layer of any cell, for those who carry its state from one call to the next.
package protocol RecurrentLayerSpec: LayerSpec {
  /// Numbers that an item carries: see `RecurrentState.size`.
  var stateSize: Int { get }
}

extension Recurrent: RecurrentLayerSpec {
  package var stateSize: Int { course.direction.walks.count * cell.stateSize }
}
