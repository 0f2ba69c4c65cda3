import Legible
import LegibleFiles

/// Path, tab, text: for people. Failures and remarks go to standard error.
struct TextFormat: RecognitionFormat {
  static let name = "text"
  static let summary = "path, tab, text"
  static let fileExtension = "txt"
  static let holdsMessages = false

  func entry(for result: RecognizedText, path: String) -> String {
    "\(path.printable)\t\(result.text.printable)\n"
  }
}
