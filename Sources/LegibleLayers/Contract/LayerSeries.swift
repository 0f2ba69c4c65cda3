/// Layers one after another, each of which fits the one before it: a whole network, or the inside of a
/// composite layer.
package struct LayerSeries: Hashable, Sendable, CustomStringConvertible {
  package let layers: [any LayerSpec]
  /// Shapes between the layers: `shapes[i]` goes into layer `i`, `shapes[i + 1]` comes out of it.
  package let shapes: [FeatureShape]

  /// Reads layers up to a closing bracket, and takes that too.
  ///
  /// - Parameters:
  ///   - shape: what the first layer stands on.
  ///   - parameterCount: numbers trained in the layers before; those of these layers are added, and the sum
  ///     is checked.
  /// - Throws: `NetworkSpecError`, with the place in the string, what stands there and what should.
  package init(
    _ reader: inout SpecReader, on shape: FeatureShape, parameterCount: inout Int
  ) throws(NetworkSpecError) {
    var layers: [any LayerSpec] = []
    var shapes = [shape]
    let isNetwork = reader.depth == 0
    while true {
      reader.skipSpace()
      let start = reader.position
      let isEnded = layers.last?.endsNetwork ?? false
      if reader.peek() == "]" {
        guard !isNetwork || isEnded else {
          throw reader.error("the output layer, for example O1c96, before the closing bracket")
        }
        _ = reader.take("]")
        break
      }
      if isEnded { throw reader.error("']' after the output layer") }
      guard reader.layerCount < SpecLimit.layers else {
        throw reader.error("at most \(SpecLimit.layers) layers")
      }
      reader.layerCount += 1
      let shape = shapes[layers.count]
      let layer = try Self.parseLayer(&reader, on: shape)
      if let demand = layer.misfit(on: shape) { throw reader.error(demand, at: start) }
      if layer.endsNetwork, !isNetwork {
        throw reader.error("a layer within the network, before the last bracket", at: start)
      }
      parameterCount += Self.parameterCount(layer, input: shape)
      guard parameterCount <= SpecLimit.parameters else {
        throw reader.error(
          "a network of at most \(SpecLimit.parameters) parameters: make the layers smaller", at: start)
      }
      shapes.append(layer.output(of: shape))
      layers.append(layer)
    }
    self.layers = layers
    self.shapes = shapes
  }

  private init(layers: [any LayerSpec], shapes: [FeatureShape]) {
    self.layers = layers
    self.shapes = shapes
  }

  /// The first layers alone.
  package func prefix(_ count: Int) -> LayerSeries {
    LayerSeries(layers: Array(layers[..<count]), shapes: Array(shapes[...count]))
  }

  private static func parseLayer(
    _ reader: inout SpecReader, on shape: FeatureShape
  ) throws(NetworkSpecError) -> any LayerSpec {
    for kind in layerKinds {
      if let layer = try kind.parse(&reader, on: shape) { return layer }
    }
    let words = layerKinds.map { $0.word }
    throw reader.error("a layer: \(words.dropLast().joined(separator: ", ")) or \(words.last ?? "")")
  }

  /// The words, one space between them.
  package var description: String { layers.map { "\($0)" }.joined(separator: " ") }

  /// Two series are equal where their words are: a layer's word says all of it.
  package static func == (a: Self, b: Self) -> Bool {
    a.shapes == b.shapes && a.description == b.description
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(description) }

  // MARK: Places

  /// The layers with their names in a model file.
  /// - Parameter name: what all names begin with, such as `layers`.
  package func placed(name: String) -> [PlacedLayer] {
    layers.indices.map { PlacedLayer(name: "\(name).\($0)", spec: layers[$0], input: shapes[$0]) }
  }

  /// The shape that comes out of the last layer.
  package var output: FeatureShape { shapes[layers.count] }

  /// The layers for training.
  /// - Parameters:
  ///   - name: what all names begin with, such as `layers`.
  ///   - firstNumber: of the first one, among all layers of the network.
  package func makeTrainingLayers(name: String, firstNumber: Int = 0) -> [any TrainingLayer] {
    placed(name: name).enumerated().map { index, layer in
      layer.spec.makeTrainingLayer(name: layer.name, number: firstNumber + index, input: layer.input)
    }
  }

  /// Numbers that are trained in a layer.
  package static func parameterCount(_ layer: any LayerSpec, input: FeatureShape) -> Int {
    layer.leaves(name: "", input: input).flatMap { $0.spec.parameters(input: $0.input) }
      .reduce(0) { $0 + ($1.isTrained ? $1.count : 0) }
  }

  // MARK: Widths

  /// Columns out for columns in; zero where there are too few.
  package func outputWidth(_ width: Int) -> Int { layers.reduce(width) { $1.outputWidth($0) } }

  /// The narrowest input that gives so many columns of output, at least 1; from the last layer back to the
  /// first.
  package func minimumInputWidth(forOutputWidth width: Int) -> Int {
    layers.reversed().reduce(width) { width, layer in
      // Strides multiply; far above the limit it does not matter by how much.
      min(layer.minimumInputWidth(forOutputWidth: width), SpecLimit.width)
    }
  }

  /// The widest gap that any of the layers needs between neighbours.
  package var gap: Int { layers.reduce(1) { max($0, $1.gap) } }

  /// Multiply-adds of each layer for a strip of this many columns.
  package func multiplyAdds(width: Int) -> [Int] {
    var width = width
    return layers.indices.map { index in
      defer { width = layers[index].outputWidth(width) }
      return layers[index].multiplyAdds(input: shapes[index], width: width)
    }
  }
}
