import LegibleFiles
import LegibleModels
import LegibleSynthesis

/// What the data of a run is, so that one that goes on can tell whether it is still the same. It follows from
/// labels and pixels in their order, not from paths: data may move.
package struct DataFingerprint: Codable, Sendable, Equatable {
  /// A data set, or what synthetic crops are made from.
  package struct Part: Codable, Sendable, Equatable {
    /// The path that it had.
    package var name: String
    /// Crops, or nil where they have no end.
    package var crops: Int?
    /// XXH64 of all that a run sees of it, in 16 digits.
    package var digest: String

    func isSame(as other: Part) -> Bool { crops == other.crops && digest == other.digest }
  }

  /// Data sets that are trained on, those crops of them that can be.
  package var training: [Part] = []
  /// Data sets that are measured on.
  package var validation: [Part] = []
  /// Fonts, words and backgrounds; nil without synthetic crops.
  package var synthesis: Part?

  package init() {}

  /// How the data that a run sees differs from what it was, as `then 20 crops in a, now 19`; empty where it does
  /// not.
  func trainingDifferences(from then: DataFingerprint) -> [String] {
    var words = Self.differences(training, then.training)
    if let synthesis, let was = then.synthesis, !synthesis.isSame(as: was) {
      words.append(
        synthesis.name == was.name
          ? "then \(was.name), now others" : "then \(was.name), now \(synthesis.name)")
    }
    return words
  }

  /// The same for what it is measured on.
  func validationDifferences(from then: DataFingerprint) -> [String] {
    Self.differences(validation, then.validation)
  }

  private static func differences(_ now: [Part], _ then: [Part]) -> [String] {
    guard now.count == then.count else { return ["then \(then.count) data sets, now \(now.count)"] }
    return zip(then, now).compactMap { then, now in
      if now.isSame(as: then) { return nil }
      let (was, count) = (then.crops ?? 0, now.crops ?? 0)
      return "then \(was) crops in \(then.name), now \(count)"
        + (was == count ? " with other labels or pictures" : "")
        + (then.name == now.name ? "" : " in \(now.name)")
    }
  }

  /// In words: `20 crops in a; 3 crops in b for validation`.
  package var description: String {
    func words(_ parts: [Part], _ purpose: String) -> [String] {
      parts.map { "\($0.crops ?? 0) crops in \($0.name)\(purpose)" }
    }
    return
      (words(training, "") + words(validation, " for validation") + [synthesis?.name].compactMap(\.self))
      .joined(separator: "; ")
  }
}

extension DataFingerprint.Part {
  /// - Parameter digests: of each crop's picture; 0 for one that cannot be read.
  init(name: String, crops: [(text: String, picture: UInt64)]) {
    var checksum = SafeTensorsChecksum()
    for crop in crops { checksum.update(crop.text, crop.picture) }
    self.init(name: name, crops: crops.count, digest: SafeTensorsChecksum.digits(of: checksum.digest))
  }

  /// Names and lengths of the files: reading some gigabytes at each start would take longer than it is worth.
  init(_ synthesizer: Synthesizer) {
    var checksum = SafeTensorsChecksum()
    for file in synthesizer.files { checksum.update(namePart(of: file.path), UInt64(file.bytes)) }
    self.init(name: synthesizer.contents, digest: SafeTensorsChecksum.digits(of: checksum.digest))
  }
}

extension SafeTensorsChecksum {
  /// Feeds a text and a number, so that no two rows of them look alike.
  fileprivate mutating func update(_ text: String, _ number: UInt64) {
    Array((text + "\0").utf8).withUnsafeBytes { update($0) }
    withUnsafeBytes(of: number.littleEndian) { update($0) }
  }
}

extension Synthesizer {
  /// What its crops are made from, in words.
  package var contents: String { "\(fontCount) fonts, \(wordCount) words, \(backgroundCount) backgrounds" }
}
