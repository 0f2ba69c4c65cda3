import Legible

/// Tab-separated values.
struct TSVFormat: RecognitionFormat {
  static let name = "tsv"
  static let summary = "with confidence and errors, first line names the columns"

  func begin(_ output: inout StandardOutput) throws(Failure) {
    try output.write("path\ttext\tconfidence\terror\n")
  }

  func write(_ result: RecognizedText, path: String, to output: inout StandardOutput) throws(Failure) {
    let confidence = JSON.number(Double(result.confidence), decimals: 4)
    try output.write("\(path)\t\(result.text)\t\(confidence)\t\n")
  }

  func writeFailure(_ message: String, path: String, to output: inout StandardOutput) throws(Failure) {
    try output.write("\(path)\t\t\t\(message)\n")
  }
}
