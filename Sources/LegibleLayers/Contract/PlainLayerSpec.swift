/// A kind of layer whose tensors are its own: it is not made of other layers.
package protocol PlainLayerSpec: LayerSpec {}

extension PlainLayerSpec {
  package func leaves(name: String, input: FeatureShape) -> [PlacedLayer] {
    [PlacedLayer(name: name, spec: self, input: input)]
  }
}
