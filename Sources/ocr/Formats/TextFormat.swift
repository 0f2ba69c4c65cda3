import Legible
import LegibleFiles

/// Path, tab, text: for people. Failures and remarks go to standard error.
struct TextFormat: RecognitionFormat {
  static let name = "text"
  static let summary = "path, tab, text"

  func write(_ result: RecognizedText, path: String, to output: inout StandardOutput) throws(Failure) {
    try output.write(path.printable, "\t", result.text.printable, "\n")
    for remark in result.remarks { try tell("warning: \(path.printable): \(remark)", after: &output) }
  }

  func writeFailure(_ message: String, path: String, to output: inout StandardOutput) throws(Failure) {
    try tell(message, after: &output)
  }

  /// In the order in which things happened, should both streams go to one place.
  private func tell(_ message: String, after output: inout StandardOutput) throws(Failure) {
    try output.flush()
    printError(message)
  }
}
