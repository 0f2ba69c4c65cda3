import LegibleFiles
import LegibleLanguage

/// A language model as a file: safetensors, as the models that read are, with its alphabet and how it came about in
/// the metadata. Its tensors are those of its kind (`StorableLanguageModel`).
package struct LanguageModelFile: Sendable {
  /// The newest version of the metadata that this code reads, and the one that it writes.
  package static let formatVersion = 1

  /// How much a language model is to count beside pictures: ln P(text | picture) + weight * ln P(text) +
  /// lengthBonus * characters.
  package struct ReadingWeights: Hashable, Sendable, Codable {
    package var weight: Float
    package var lengthBonus: Float

    package init(weight: Float, lengthBonus: Float) {
      self.weight = weight
      self.lengthBonus = lengthBonus
    }
  }

  package let model: any StorableLanguageModel
  /// How the model came about, for people.
  package var trainingRecord: [String: String]
  /// What was found to read best with it; nil where nobody has looked.
  package var readingWeights: ReadingWeights?

  package init(
    model: any StorableLanguageModel, trainingRecord: [String: String] = [:],
    readingWeights: ReadingWeights? = nil
  ) {
    self.model = model
    self.trainingRecord = trainingRecord
    self.readingWeights = readingWeights
  }

  private enum Key: String {
    case languageFormatVersion, languageModel, alphabet, trainingRecord, readingWeights
  }

  /// Whether a safetensors file is one of a language model, of whatever version.
  static func isLanguageModel(_ metadata: [String: String]) -> Bool {
    metadata[Key.languageFormatVersion.rawValue] != nil
  }

  /// Reads a language model, a file of ours or one in ARPA's text format, told apart by content, and checks that it
  /// is whole and belongs together.
  ///
  /// - Throws: `ModelFileError`: `.unreadable`, `.damaged`, `.newerVersion`, or `.unsuitable` for a safetensors
  ///   file that is no language model.
  package init(contentsOf path: String) throws(ModelFileError) {
    if Self.isARPA(path) {
      do throws(ARPAError) {
        let (table, alphabet) = try NGramTable.arpa(contentsOf: path)
        self.init(model: NGramModel(table, alphabet: alphabet), trainingRecord: [:])
      } catch {
        throw ModelFileError(
          path: path, kind: .damaged, message: error.line.map { "line \($0): \(error.fact)" } ?? error.fact)
      }
    } else {
      try self.init(safetensors: path)
    }
  }

  /// Whether a file can be read and begins as those of ARPA's format do.
  package static func isARPA(_ path: String) -> Bool {
    guard let file = try? InputFile(opening: path), let head = try? file.bytes(in: 0..<min(64, file.size))
    else {
      return false
    }
    return NGramTable.isARPA(head.withBytes { Array($0) })
  }

  private init(safetensors path: String) throws(ModelFileError) {
    let tensors = try SafeTensors(contentsOf: path)
    func failure(_ kind: ModelFileError.Kind, _ message: String) -> ModelFileError {
      ModelFileError(path: path, kind: kind, message: message)
    }
    func value<Value: Decodable>(_ key: Key, as type: Value.Type) throws(ModelFileError) -> Value {
      try tensors.metadataValue(key.rawValue, as: type)
    }
    guard let version = tensors.metadata[Key.languageFormatVersion.rawValue] else {
      throw failure(.unsuitable, "not a language model; train one on texts, or give a file in ARPA's format")
    }
    guard let number = Int(version), number > 0 else {
      throw failure(.damaged, "its version is \(version.quoted), which is none; write the model again")
    }
    let name = tensors.metadata[Key.languageModel.rawValue]
    guard number <= Self.formatVersion, let kind = languageModelKinds.first(where: { $0.kind == name }) else {
      throw failure(
        .newerVersion,
        "a language model of a kind that this version of Legible does not know; update Legible")
    }
    guard tensors.hasChecksum else {
      throw failure(
        .damaged, "it has no checksum, so it was changed after Legible wrote it; get the file again")
    }
    trainingRecord = try value(.trainingRecord, as: [String: String].self)
    if tensors.metadata[Key.readingWeights.rawValue] != nil {
      let weights = try value(.readingWeights, as: ReadingWeights.self)
      guard weights.weight.isFinite, weights.lengthBonus.isFinite else {
        throw failure(.damaged, "its readingWeights are no numbers; write the model again")
      }
      readingWeights = weights
    }
    let alphabet: Alphabet
    do {
      alphabet = try Alphabet(value(.alphabet, as: [String].self))
    } catch let error as AlphabetError {
      throw failure(.damaged, "\(error); write the model again")
    } catch {
      throw failure(.damaged, "its metadata has no valid alphabet; write the model again")
    }
    model = try kind.init(tensors, alphabet: alphabet)
  }

  /// Writes the model in place of the file at `path` if there is one; see `SafeTensors.write`.
  /// - Throws: `ModelFileError` of kind `.unwritable`.
  package func write(to path: String) throws(ModelFileError) {
    func text(_ value: some Encodable) throws(ModelFileError) -> String {
      try SafeTensors.metadataText(value, path: path)
    }
    var metadata: [Key: String] = [
      .languageFormatVersion: String(Self.formatVersion), .languageModel: type(of: model).kind,
      .alphabet: try text(model.alphabet.symbols.map { String($0) }),
      .trainingRecord: try text(trainingRecord),
    ]
    if let readingWeights { metadata[.readingWeights] = try text(readingWeights) }
    let ofAll = metadata.map { ($0.rawValue, $1) }
    try SafeTensors.write(
      model.sources, metadata: Dictionary(uniqueKeysWithValues: ofAll + model.metadata.map { ($0, $1) }),
      to: path)
  }
}
