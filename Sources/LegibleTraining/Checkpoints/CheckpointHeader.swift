import LegibleLanguage
import LegibleModels
import LegibleSynthesis

extension Checkpoint {
  /// What the metadata holds, besides the tensors.
  package struct Header: Codable, Sendable, Equatable {
    /// `currentVersion` of the version of Legible that wrote it.
    package var version: Int
    package var spec: String
    /// One symbol an entry; the classes of a network that gives them.
    package var alphabet: [String]
    /// The model's.
    package var crops: CropRule
    package var options: TrainingOptions
    /// `TrainingData.fingerprint` of the data that the options gave.
    package var data: DataFingerprint
    package var state: TrainingState

    /// Goes up when the same options and seed come to mean another run: its crops, their order, its
    /// arithmetic. A run that was begun one way and ended another would be neither. Also when the header
    /// itself changes. Before 2, crops were drawn with replacement; before 3, data was known by its paths;
    /// before 4, copies of a crop could be held out and trained on.
    package static let currentVersion = 4

    /// True if there is nothing to go on with.
    package var isFinished: Bool { state.hasEnded(options) }
  }
}

// A checkpoint that Legible wrote is sound. One that was edited, its checksum computed anew, may say
// anything.

extension Checkpoint.Header {
  /// What the outputs of a network of this spec's kind stand for.
  /// - Throws: `AlphabetError` or `ClassNamesError`.
  package func vocabulary(of spec: NetworkSpec) throws -> Vocabulary {
    try Vocabulary(names: alphabet, areClasses: spec.isClassifier)
  }

  /// Why no run can go on from this, as the end of a sentence that begins with "its"; nil where one can.
  func fault() -> String? {
    do {
      let spec = try NetworkSpec(parsing: self.spec)
      let symbols = try vocabulary(of: spec).outputs.count
      guard symbols == spec.symbolCount else {
        let what = spec.isClassifier ? "classes" : "alphabet and the blank"
        return "network has \(spec.symbolCount) outputs, its \(what) \(symbols)"
      }
    } catch {
      return "network or alphabet is none: \(error)"
    }
    return options.fault() ?? state.fault()
  }
}

extension TrainingOptions {
  fileprivate func fault() -> String? {
    if syntheticShare > 0, synthesis == nil {
      return "recipe has synthetic crops and nothing to make them from"
    }
    let limited = outOfRange.map { "\($0.name) is \($0.value(in: self) ?? ""), which no run has" }
    return limited ?? synthesis?.fault()
  }
}

extension SynthesisOptions {
  fileprivate func fault() -> String? {
    var effective = texts
    if labels.isEmpty { effective.labels = 0 }
    let shares = effective.values
    return firstFault([
      ("texts", shares, shares.allSatisfy { 0...1e6 ~= $0 } && shares.contains { $0 > 0 }),
      ("lineShare", lineShare, 0...1 ~= lineShare),
      ("maximumLength", maximumLength, 1...1000 ~= maximumLength),
      ("plainShare", plainShare, 0...1 ~= plainShare),
      ("height", height, height.lowerBound >= 8 && height.upperBound <= 512),
      ("threads", threads, 1...1024 ~= threads),
    ])
  }
}

extension TrainingState {
  fileprivate func fault() -> String? {
    let counts = 0...TrainingOptions.stepLimit
    return firstFault([
      ("step", step, counts ~= step),
      ("seconds", seconds, 0...1e12 ~= seconds),
      ("bestExact", bestExact ?? 0, 0...1 ~= bestExact ?? 0),
      ("bestOneMinusNED", bestOneMinusNED ?? 0, 0...1 ~= bestOneMinusNED ?? 0),
      (
        "start", start?.summary ?? "",
        start.map { 0...1 ~= $0.exact && 0...1e9 ~= $0.cer && $0.count >= 0 } ?? true
      ),
      ("reportsSinceBest", reportsSinceBest, counts ~= reportsSinceBest),
      ("interval.steps", interval.steps, counts ~= interval.steps),
      ("interval.loss", interval.loss, interval.loss.isFinite),
      ("interval.gradientNorm", interval.gradientNorm, interval.gradientNorm.isFinite),
      ("interval.rate", interval.rate, interval.rate.isFinite),
      ("interval.infeasible", interval.infeasible, counts ~= interval.infeasible),
    ])
  }
}

private func firstFault(_ checks: [(name: String, value: Any, isSound: Bool)]) -> String? {
  checks.first { !$0.isSound }.map { "\($0.name) is \($0.value), which no run has" }
}
