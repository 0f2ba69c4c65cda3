import LegibleLanguage
import LegibleModels
import LegibleTensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Everything that a run needs to go on, in one safetensors file: weights, moments, averages, options, state.
///
/// Written whole or not at all, so that a process may be killed at any moment.
package struct Checkpoint {
  package let header: Header
  private let tensors: SafeTensors

  private static let key = ModelFile.checkpointKey

  /// Opens a checkpoint.
  /// - Throws: `ModelFileError` for a file that is not a whole checkpoint.
  package init(contentsOf path: String) throws(ModelFileError) {
    tensors = try SafeTensors(contentsOf: path)
    guard let text = tensors.metadata[Self.key] else {
      let words = ModelFile.isModel(tensors) ? "a model, not the" : "not the"
      throw ModelFileError(
        path: path, kind: .unsuitable,
        message: "\(words) checkpoint of a training run; give the file that the run keeps beside its model")
    }
    guard tensors.hasChecksum else {
      throw ModelFileError(
        path: path, kind: .damaged,
        message: "it has no checksum, so it was changed after Legible wrote it; start the run anew")
    }
    do {
      let decoder = JSONDecoder()
      let data = Data(text.utf8)
      guard try decoder.decode(Version.self, from: data).version == Header.currentVersion else {
        throw ModelFileError(
          path: path, kind: .newerVersion,
          message:
            "a run of another version of Legible; end it with that version, or start the run anew")
      }
      header = try decoder.decode(Header.self, from: data)
    } catch let error as ModelFileError {
      throw error
    } catch {
      throw ModelFileError(
        path: path, kind: .damaged, message: "its metadata is not that of a checkpoint; start the run anew")
    }
    if let fault = header.fault() {
      throw ModelFileError(path: path, kind: .damaged, message: "its \(fault); start the run anew")
    }
  }

  /// The model of the run, with the weights it had.
  /// - Throws: `ModelFileError`, `NetworkSpecError`, `AlphabetError` if the file does not hold what its
  ///   header says.
  package func model() throws -> Model {
    let network = Network(try NetworkSpec(parsing: header.spec))
    try network.load(tensors, prefix: Prefix.weights.rawValue)
    return Model(
      network: network, vocabulary: try header.vocabulary(of: network.spec), crops: header.crops)
  }

  /// Puts a trainer, made with this checkpoint's model and options, where the run stood.
  /// - Throws: `ModelFileError` if the file does not hold what its header says.
  package func restore(_ trainer: Trainer) throws(ModelFileError) {
    for (prefix, parameters, buffers) in trainer.savedArrays {
      for (parameter, buffer) in zip(parameters, buffers) {
        try parameter.load(tensors, prefix: prefix.rawValue, into: buffer)
      }
    }
    trainer.state = header.state
  }

  /// Writes a trainer's checkpoint.
  /// - Parameter data: what the trainer's source draws from.
  /// - Throws: `ModelFileError` of kind `.unwritable`.
  package static func write(_ trainer: Trainer, data: DataFingerprint, to path: String) throws {
    let header = Header(
      version: Header.currentVersion, spec: trainer.model.network.spec.description,
      alphabet: trainer.model.vocabulary.names, crops: trainer.model.crops,
      options: trainer.options, data: data, state: trainer.state)
    let sources = trainer.savedArrays.flatMap { prefix, parameters, buffers in
      zip(parameters, buffers).map { $0.source(prefix: prefix.rawValue, of: $1) }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try SafeTensors.write(
      sources, metadata: [key: String(decoding: try encoder.encode(header), as: UTF8.self)], to: path)
  }

  /// The one thing that checkpoints of all versions may have.
  private struct Version: Decodable {
    var version: Int?
  }

  /// What stands before a parameter's name in the names of its arrays.
  fileprivate enum Prefix: String {
    case weights = "weights."
    case averages = "averages."
    case firstMoments = "moments1."
    case secondMoments = "moments2."
  }
}

extension Trainer {
  /// All arrays that a checkpoint holds.
  fileprivate var savedArrays: [(Checkpoint.Prefix, [Parameter], [FloatBuffer])] {
    [
      (.weights, model.network.parameters, model.network.parameters.map(\.value)),
      (.averages, average.parameters, average.averages),
      (.firstMoments, optimizer.parameters, optimizer.firstMoments),
      (.secondMoments, optimizer.parameters, optimizer.secondMoments),
    ]
  }
}
