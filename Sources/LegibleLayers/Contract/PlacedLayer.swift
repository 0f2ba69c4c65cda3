/// A layer at its place in a network.
package struct PlacedLayer: Sendable {
  /// In a model file, such as `layers.0`.
  package let name: String
  package let spec: any LayerSpec
  package let input: FeatureShape
}
