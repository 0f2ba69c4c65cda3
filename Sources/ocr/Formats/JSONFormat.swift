import Legible

/// One array of objects.
struct JSONFormat: RecognitionFormat {
  static let name = "json"
  static let summary = "one array"

  private var isFirst = true

  func begin(_ output: inout StandardOutput) throws(Failure) { try output.write("[") }

  mutating func write(
    _ result: RecognizedText, path: String, to output: inout StandardOutput
  ) throws(Failure) {
    try write(JSON.object(result, path: path), to: &output)
  }

  mutating func writeFailure(
    _ message: String, path: String, to output: inout StandardOutput
  ) throws(Failure) {
    try write(JSON.object(failure: message, path: path), to: &output)
  }

  func end(_ output: inout StandardOutput) throws(Failure) { try output.write("\n]\n") }

  private mutating func write(_ object: String, to output: inout StandardOutput) throws(Failure) {
    try output.write(isFirst ? "\n" : ",\n", object)
    isFirst = false
  }
}
