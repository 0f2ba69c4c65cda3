import Legible

/// A form in which `ocr recognize` gives what it read, a document of entries. Each form is a file of its own in this
/// folder and a line in `all`.
protocol RecognitionFormat: Sendable {
  /// The value of `--format`.
  static var name: String { get }
  /// What it gives, in brackets behind the name in the help.
  static var summary: String { get }
  /// What the name of a document's file ends with, without the dot.
  static var fileExtension: String { get }
  /// Whether errors and remarks have a place in the document. Where not, they go to standard error.
  static var holdsMessages: Bool { get }
  /// Whether a document may have more than one picture.
  static var holdsSeveralPictures: Bool { get }

  init()
  /// What stands before the first entry.
  func begin() -> String
  /// The file at `path` was read.
  mutating func entry(for result: RecognizedText, path: String) -> String
  /// The file at `path` could not be read; the message names it. Empty where messages have no place.
  mutating func entry(forFailure message: String, path: String) -> String
  /// What stands after the last entry.
  func end() -> String
}

extension RecognitionFormat {
  static var holdsMessages: Bool { true }
  static var holdsSeveralPictures: Bool { true }
  func begin() -> String { "" }
  func entry(forFailure message: String, path: String) -> String { "" }
  func end() -> String { "" }
}

/// The choice of a format on the command line.
struct RecognitionFormatName {
  let format: any RecognitionFormat.Type

  static let all: [any RecognitionFormat.Type] = [
    TextFormat.self,
    TSVFormat.self,
    JSONFormat.self,
    JSONLinesFormat.self,
    HOCRFormat.self,
    ALTOFormat.self,
    PAGEFormat.self,
  ]

  /// All formats and what they give.
  static var help: String { all.map { "\($0.name) (\($0.summary))" }.joined(separator: ", ") + "." }
}
