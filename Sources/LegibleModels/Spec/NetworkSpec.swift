import LegibleLayers

/// A network written in VGSL, the notation of Tesseract and kraken: the whole recipe from which a model is
/// rebuilt.
///
/// Example: `[1,32,0,1 Cr3,3,64 Mp2,2 S1(1x0)1,3 Lbx160 O1c96]`: first the input, a strip of one channel, 32
/// pixels high and of any width, then the layers, whose words are in the README of `LegibleLayers`. A value
/// of this type is always sound: every layer fits the one before it, the limits are kept, and
/// `NetworkSpec(parsing: spec.description) == spec`.
package struct NetworkSpec: Hashable, Sendable, CustomStringConvertible {
  /// Height of the input strip, in pixels. Its width is free; it has one channel.
  package let inputHeight: Int
  /// The layers in the order a crop passes them, the output last, and the shapes between them. A layer's
  /// index is its index in the names of its tensors.
  package let series: LayerSeries

  /// Reads a spec string. White space may stand between the words and after a comma, and may be left out.
  ///
  /// - Throws: `NetworkSpecError`, with the place in the string, what stands there and what should.
  package init(parsing text: String) throws(NetworkSpecError) {
    var reader = SpecReader(text)
    reader.skipSpace()
    guard reader.take("[") else { throw reader.error("'[' and the input, for example [1,32,0,1 ...]") }
    inputHeight = try Self.parseInput(&reader)
    var parameterCount = 0
    series = try LayerSeries(
      &reader, on: FeatureShape(height: inputHeight, channels: 1, isColumns: false),
      parameterCount: &parameterCount)
    reader.skipSpace()
    guard reader.isAtEnd else { throw reader.error("nothing after the closing bracket") }
    guard minimumInputWidth <= SpecLimit.minimumWidth else {
      throw reader.error(
        "a network that makes a column of \(SpecLimit.minimumWidth) pixels: pool the width less", at: 0)
    }
  }

  private static func parseInput(_ reader: inout SpecReader) throws(NetworkSpecError) -> Int {
    reader.skipSpace()
    try reader.expect("1", "batch size 1")
    try reader.comma()
    let height = try reader.number("an input height", in: 1...SpecLimit.size)
    try reader.comma()
    try reader.expect("0", "input width 0, which means any width")
    try reader.comma()
    try reader.expect("1", "1 input channel, luma")
    return height
  }

  /// Builds a spec from layers.
  ///
  /// - Parameters:
  ///   - inputHeight: Height of the input strip in pixels.
  ///   - layers: All layers, the output layer last.
  /// - Throws: `NetworkSpecError` as `init(parsing:)` does; the position is the one in the printed spec.
  package init(inputHeight: Int, layers: [any LayerSpec]) throws(NetworkSpecError) {
    try self.init(parsing: "[1,\(inputHeight),0,1" + layers.map { " \($0)" }.joined() + "]")
  }

  /// The canonical string: one space between the words, defaults left out.
  package var description: String { "[1,\(inputHeight),0,1 \(series)]" }

  package var layers: [any LayerSpec] { series.layers }

  /// The layers that hold tensors of their own, under their names in a model file.
  package var leaves: [PlacedLayer] {
    series.placed(name: Self.name).flatMap { $0.spec.leaves(name: $0.name, input: $0.input) }
  }

  /// What the names of all tensors begin with.
  package static let name = "layers"

  // MARK: Output

  /// True for a network that gives the class of a crop, false for one that writes its text.
  package var isClassifier: Bool { (layers.last as? Output)?.target == .classes }

  /// Outputs: the symbols of the alphabet and the CTC blank at index 0, or the classes.
  package var symbolCount: Int { series.output.channels }

  /// The same network for another number of outputs.
  /// - Throws: `NetworkSpecError` where that is out of its limits.
  package func with(symbols: Int) throws(NetworkSpecError) -> NetworkSpec {
    let output = isClassifier ? Output(classes: symbols) : Output(symbols: symbols)
    return try NetworkSpec(inputHeight: inputHeight, layers: layers.dropLast() + [output])
  }

  // MARK: Shapes

  /// The shape that comes out of a layer.
  package func outputShape(ofLayer index: Int) -> FeatureShape { series.shapes[index + 1] }

  /// The gap that the network needs between neighbours in a strip.
  package var gap: Int { series.gap }

  /// Columns of logits for a strip of this width: the `T` that a label must fit into. Zero where the strip is
  /// too narrow for the network.
  ///
  /// - Parameter width: Pixels, `0...1_048_576`.
  package func columns(forInputWidth width: Int) -> Int { series.outputWidth(checked(width)) }

  /// Columns after a layer for a strip of this width; zero where the strip is too narrow.
  ///
  /// - Parameter width: Pixels, `0...1_048_576`.
  package func columns(forInputWidth width: Int, afterLayer index: Int) -> Int {
    layers[...index].reduce(checked(width)) { $1.outputWidth($0) }
  }

  /// The narrowest input strip that gives at least one column. Narrower crops are stretched to it.
  package var minimumInputWidth: Int { series.minimumInputWidth(forOutputWidth: 1) }

  private func checked(_ width: Int) -> Int {
    precondition(
      (0...SpecLimit.width).contains(width), "input width \(width) is not in 0...\(SpecLimit.width)")
    return width
  }

  // MARK: Cost

  /// Trained numbers of a layer.
  package func parameterCount(ofLayer index: Int) -> Int {
    LayerSeries.parameterCount(layers[index], input: series.shapes[index])
  }

  /// Trained numbers of the whole network.
  package var parameterCount: Int { layers.indices.reduce(0) { $0 + parameterCount(ofLayer: $1) } }

  /// Multiply-adds of each layer for a strip of this width. Pooling, activations, gates and batch
  /// normalisation (which is folded into its convolution for reading) count nothing.
  ///
  /// - Parameter width: Pixels, `0...1_048_576`.
  package func multiplyAdds(forInputWidth width: Int) -> [Int] { series.multiplyAdds(width: checked(width)) }
}
