import LegibleFiles
import LegibleLanguage

/// An n-gram model in a file: its tensors are the arrays of its levels (`NGramModel.Level`), `levels.<depth>.` before the
/// name of each; what has room in a byte is U8, else U16. They are used as they are: nothing is parsed.
extension NGramModel: StorableLanguageModel {
  package static let kind = "n-gram"

  package var metadata: [String: String] { [:] }

  package var sources: [SafeTensors.Source] {
    // No node has more children than there are symbols.
    let fitsBytes = alphabet.symbolCount <= 255
    return levels.enumerated().flatMap { index, level -> [SafeTensors.Source] in
      func name(_ part: String) -> String { Self.name(index + 1, part) }
      func small(_ part: String, _ numbers: [UInt16]) -> SafeTensors.Source {
        fitsBytes
          ? .init(name(part), .uint8, shape: [numbers.count], bytes: numbers.map { UInt8($0) })
          : .init(
            name(part), .uint16, shape: [numbers.count],
            bytes: numbers.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
      }
      let own = [
        small("symbols", level.symbols),
        .init(
          name("probabilities"), .uint8, shape: [level.probabilities.count], bytes: level.probabilities),
        .init(
          name("probability_values"), shape: [level.probabilityValues.count], floats: level.probabilityValues),
      ]
      guard index + 1 < levels.count else { return own }
      return own + [
        .init(name("backoffs"), .uint8, shape: [level.backoffs.count], bytes: level.backoffs),
        .init(name("backoff_values"), shape: [level.backoffValues.count], floats: level.backoffValues),
        small("children", level.children),
      ]
    }
  }

  package init(_ file: SafeTensors, alphabet: Alphabet) throws(ModelFileError) {
    func failure(_ fact: String) -> ModelFileError {
      ModelFileError(path: file.path, kind: .damaged, message: "\(fact); write the model again")
    }
    var levels: [Level] = []
    while file[Self.name(levels.count + 1, "symbols")] != nil {
      levels.append(try file.level(levels.count + 1))
    }
    // Three arrays of a level, and three more of one whose sequences are contexts.
    guard file.tensors.count == 6 * levels.count - 3 else {
      throw failure("it has tensors that belong to no level")
    }
    do throws(NGramModelError) {
      try self.init(alphabet: alphabet, levels: levels)
    } catch {
      throw failure("\(error)")
    }
  }

  fileprivate static func name(_ depth: Int, _ part: String) -> String { "levels.\(depth).\(part)" }
}

extension SafeTensors {
  /// The nodes of one depth; what belongs to contexts is empty at the last one.
  fileprivate func level(_ depth: Int) throws(ModelFileError) -> NGramModel.Level {
    func name(_ part: String) -> String { NGramModel.name(depth, part) }
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
    guard self[NGramModel.name(depth + 1, "symbols")] != nil else { return level }
    level.backoffs = try bytes("backoffs")
    level.backoffValues = try floats("backoff_values")
    level.children = try small("children")
    return level
  }
}
