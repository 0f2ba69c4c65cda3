import LegibleEvaluation

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension TrainingRun {
  /// How the model came about, for its file. Data sets go by the end of their path: a model travels, folders
  /// do not.
  func record(_ validation: ValidationReport?) -> [String: String] {
    func name(_ path: String) -> String { path.split(separator: "/").suffix(2).joined(separator: "/") }
    var record = [
      "date": Date().formatted(.iso8601),
      "steps": "\(state.step)",
      "seconds": "\(Int(state.seconds))",
      "length": options.length,
    ]
    for (key, value) in options.record(ofCheckpoint: false) { record[key] = value }
    if !options.datasets.isEmpty {
      record["crops"] = "\(data.mixed.items.count)"
      record["data"] = options.datasets.map(name).joined(separator: ", ")
      record["augmentation"] = "\(options.augmentation)"
    }
    if let synthesizer = plan.synthesizer { record["synthesis"] = synthesizer.contents }
    if let start = options.start { record["start"] = name(start) }
    if let validation {
      record["validation"] = data.validation.map { "\(name($0.name)) (\($0.count))" }.joined(
        separator: ", ")
      record["accuracy"] = validation.all.summary
    }
    return record
  }
}

extension TrainingOptions {
  /// The options in records, named, in the order of the table.
  /// - Parameter ofCheckpoint: false for the record of a model.
  package func record(ofCheckpoint: Bool) -> [(key: String, value: String)] {
    Self.table.compactMap { option in
      guard let key = option.record, let value = option.value(in: self),
        option.inCheckpoints || !ofCheckpoint
      else { return nil }
      return (key, value)
    }
  }

  /// When the run ends, in words: `3000 steps or 60.0 minutes`.
  package var length: String {
    [lastStep.map { "\($0) steps" }, minutes.map { "\($0) minutes" }].compactMap(\.self).joined(
      separator: " or ")
  }
}
