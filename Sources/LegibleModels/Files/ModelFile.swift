import LegibleFiles
import LegibleLayers
import LegibleTensors

/// A trained model as a file: safetensors, with all that is needed to read text with it in the metadata.
///
/// The file is a plain safetensors file with the tensors that `StoredTensor` describes: those that are
/// trained, all float32, or those of a quantised network.
package struct ModelFile: Sendable {
  /// The newest version of the metadata that this code reads. It writes the oldest one that says all of a
  /// model: 1 for float32, 3 for another precision and where narrow crops are stretched, 4 where paper beside
  /// the text is cut off, 5 where the network gives classes. Older versions of Legible refuse what they would
  /// read wrongly. Format 2 was int8 without the ranges of the bytes.
  package static let formatVersion = 5

  /// How a crop becomes the input strip: scaled to `height`, luma, `(v - mean) / scale`.
  package struct Preprocessing: Hashable, Sendable, Codable {
    /// Height of the strip in pixels: the network's input height.
    package let height: Int
    /// Luma that becomes 0, in 0...255.
    package let mean: Float
    /// Difference of luma that becomes 1, in 0...255; positive.
    package let scale: Float
    /// What of a crop is shown, and how wide that becomes; its members lie beside these in the file.
    package let crops: CropRule

    package init(height: Int, mean: Float = 127.5, scale: Float = 127.5, crops: CropRule = .plain) {
      self.height = height
      self.mean = mean
      self.scale = scale
      self.crops = crops
    }

    private enum CodingKeys: CodingKey { case height, mean, scale }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      height = try container.decode(Int.self, forKey: .height)
      mean = try container.decode(Float.self, forKey: .mean)
      scale = try container.decode(Float.self, forKey: .scale)
      crops = try CropRule(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(height, forKey: .height)
      try container.encode(mean, forKey: .mean)
      try container.encode(scale, forKey: .scale)
      try crops.encode(to: encoder)
    }
  }

  package let networkSpec: NetworkSpec
  /// What the network's outputs stand for. Symbol `i + 1` of one that writes texts is `names[i]`, a grapheme cluster
  /// in NFC; symbol 0 is the CTC blank. Class `i` of a classifier is `names[i]`.
  package let names: [String]
  package let preprocessing: Preprocessing
  /// How the model came about, for people: data, steps, date, accuracy.
  package let trainingRecord: [String: String]
  /// What the weights are made for.
  package let precision: Precision
  /// How confidences are made of probabilities; nil where nobody has found out.
  package let confidence: ConfidenceCalibration?
  /// The weights, with exactly the names and shapes that the spec asks for.
  package let tensors: SafeTensors
  /// How the bytes are to be read that a layer multiplies, by the layer's name; none in float32.
  let inputs: [String: Quantization]

  /// Reads a model file and checks that it is whole and belongs together.
  ///
  /// - Throws: `ModelFileError`: `.unreadable`, `.damaged`, `.newerVersion`, or `.unsuitable` for a
  ///   safetensors file that is no model of ours.
  package init(contentsOf path: String) throws(ModelFileError) {
    let tensors = try SafeTensors(contentsOf: path)
    let metadata = tensors.metadata
    func failure(_ kind: ModelFileError.Kind, _ message: String) -> ModelFileError {
      ModelFileError(path: path, kind: kind, message: message)
    }
    func value<Value: Decodable>(_ key: Key, as type: Value.Type) throws(ModelFileError) -> Value {
      try tensors.metadataValue(key.rawValue, as: type)
    }

    if metadata[Self.checkpointKey] != nil {
      throw failure(
        .unsuitable, "the checkpoint of a training run, not a model; give the model file that the run writes")
    }
    guard let version = metadata[Key.formatVersion.rawValue] else {
      if LanguageModelFile.isLanguageModel(metadata) {
        throw failure(
          .unsuitable, "a language model, which reads no pictures; give it as such, beside a model that does")
      }
      throw failure(.unsuitable, "a safetensors file, but not a model of Legible: it has no formatVersion")
    }
    guard let number = Int(version), number > 0 else {
      throw failure(
        .damaged, "its formatVersion is \(version.quoted), which is no version; write the model again")
    }
    guard number <= Self.formatVersion else {
      throw failure(
        .newerVersion,
        "a model in format \(number), and this version of Legible reads up to format \(Self.formatVersion); "
          + "update Legible")
    }
    guard tensors.hasChecksum else {
      throw failure(
        .damaged, "it has no checksum, so it was changed after Legible wrote it; get the file again")
    }
    do {
      networkSpec = try NetworkSpec(parsing: metadata[Key.networkSpec.rawValue] ?? "")
    } catch {
      throw failure(.damaged, "\(error); write the model again")
    }
    names = try value(Key.names(of: networkSpec), as: [String].self)
    preprocessing = try value(.preprocessing, as: Preprocessing.self)
    trainingRecord = try value(.trainingRecord, as: [String: String].self)
    confidence =
      metadata[Key.confidence.rawValue] == nil
      ? nil : try value(.confidence, as: ConfidenceCalibration.self)
    guard confidence?.isSound ?? true else {
      throw failure(
        .damaged, "its confidences are calibrated with numbers that no fit gives; calibrate it again")
    }
    let word = metadata[Key.precision.rawValue]
    let isFloat = number == 1 || (number > 2 && word == nil)
    guard let precision = isFloat ? .float32 : word.flatMap(Precision.init(rawValue:)) else {
      throw failure(.damaged, "its precision is \((word ?? "").quoted), which is none; write the model again")
    }
    self.precision = precision
    self.tensors = tensors
    if let misfit = Self.misfit(networkSpec, names, preprocessing) {
      throw failure(.damaged, "\(misfit); write the model again")
    }
    switch precision {
    case .float32:
      inputs = [:]
      for tensor in StoredTensor.trained(networkSpec.leaves) { try tensors.check(tensor) }
    case .int8: inputs = try tensors.checkedInputs(of: networkSpec, formatVersion: number)
    }
  }

  /// Writes a model file in place of the one at `path` if there is one; see `SafeTensors.write`.
  ///
  /// - Parameters:
  ///   - sources: Exactly the tensors that the spec asks for in this precision, in any order.
  ///   - precision: what they are made for.
  /// - Throws: `ModelFileError` of kind `.unwritable`.
  package static func write(
    _ sources: [SafeTensors.Source], networkSpec: NetworkSpec, names: [String],
    preprocessing: Preprocessing, trainingRecord: [String: String] = [:],
    confidence: ConfidenceCalibration? = nil, precision: Precision = .float32, to path: String
  ) throws(ModelFileError) {
    if let misfit = misfit(networkSpec, names, preprocessing) { preconditionFailure(misfit) }
    let given = Dictionary(sources.map { ($0.name, $0) }) { first, _ in first }
    let wanted =
      switch precision {
      case .float32: StoredTensor.trained(networkSpec.leaves)
      case .int8:
        StoredTensor.quantized(networkSpec) {
          given[$0.name + StoredTensor.inputScale] != nil
        } inputs: { _ in
          (true, true)
        }
      }
    precondition(
      sources.count == wanted.count
        && wanted.allSatisfy { given[$0.name]?.shape == $0.shape && given[$0.name]?.element == $0.element },
      "the tensors are not those of \(networkSpec)")
    func text(_ value: some Encodable) throws(ModelFileError) -> String {
      try SafeTensors.metadataText(value, path: path)
    }
    var metadata: [Key: String] = [
      .formatVersion: oldestVersion(networkSpec, preprocessing, precision),
      .networkSpec: networkSpec.description,
      Key.names(of: networkSpec): try text(names),
      .preprocessing: try text(preprocessing),
      .trainingRecord: try text(trainingRecord),
    ]
    if precision != .float32 { metadata[.precision] = precision.rawValue }
    if let confidence { metadata[.confidence] = try text(confidence) }
    try SafeTensors.write(
      wanted.compactMap { given[$0.name] },
      metadata: Dictionary(uniqueKeysWithValues: metadata.map { ($0.rawValue, $1) }), to: path)
  }

  /// Writes the model with another calibration of its confidences. Its tensors and all else of it stay as they are, to
  /// the bit.
  /// - Throws: `ModelFileError` of kind `.unwritable`.
  package func write(confidence: ConfidenceCalibration, to path: String) throws(ModelFileError) {
    var metadata = tensors.metadata
    metadata[Key.confidence.rawValue] = try SafeTensors.metadataText(confidence, path: path)
    try SafeTensors.write(tensors.sources, metadata: metadata, to: path)
  }

  /// Makes sure that a model can be written at a path when the time comes; what stands there is not touched.
  /// - Throws: `ModelFileError` of kind `.unwritable`.
  package static func checkWritable(_ path: String) throws(ModelFileError) {
    do throws(FileError) { try checkReplaceable(path) } catch {
      throw ModelFileError(error, kind: .unwritable)
    }
  }

  /// Whether a safetensors file says of itself that it is a model.
  package static func isModel(_ tensors: SafeTensors) -> Bool {
    tensors.metadata[Key.formatVersion.rawValue] != nil
  }

  /// What stands in the metadata of a training run's checkpoint, a safetensors file that is no model.
  package static let checkpointKey = "checkpoint"

  private enum Key: String {
    case formatVersion, networkSpec, alphabet, classes, preprocessing, trainingRecord, precision, confidence

    static func names(of spec: NetworkSpec) -> Key { spec.isClassifier ? .classes : .alphabet }
  }

  /// The oldest version of the metadata that says all of a model.
  private static func oldestVersion(
    _ spec: NetworkSpec, _ preprocessing: Preprocessing, _ precision: Precision
  ) -> String {
    if spec.isClassifier || preprocessing.crops.laysFlat { return "5" }
    if preprocessing.crops.margin != nil { return "4" }
    return preprocessing.crops.stretching == nil && precision == .float32 ? "1" : "3"
  }

  /// Why the parts do not belong together; nil where they do.
  private static func misfit(
    _ spec: NetworkSpec, _ names: [String], _ preprocessing: Preprocessing
  ) -> String? {
    if spec.isClassifier, names.count != spec.symbolCount {
      return "its network gives \(spec.symbolCount) classes, and \(names.count) are named"
    }
    if !spec.isClassifier, names.count + 1 != spec.symbolCount {
      return "its network has \(spec.symbolCount) symbols, its alphabet and the blank \(names.count + 1)"
    }
    if names.contains("") || Set(names).count != names.count {
      return spec.isClassifier
        ? "its classes have an empty or a repeated name" : "its alphabet has an empty or a repeated symbol"
    }
    if preprocessing.height != spec.inputHeight {
      return "its network reads height \(spec.inputHeight), its preprocessing makes \(preprocessing.height)"
    }
    if !(0...255).contains(preprocessing.mean) || !(preprocessing.scale > 0 && preprocessing.scale <= 255) {
      return "its preprocessing has mean \(preprocessing.mean) and scale \(preprocessing.scale)"
    }
    return nil
  }
}
