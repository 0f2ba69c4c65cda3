import Legible

/// One array of objects.
struct JSONFormat: RecognitionFormat {
  static let name = "json"
  static let summary = "one array"
  static let fileExtension = "json"

  private var isFirst = true

  func begin() -> String { "[" }

  mutating func entry(for result: RecognizedText, path: String) -> String {
    element(JSON.object(result, path: path))
  }

  mutating func entry(forFailure message: String, path: String) -> String {
    element(JSON.object(failure: message, path: path))
  }

  func end() -> String { "\n]\n" }

  private mutating func element(_ object: String) -> String {
    defer { isFirst = false }
    return (isFirst ? "\n" : ",\n") + object
  }
}
