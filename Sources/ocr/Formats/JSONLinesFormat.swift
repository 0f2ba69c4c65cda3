import Legible

/// One object a line.
struct JSONLinesFormat: RecognitionFormat {
  static let name = "jsonl"
  static let summary = "one object a line"
  static let fileExtension = "jsonl"

  func entry(for result: RecognizedText, path: String) -> String { JSON.object(result, path: path) + "\n" }

  func entry(forFailure message: String, path: String) -> String {
    JSON.object(failure: message, path: path) + "\n"
  }
}
