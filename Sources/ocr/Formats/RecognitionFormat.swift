import Legible

/// A form in which `ocr recognize` prints what it read. Each is a file of its own in this folder and a line
/// in `all`.
protocol RecognitionFormat: Sendable {
  /// The value of `--format`.
  static var name: String { get }
  /// What it prints, in brackets behind the name in the help.
  static var summary: String { get }

  init()
  /// Before the first result.
  mutating func begin(_ output: inout StandardOutput) throws(Failure)
  /// The file at `path` was read.
  mutating func write(
    _ result: RecognizedText, path: String, to output: inout StandardOutput
  ) throws(Failure)
  /// The file at `path` could not be read; the message names it.
  mutating func writeFailure(
    _ message: String, path: String, to output: inout StandardOutput
  ) throws(Failure)
  /// After the last result.
  mutating func end(_ output: inout StandardOutput) throws(Failure)
}

extension RecognitionFormat {
  mutating func begin(_ output: inout StandardOutput) {}
  mutating func end(_ output: inout StandardOutput) {}
}

/// The choice of a format on the command line.
struct RecognitionFormatName {
  let format: any RecognitionFormat.Type

  static let all: [any RecognitionFormat.Type] = [
    TextFormat.self,
    TSVFormat.self,
    JSONFormat.self,
    JSONLinesFormat.self,
  ]

  /// All formats and what they print.
  static var help: String { all.map { "\($0.name) (\($0.summary))" }.joined(separator: ", ") + "." }
}
