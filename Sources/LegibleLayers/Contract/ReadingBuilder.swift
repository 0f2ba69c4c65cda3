import LegibleTensors

/// Makes the layers of a spec ready for reading: finds out which of them pass bytes to each other, lets
/// layers take in what stands behind them, packs all weights on all cores.
package struct ReadingBuilder: Sendable {
  /// What a layer that holds tensors reads with. Asked for from several threads.
  private let weights: @Sendable (PlacedLayer) -> LayerWeights
  /// How the bytes are to be read that a layer multiplies, by the layer's name; nil where it calculates with
  /// floats.
  private let quantization: @Sendable (String) -> Quantization?
  /// A layer to be put in front of the layer of this name; nil for none. With probes no layer takes in the one behind it.
  private let probe: (@Sendable (String) -> (any ReadingLayer)?)?

  package init(
    weights: @escaping @Sendable (PlacedLayer) -> LayerWeights,
    quantization: @escaping @Sendable (String) -> Quantization? = { _ in nil },
    probe: (@Sendable (String) -> (any ReadingLayer)?)? = nil
  ) {
    self.weights = weights
    self.quantization = quantization
    self.probe = probe
  }

  /// - Parameters:
  ///   - name: of the series in a model file, such as `layers`.
  ///   - reads, writes: what goes into the first layer and comes out of the last one.
  package func series(
    _ series: LayerSeries, name: String, reads: Strip.Format = .floats, writes: Strip.Format = .floats
  ) -> ReadingSeries {
    let layers = series.placed(name: name)
    var makers: [@Sendable () -> ReadingForm] = []
    /// The makers of each layer.
    var places: [Range<Int>] = []
    var current = reads
    for index in layers.indices {
      let layer = layers[index]
      let first = makers.count
      let passes = layer.spec.byteUse(of: .any, input: layer.input) == .passes
      if !passes, case .bytes(let quantization)? = wanted(by: layers[index...]), current == .floats {
        makers.append { ReadingForm([QuantizingLayer(quantization: quantization)]) }
        current = .bytes(quantization)
      }
      if let probe = probe?(layer.name) { makers.append { ReadingForm([probe]) } }
      // Whoever stands before a layer of bytes writes them, unless it calculates with floats.
      let next = wanted(by: layers[(index + 1)...]) ?? writes
      let calculatesWithFloats = quantization(layer.name) == nil && !(layer.spec is any CompositeLayerSpec)
      let written = passes ? current : calculatesWithFloats ? .floats : next
      let behind = probe == nil && index + 1 < layers.count ? layers[index + 1].spec : nil
      makers.append { [reads = current] in form(of: layer, reads: reads, writes: written, next: behind) }
      current = written
      places.append(first..<makers.count)
    }
    precondition(current == writes, "layers that end in another format than asked for")
    return ReadingSeries(run(makers, places))
  }

  /// What the first of some layers wants to read that does more than to pass on what it gets; nil where all
  /// pass it on.
  private func wanted(by layers: ArraySlice<PlacedLayer>) -> Strip.Format? {
    for layer in layers {
      if let composite = layer.spec as? any CompositeLayerSpec {
        return wanted(by: composite.body.placed(name: layer.name)[...]) ?? .floats
      }
      guard layer.spec.byteUse(of: .any, input: layer.input) != .passes else { continue }
      return quantization(layer.name).map { .bytes($0) } ?? .floats
    }
    return nil
  }

  private func form(
    of layer: PlacedLayer, reads: Strip.Format, writes: Strip.Format, next: (any LayerSpec)?
  ) -> ReadingForm {
    layer.spec.makeReading(
      ReadingRequest(
        name: layer.name, input: layer.input, weights: weights(layer), reads: reads, writes: writes,
        next: next
      ) { body, reads, writes in
        series(body, name: layer.name, reads: reads, writes: writes)
      })
  }

  /// Packing is most of what a process does before it can read its first crop.
  private func run(
    _ makers: [@Sendable () -> ReadingForm], _ places: [Range<Int>]
  ) -> [any ReadingLayer] {
    var forms = [ReadingForm](repeating: ReadingForm([]), count: makers.count)
    forms.withUnsafeMutableBufferPointer { forms in
      parallelFor(pieces: makers.count, threads: processorCount) { forms[$0] = makers[$0]() }
    }
    var layers: [any ReadingLayer] = []
    var isIncluded = false
    for place in places {
      if !isIncluded { layers += forms[place].flatMap(\.layers) }
      isIncluded = !isIncluded && forms[place].last?.includesNext == true
    }
    return layers
  }
}
