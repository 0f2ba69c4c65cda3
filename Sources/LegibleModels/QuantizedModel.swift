import LegibleLanguage
import LegibleLayers

/// A quantised network with its alphabet and its history: a model for reading alone.
public struct QuantizedModel: Sendable {
  public let network: QuantizedNetwork
  public let alphabet: Alphabet
  /// How narrow crops become wider; nil where all keep their proportions.
  public let stretching: CropScaling.Stretching?
  /// How the model came about, for people.
  public var trainingRecord: [String: String]

  /// - Precondition: the network has one output for each symbol of the alphabet and one for the blank.
  public init(
    network: QuantizedNetwork, alphabet: Alphabet, stretching: CropScaling.Stretching? = nil,
    trainingRecord: [String: String] = [:]
  ) {
    precondition(
      network.spec.symbolCount == alphabet.symbolCount,
      "a network of \(network.spec.symbolCount) outputs for \(alphabet.symbolCount) symbols")
    self.network = network
    self.alphabet = alphabet
    self.stretching = stretching
    self.trainingRecord = trainingRecord
  }

  /// Writes the model file, whole or not at all.
  /// - Throws: `ModelFileError` of kind `.unwritable`.
  public func write(to path: String) throws {
    try ModelFile.write(
      network.sources, networkSpec: network.spec, alphabet: alphabet.symbols.map { String($0) },
      preprocessing: .init(height: network.spec.inputHeight, stretching: stretching),
      trainingRecord: trainingRecord, precision: .int8, to: path)
  }
}

/// A model of any precision, made ready for reading.
public struct ReadingModel: Sendable {
  public let spec: NetworkSpec
  public let alphabet: Alphabet
  public let precision: Precision
  public let network: InferenceNetwork
  /// How crops become the network's input.
  public let scaling: CropScaling

  /// Opens a model file.
  /// - Throws: `ModelFileError`, or `AlphabetError`, for a file that is not a whole, known model.
  public init(contentsOf path: String) throws {
    let file = try ModelFile(contentsOf: path)
    switch file.precision {
    case .float32: self.init(try Model(file))
    case .int8:
      try file.checkPreprocessing()
      self.init(
        QuantizedModel(
          network: try QuantizedNetwork(spec: file.networkSpec, tensors: file.tensors),
          alphabet: try Alphabet(file.alphabet), stretching: file.preprocessing.stretching,
          trainingRecord: file.trainingRecord))
    }
  }

  /// - Parameter model: later changes to its parameters do not reach this one.
  public init(_ model: Model) {
    spec = model.network.spec
    alphabet = model.alphabet
    precision = .float32
    network = model.network.inference()
    scaling = model.scaling
  }

  public init(_ model: QuantizedModel) {
    spec = model.network.spec
    alphabet = model.alphabet
    precision = .int8
    network = model.network.inference()
    scaling = CropScaling(spec, stretching: model.stretching)
  }
}
