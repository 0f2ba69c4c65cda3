import LegibleTensors

/// One layer of a network spec, and all that the package knows of its kind.
///
/// A kind of layer is a type that conforms to this protocol, in one file or in one folder of its name, and
/// one line in `layerKinds`. Everything else (the parser, the network, model files, `ocr inspect`,
/// calibration, quantisation) asks the questions below and knows no kind by name. The questions stand in the
/// order in which a reader asks them. None has a default answer that could be wrong: a kind that leaves one
/// open does not compile.
///
/// Kinds without weights conform to `WeightlessLayerSpec`, kinds made of other layers to
/// `CompositeLayerSpec`; both answer what follows from that.
package protocol LayerSpec: Hashable, Sendable, CustomStringConvertible {
  // MARK: The word. `description` prints it, defaults left out, so that `parse` reads it again.

  /// How the word begins, for the message that lists all of them.
  static var word: String { get }

  /// Reads the layer's word.
  /// - Parameter shape: what the layer would stand on, for kinds that hold other layers.
  /// - Returns: nil, having taken nothing, where another word stands there.
  static func parse(_ reader: inout SpecReader, on shape: FeatureShape) throws(NetworkSpecError) -> Self?

  // MARK: Shape

  /// True if nothing may follow: the layer's features are the network's output.
  var endsNetwork: Bool { get }

  /// What would have to be different for the layer to stand on `shape`; nil where it may.
  func misfit(on shape: FeatureShape) -> String?

  func output(of shape: FeatureShape) -> FeatureShape

  /// Columns out for columns in; zero where there are too few.
  func outputWidth(_ width: Int) -> Int

  /// The narrowest input that gives so many columns of output, at least 1.
  func minimumInputWidth(forOutputWidth width: Int) -> Int

  /// Columns of zeros that the layer's passes need between neighbouring items, at least 1.
  var gap: Int { get }

  // MARK: Weights

  /// The layers that hold tensors of their own, and what each stands on: this one, or those that a composite
  /// is made of.
  /// - Parameter name: of this layer in a model file, such as `layers.0`.
  func leaves(name: String, input: FeatureShape) -> [PlacedLayer]

  /// What training keeps of the layer, in PyTorch's shapes and order.
  func parameters(input: FeatureShape) -> [TensorDescription]

  /// What is left of it for reading: batch normalisation folded, sums of biases taken. Matrices become bytes
  /// in a quantised model, vectors stay floats.
  func readingTensors(input: FeatureShape) -> [TensorDescription]

  /// The values of `readingTensors`, in order, given those of `parameters` by their roles.
  func fold(_ parameter: (String) -> TensorValues<Float>, input: FeatureShape) -> [TensorValues<Float>]

  /// Multiply-adds for a strip of this many columns. Pooling, activations, gates and batch normalisation
  /// count nothing.
  func multiplyAdds(input: FeatureShape, width: Int) -> Int

  // MARK: Training

  /// - Parameters:
  ///   - name: the prefix of its parameters' names, such as `layers.0`.
  ///   - number: tells the layers of a network apart, so that no two draw the same random numbers.
  func makeTrainingLayer(name: String, number: Int, input: FeatureShape) -> any TrainingLayer

  // MARK: Reading

  /// What the layer does with bytes in a quantised network, given what its input's numbers may be.
  func byteUse(of numbers: NumberRange, input: FeatureShape) -> ByteUse

  /// True if the layer can multiply bytes that stand for numbers in this way. A file says how its bytes are
  /// to be read, and a file can be hostile.
  func accepts(_ quantization: Quantization, input: FeatureShape) -> Bool

  /// What the output's numbers may be.
  func outputRange(of numbers: NumberRange) -> NumberRange

  /// The layer made ready for reading: weights packed, nothing that only training needs.
  func makeReading(_ request: ReadingRequest) -> ReadingForm
}

extension LayerSpec {
  /// Multiply-adds where every element of a matrix is used once at each position of the output.
  package func multiplyAddsOfMatrices(input: FeatureShape, width: Int) -> Int {
    let weights = readingTensors(input: input).reduce(0) { $0 + ($1.isMatrix ? $1.count : 0) }
    return weights * output(of: input).height * outputWidth(width)
  }
}

extension LayerSpec {
  /// What is wrong with a layer of feature maps on `shape`; nil where it fits.
  package func misfitOfFeatureMap(on shape: FeatureShape) -> String? {
    if shape.isColumns { return "a layer for columns: convolution and pooling stand before S1(1x0)1,3" }
    let result = output(of: shape)
    if result.height < 1 { return "a kernel of at most the height \(shape.height) that reaches this layer" }
    if result.height * result.channels > SpecLimit.column {
      return "at most \(SpecLimit.column) rows times channels, not \(result.height) times"
        + " \(result.channels): pool the height first"
    }
    return nil
  }

  /// What is wrong with a layer of columns on `shape`; nil where it fits.
  package func misfitOfColumns(on shape: FeatureShape) -> String? {
    shape.isColumns
      ? nil : "columns, not a feature map of height \(shape.height): put S1(1x0)1,3 before this layer"
  }
}
