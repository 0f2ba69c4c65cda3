import Legible

/// Tab-separated values, one line a crop whatever is in its path and its text.
struct TSVFormat: RecognitionFormat {
  static let name = "tsv"
  static let summary = "with confidence, errors and remarks, first line names the columns"

  func begin(_ output: inout StandardOutput) throws(Failure) {
    try write(["path", "text", "confidence", "error", "remarks"], to: &output)
  }

  func write(_ result: RecognizedText, path: String, to output: inout StandardOutput) throws(Failure) {
    let confidence = JSON.number(Double(result.confidence), decimals: 4)
    let remarks = result.remarks.map(\.description).joined(separator: "; ")
    try write([path, result.text, confidence, "", remarks], to: &output)
  }

  func writeFailure(_ message: String, path: String, to output: inout StandardOutput) throws(Failure) {
    try write([path, "", "", message, ""], to: &output)
  }

  private func write(_ fields: [String], to output: inout StandardOutput) throws(Failure) {
    try output.write(fields.map(Self.escaped).joined(separator: "\t"), "\n")
  }

  /// A field that neither ends its column nor its line, and that a program can turn back into what it was:
  /// `\t`, `\n`, `\r` and `\\`, and `\u{1B}` for what else a terminal would obey or take for a line's end.
  static func escaped(_ field: String) -> String {
    // Nearly all fields, at the cost of a look at each byte.
    if field.utf8.allSatisfy({ 0x20...0x7E ~= $0 && $0 != UInt8(ascii: "\\") }) { return field }
    var result = ""
    for scalar in field.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: result += scalar.escaped(asASCII: true)
      default: result += scalar == "\\" ? "\\\\" : String(scalar)
      }
    }
    return result
  }
}
