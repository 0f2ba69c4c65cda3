import Legible

/// Tab-separated values, one line a crop whatever is in its path and its text.
struct TSVFormat: RecognitionFormat {
  static let name = "tsv"
  static let summary = "with confidence, errors and remarks, first line names the columns"
  static let fileExtension = "tsv"

  func begin() -> String { row(["path", "text", "confidence", "error", "remarks"]) }

  func entry(for result: RecognizedText, path: String) -> String {
    let confidence = JSON.number(Double(result.confidence), decimals: 4)
    let remarks = result.remarks.map(\.description).joined(separator: "; ")
    return row([path, result.text, confidence, "", remarks])
  }

  func entry(forFailure message: String, path: String) -> String { row([path, "", "", message, ""]) }

  private func row(_ fields: [String]) -> String {
    fields.map(Self.escaped).joined(separator: "\t") + "\n"
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
