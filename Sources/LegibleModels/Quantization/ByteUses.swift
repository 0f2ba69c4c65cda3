import LegibleLayers

extension NetworkSpec {
  /// What each layer that holds tensors does with bytes when the network is quantised, in order.
  var byteUses: [(layer: PlacedLayer, use: ByteUse)] {
    // The input strip holds numbers from -1 to 1, but a network is quantised for what crops it has seen.
    var numbers = NumberRange.any
    return Self.byteUses(of: series.placed(name: Self.name), numbers: &numbers)
  }

  /// - Parameter numbers: what goes into the layers, and on return what comes out.
  private static func byteUses(
    of layers: [PlacedLayer], numbers: inout NumberRange
  ) -> [(layer: PlacedLayer, use: ByteUse)] {
    layers.flatMap { layer -> [(layer: PlacedLayer, use: ByteUse)] in
      defer { numbers = layer.spec.outputRange(of: numbers) }
      guard let composite = layer.spec as? any CompositeLayerSpec else {
        return [(layer, layer.spec.byteUse(of: numbers, input: layer.input))]
      }
      var inside = numbers
      return byteUses(of: composite.body.placed(name: layer.name), numbers: &inside)
    }
  }
}
