import LegibleEvaluation
import LegibleFiles
import LegibleReports
import LegibleTraining

/// The log of a run: tab-separated values, one line a report, the first line naming the columns.
struct TrainingLog {
  let path: String

  private static let columns = [
    "step", "seconds", "loss", "gradient_norm", "learning_rate", "crops_per_second", "infeasible", "exact",
    "case_insensitive_alphanumeric", "one_minus_ned", "cer", "best",
  ]

  /// Room for millions of reports; a longer file is no log of ours.
  private static let byteLimit = 1 << 30

  /// Whether there is no file at a path, or an empty one, or a log.
  static func mayReplace(_ path: String) -> Bool {
    guard let file = try? InputFile(opening: path), file.size > 0 else { return true }
    let head = Array((columns[0] + "\t").utf8)
    guard let bytes = try? file.bytes(in: 0..<min(file.size, head.count)) else { return true }
    return bytes.withBytes { $0.elementsEqual(head) }
  }

  /// Starts a log, or goes on with one: lines of steps that the resumed run will take again are removed.
  /// - Parameter step: where the run stands; 0 for a new one.
  /// - Throws: `FileError`.
  init(path: String, from step: Int) throws(FileError) {
    self.path = path
    var lines = [Self.columns.joined(separator: "\t")]
    if step > 0, let old = try? [UInt8](contentsOf: path, limit: Self.byteLimit) {
      lines += String(decoding: old, as: UTF8.self).split(separator: "\n").filter { line in
        (line.split(separator: "\t").first.flatMap { Int($0) }).map { $0 <= step } ?? false
      }.map(String.init)
    }
    let file = try ReplacementFile(for: path)
    file.append(lines.joined(separator: "\n") + "\n")
    try file.commit()
  }

  /// - Throws: `FileError`.
  func append(_ report: TrainingReport) throws(FileError) {
    func number(_ value: Double?) -> String { value.map { format("%.6g", $0) } ?? "" }
    let validation = report.validation?.all
    let fields = [
      "\(report.step)", format("%.1f", report.seconds), number(report.loss),
      number(report.gradientNorm),
      number(Double(report.learningRate)), format("%.1f", report.cropsPerSecond),
      "\(report.infeasible)",
      number(validation?.exact), number(validation?.caseInsensitiveAlphanumeric),
      number(validation?.oneMinusNED),
      number(validation?.cer), validation == nil ? "" : report.isBest ? "1" : "0",
    ]
    let file = try OutputFile(appendingTo: path)
    try file.write(fields.joined(separator: "\t") + "\n")
    try file.close()
  }

  /// What it holds by now, those parts of the run among it that went before this one.
  func history() -> TrainingHistory {
    let bytes = (try? [UInt8](contentsOf: path, limit: Self.byteLimit)) ?? []
    return TrainingHistory(log: String(decoding: bytes, as: UTF8.self))
  }
}
