import LegibleLanguage
import LegibleTensors

extension Model {
  /// Opens a model file. The model has its own copy of all: what becomes of the file does not matter to it.
  /// - Throws: `ModelFileError` for a file that is not a whole, known model.
  package init(contentsOf path: String) throws(ModelFileError) {
    try self.init(ModelFile(contentsOf: path))
  }

  /// - Throws: as `init(contentsOf:)`.
  init(_ file: ModelFile) throws(ModelFileError) {
    try file.checkPreprocessing()
    guard file.precision == .float32 else {
      throw ModelFileError(
        path: file.tensors.path, kind: .unsuitable,
        message:
          "its weights are \(file.precision.rawValue), for reading alone: give the float32 model that it was made from"
      )
    }
    // The weights stay where they were read to: one copy of them is enough.
    let network = Network(file.networkSpec)
    for parameter in network.parameters {
      parameter.adopt(try file.tensors.floats(parameter.name, shape: parameter.shape))
    }
    self.init(
      network: network, vocabulary: try file.checkedVocabulary(), crops: file.preprocessing.crops,
      trainingRecord: file.trainingRecord, confidence: file.confidence)
  }
}

extension Network {
  /// Fills all parameters from tensors of their names and shapes.
  /// - Parameter prefix: before the parameter's name in the tensor's.
  /// - Throws: `ModelFileError` for one that is missing or has another shape or type.
  package func load(_ tensors: SafeTensors, prefix: String = "") throws(ModelFileError) {
    for parameter in parameters { try parameter.load(tensors, prefix: prefix, into: parameter.value) }
  }
}

extension Parameter {
  /// Copies the tensor of the parameter's name and shape into an array of its size.
  /// - Throws: `ModelFileError` where it is missing or has another shape or type.
  package func load(_ tensors: SafeTensors, prefix: String, into buffer: FloatBuffer) throws(ModelFileError) {
    try tensors.withFloats(prefix + name, shape: shape) { floats in
      if let base = floats.baseAddress { buffer.base.update(from: base, count: count) }
    }
  }

  /// The parameter's value, or another array of its shape, to be written to a file before either changes.
  package func source(prefix: String = "", of buffer: FloatBuffer? = nil) -> SafeTensors.Source {
    SafeTensors.Source(
      prefix + name, shape: shape,
      floats: UnsafeBufferPointer(start: (buffer ?? value).base, count: count))
  }
}

extension ModelFile {
  /// - Throws: `ModelFileError` for symbols that no alphabet has, and for classes that are none.
  func checkedVocabulary() throws(ModelFileError) -> Vocabulary {
    do {
      return try Vocabulary(names: names, areClasses: networkSpec.isClassifier)
    } catch {
      let what = networkSpec.isClassifier ? "its classes are none" : "its alphabet is none"
      throw ModelFileError(
        path: tensors.path, kind: .damaged, message: "\(what): \(error); write the model again")
    }
  }

  /// - Throws: `ModelFileError` for a file whose crops are scaled in a way that nothing here does.
  func checkPreprocessing() throws(ModelFileError) {
    let known = Preprocessing(height: networkSpec.inputHeight, crops: preprocessing.crops)
    guard preprocessing == known else {
      throw ModelFileError(
        path: tensors.path, kind: .unsuitable,
        message:
          "its crops are to be scaled by mean \(preprocessing.mean) and scale \(preprocessing.scale); "
          + "only 127.5 and 127.5 are read: train the model with this version of Legible")
    }
  }
}
