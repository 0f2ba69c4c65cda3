import LegibleFiles
import LegibleLanguage

/// A language model as a file: safetensors, as the models that read are, with its alphabet and how it came about in
/// the metadata.
///
/// An n-gram model's tensors are the arrays of its levels (`NGramModel.Level`), `levels.<depth>.` before the name
/// of each; what has room in a byte is U8, else U16. They are used as they are: nothing is parsed.
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

  package let model: NGramModel
  /// How the model came about, for people.
  package var trainingRecord: [String: String]
  /// What was found to read best with it; nil where nobody has looked.
  package var readingWeights: ReadingWeights?

  package init(
    model: NGramModel, trainingRecord: [String: String] = [:], readingWeights: ReadingWeights? = nil
  ) {
    self.model = model
    self.trainingRecord = trainingRecord
    self.readingWeights = readingWeights
  }

  private enum Key: String {
    case languageFormatVersion, languageModel, alphabet, trainingRecord, readingWeights
  }

  private static let nGram = "n-gram"

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
    guard number <= Self.formatVersion, tensors.metadata[Key.languageModel.rawValue] == Self.nGram else {
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
    var levels: [NGramModel.Level] = []
    while tensors[Self.name(levels.count + 1, "symbols")] != nil {
      levels.append(try tensors.level(levels.count + 1))
    }
    // Three arrays of a level, and three more of one whose sequences are contexts.
    guard tensors.tensors.count == 6 * levels.count - 3 else {
      throw failure(.damaged, "it has tensors that belong to no level; write the model again")
    }
    do throws(NGramModelError) {
      model = try NGramModel(alphabet: alphabet, levels: levels)
    } catch {
      throw failure(.damaged, "\(error); write the model again")
    }
  }

  /// Writes the model in place of the file at `path` if there is one; see `SafeTensors.write`.
  /// - Throws: `ModelFileError` of kind `.unwritable`.
  package func write(to path: String) throws(ModelFileError) {
    func text(_ value: some Encodable) throws(ModelFileError) -> String {
      try SafeTensors.metadataText(value, path: path)
    }
    var metadata: [Key: String] = [
      .languageFormatVersion: String(Self.formatVersion), .languageModel: Self.nGram,
      .alphabet: try text(model.alphabet.symbols.map { String($0) }),
      .trainingRecord: try text(trainingRecord),
    ]
    if let readingWeights { metadata[.readingWeights] = try text(readingWeights) }
    // No node has more children than there are symbols.
    let fitsBytes = model.alphabet.symbolCount <= 255
    var sources: [SafeTensors.Source] = []
    for (index, level) in model.levels.enumerated() {
      func name(_ part: String) -> String { Self.name(index + 1, part) }
      func small(_ part: String, _ numbers: [UInt16]) -> SafeTensors.Source {
        fitsBytes
          ? .init(name(part), .uint8, shape: [numbers.count], bytes: numbers.map { UInt8($0) })
          : .init(
            name(part), .uint16, shape: [numbers.count],
            bytes: numbers.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
      }
      sources += [
        small("symbols", level.symbols),
        .init(
          name("probabilities"), .uint8, shape: [level.probabilities.count], bytes: level.probabilities),
        .init(
          name("probability_values"), shape: [level.probabilityValues.count], floats: level.probabilityValues),
      ]
      guard index + 1 < model.levels.count else { break }
      sources += [
        .init(name("backoffs"), .uint8, shape: [level.backoffs.count], bytes: level.backoffs),
        .init(name("backoff_values"), shape: [level.backoffValues.count], floats: level.backoffValues),
        small("children", level.children),
      ]
    }
    try SafeTensors.write(
      sources, metadata: Dictionary(uniqueKeysWithValues: metadata.map { ($0.rawValue, $1) }), to: path)
  }

  fileprivate static func name(_ depth: Int, _ part: String) -> String { "levels.\(depth).\(part)" }
}

extension SafeTensors {
  /// The nodes of one depth; what belongs to contexts is empty at the last one.
  fileprivate func level(_ depth: Int) throws(ModelFileError) -> NGramModel.Level {
    func name(_ part: String) -> String { LanguageModelFile.name(depth, part) }
    func vector(_ part: String, _ elements: Element...) throws(ModelFileError) -> Tensor {
      guard let tensor = self[name(part)], elements.contains(tensor.element), tensor.shape.count == 1 else {
        throw ModelFileError(
          path: path, kind: .damaged,
          message: "tensor \(name(part).quoted) is missing, or of the wrong type; write the model again")
      }
      return tensor
    }
    func bytes(_ part: String) throws(ModelFileError) -> [UInt8] {
      withBytes(of: try vector(part, .uint8)) { Array($0) }
    }
    func small(_ part: String) throws(ModelFileError) -> [UInt16] {
      let tensor = try vector(part, .uint8, .uint16)
      return withBytes(of: tensor) { bytes in
        tensor.element == .uint8
          ? bytes.map { UInt16($0) }
          : stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
      }
    }
    func floats(_ part: String) throws(ModelFileError) -> [Float] {
      try withFloats(name(part), shape: vector(part, .float32).shape) { Array($0) }
    }
    var level = NGramModel.Level(
      symbols: try small("symbols"), probabilities: try bytes("probabilities"),
      probabilityValues: try floats("probability_values"))
    guard self[LanguageModelFile.name(depth + 1, "symbols")] != nil else { return level }
    level.backoffs = try bytes("backoffs")
    level.backoffValues = try floats("backoff_values")
    level.children = try small("children")
    return level
  }
}
