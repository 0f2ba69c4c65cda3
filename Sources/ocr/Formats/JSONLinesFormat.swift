import Legible

/// One object a line.
struct JSONLinesFormat: RecognitionFormat {
  static let name = "jsonl"
  static let summary = "one object a line"

  func write(_ result: RecognizedText, path: String, to output: inout StandardOutput) throws(Failure) {
    try output.write(JSON.object(result, path: path), "\n")
  }

  func writeFailure(_ message: String, path: String, to output: inout StandardOutput) throws(Failure) {
    try output.write(JSON.object(failure: message, path: path), "\n")
  }
}
