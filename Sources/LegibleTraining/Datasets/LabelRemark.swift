import LegibleFiles

/// Something in labels that is more often a slip of the program that wrote them than what the pictures show.
///
/// The labels are used as they are: only their owner knows what the pictures show. So a remark counts them,
/// names the first one, and says what to do. Prints as one line.
package struct LabelRemark: Equatable, Sendable, CustomStringConvertible {
  package enum Kind: CaseIterable, Sendable {
    /// `"word"`, as spreadsheets write a field that holds a quote or a tab; `'word'`, as programs do.
    case quotes
    /// `1.2E+11` and `#NAME?`, which spreadsheets make of long numbers and of texts that begin with `=`.
    case spreadsheetValues
    case outerSpaces
    /// A space that is not U+0020, such as U+00A0, which no reader can tell from it.
    case otherSpaces
    /// Characters that show nothing, Unicode's category Cf: U+200B, U+FEFF, U+00AD.
    case formatCharacters
    /// Tabs and other control characters; a file of three columns gives labels with a tab.
    case controlCharacters
    /// `[{"transcription": ...}]`: labels of whole pages, as PaddleOCR's detection has them.
    case json
    /// U+FFFD, or UTF-8 that was taken for Latin-1 and written as UTF-8 again: `CafÃ©`.
    case brokenEncoding
    /// `&amp;`, from a web page or an XML file.
    case entities
    /// `\u00e9`, from JSON or a program.
    case escapes
    /// `###`, which data sets of the ICDAR competitions write for text that nobody can read.
    case unreadableMark
    /// Lines that gave no crop because they are not UTF-8.
    case notUTF8
  }

  package let kind: Kind
  /// Labels, or lines, of this kind, at least 1.
  package internal(set) var count: Int
  /// Where the first one stands.
  package let first: SourceLine
  /// That label.
  package let example: String

  package var description: String {
    let labels = kind == .notUTF8 ? "line" : "label"
    let subject = "\(count) \(labels)\(count == 1 ? "" : "s")"
    let place = "\(count == 1 ? "in" : "first in") \(first)"
    let shown = example.isEmpty ? "" : " (\(example.quoted))"
    return "\(subject) \(kind.fact), \(place)\(shown); \(kind.advice)"
  }
}

extension LabelRemark.Kind {
  /// What follows "3 labels".
  fileprivate var fact: String {
    switch self {
    case .quotes: "in quotes"
    case .spreadsheetValues: "as a spreadsheet changes them"
    case .outerSpaces: "with spaces at the start or the end"
    case .otherSpaces: "with spaces other than U+0020"
    case .formatCharacters: "with characters that show nothing"
    case .controlCharacters: "with tabs or other control characters"
    case .json: "in the form of JSON"
    case .brokenEncoding: "with signs of a wrong encoding"
    case .entities: "with character references of HTML"
    case .escapes: #"with escapes such as \u00e9"#
    case .unreadableMark: "of the text ###"
    case .notUTF8: "not in UTF-8"
    }
  }

  /// What to do where they are a slip.
  fileprivate var advice: String {
    switch self {
    case .quotes: "they count as characters: if the pictures show none, save the file without quoting"
    case .spreadsheetValues: "make the file anew with columns that are text"
    case .outerSpaces: "they count as characters: if the pictures show none, remove them"
    case .otherSpaces: "to a model they are other characters than the plain space: replace them by it"
    case .formatCharacters:
      "no picture shows them: remove them, or name them in the alphabet if the model shall write them"
    case .controlCharacters: "no model writes them: leave nothing but the text behind the first tab of a line"
    case .json: "a crop has one text: cut the crops out and give each its own line, path<TAB>text"
    case .brokenEncoding: "save the file as UTF-8 anew from what it was made of"
    case .entities, .escapes: "write the characters themselves"
    case .unreadableMark: "if they mark text that cannot be read, leave those lines out"
    case .notUTF8: "if the file is in Latin-1 or Windows-1252, save it as UTF-8"
    }
  }
}
