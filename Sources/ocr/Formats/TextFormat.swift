import Legible

/// Path, tab, text: for people. Failures go to standard error.
struct TextFormat: RecognitionFormat {
  static let name = "text"
  static let summary = "path, tab, text"

  func write(_ result: RecognizedText, path: String, to output: inout StandardOutput) throws(Failure) {
    try output.write(path, "\t", result.text, "\n")
  }

  func writeFailure(_ message: String, path: String, to output: inout StandardOutput) throws(Failure) {
    // In the order in which things happened, should both streams go to one place.
    try output.flush()
    printError(message)
  }
}
