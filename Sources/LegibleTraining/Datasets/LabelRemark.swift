import LegibleFiles

/// Something in labels that is more often a slip of the program that wrote them than what the pictures show.
///
/// The labels are used as they are: only their owner knows what the pictures show. So a remark counts them,
/// names the first one, and says what to do. Prints as one line.
package struct LabelRemark: Equatable, Sendable, CustomStringConvertible {
  package enum Kind: CaseIterable, Sendable {
    /// `"word"`, as spreadsheets write a field that holds a quote or a tab.
    case quotes
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
    /// `###`, which data sets of the ICDAR competitions write for text that nobody can read.
    case unreadableMark
    /// Lines that gave no crop because they are not UTF-8.
    case notUTF8
  }

  package let kind: Kind
  /// Labels, or lines, of this kind, at least 1.
  package fileprivate(set) var count: Int
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
    case .outerSpaces: "with spaces at the start or the end"
    case .otherSpaces: "with spaces other than U+0020"
    case .formatCharacters: "with characters that show nothing"
    case .controlCharacters: "with tabs or other control characters"
    case .json: "in the form of JSON"
    case .brokenEncoding: "with signs of a wrong encoding"
    case .entities: "with character references of HTML"
    case .unreadableMark: "of the text ###"
    case .notUTF8: "not in UTF-8"
    }
  }

  /// What to do where they are a slip.
  fileprivate var advice: String {
    switch self {
    case .quotes: "they count as characters: if the pictures show none, save the file without quoting"
    case .outerSpaces: "they count as characters: if the pictures show none, remove them"
    case .otherSpaces: "to a model they are other characters than the plain space: replace them by it"
    case .formatCharacters:
      "no picture shows them: remove them, or name them in the alphabet if the model shall write them"
    case .controlCharacters: "no model writes them: leave nothing but the text behind the first tab of a line"
    case .json: "a crop has one text: cut the crops out and give each its own line, path<TAB>text"
    case .brokenEncoding: "save the file as UTF-8 anew from what it was made of"
    case .entities: "write the characters themselves"
    case .unreadableMark: "if they mark text that cannot be read, leave those lines out"
    case .notUTF8: "if the file is in Latin-1 or Windows-1252, save it as UTF-8"
    }
  }
}

/// Gathers the remarks on the labels of a data set, in the order of the kinds.
struct LabelRemarks {
  private var found: [LabelRemark.Kind: LabelRemark] = [:]

  var all: [LabelRemark] { LabelRemark.Kind.allCases.compactMap { found[$0] } }

  mutating func look(at crop: LabelledCrop) {
    for kind in kinds(of: crop.text) { add(kind, crop.source, example: crop.text) }
  }

  mutating func add(_ kind: LabelRemark.Kind, _ source: SourceLine, example: String = "") {
    if found[kind] == nil {
      found[kind] = LabelRemark(kind: kind, count: 1, first: source, example: example)
    } else {
      found[kind]?.count += 1
    }
  }
}

/// What is odd about a label. Each kind at most once.
private func kinds(of text: String) -> [LabelRemark.Kind] {
  guard let first = text.utf8.first, let last = text.utf8.last else { return [] }
  var kinds: [LabelRemark.Kind] = []
  let (quote, space) = (UInt8(ascii: "\""), UInt8(ascii: " "))
  if text.utf8.count > 1, first == quote, last == quote { kinds.append(.quotes) }
  if first == space || last == space { kinds.append(.outerSpaces) }
  if text == "###" { kinds.append(.unreadableMark) }
  if [UInt8(ascii: "["), UInt8(ascii: "{")].contains(first), text.contains("\":"),
    text.hasSuffix("}") || text.hasSuffix("]")
  {
    kinds.append(.json)
  }
  if text.utf8.contains(UInt8(ascii: "&")), hasEntity(text) { kinds.append(.entities) }
  // Most labels are plain ASCII and have nothing of what follows.
  if text.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) { return kinds }

  let scalars = text.unicodeScalars
  let categories = Set(scalars.map(\.properties.generalCategory))
  if scalars.contains(where: { $0 != " " && $0.properties.generalCategory == .spaceSeparator }) {
    kinds.append(.otherSpaces)
  }
  // Emoji and some scripts need the joiners.
  let joiners: Set<Unicode.Scalar> = ["\u{200C}", "\u{200D}"]
  if scalars.contains(where: { $0.properties.generalCategory == .format && !joiners.contains($0) }) {
    kinds.append(.formatCharacters)
  }
  if !categories.isDisjoint(with: [.control, .lineSeparator, .paragraphSeparator]) {
    kinds.append(.controlCharacters)
  }
  if scalars.contains("\u{FFFD}") || isUTF8InLatin1(scalars) { kinds.append(.brokenEncoding) }
  return kinds
}

/// `&amp;`, `&#39;`, `&#x27;` and their like.
private func hasEntity(_ text: String) -> Bool {
  text.split(separator: "&", omittingEmptySubsequences: false).dropFirst().contains { rest in
    let name = rest.prefix { $0 != ";" }
    guard name.endIndex < rest.endIndex else { return false }
    return ["amp", "lt", "gt", "quot", "apos", "nbsp"].contains(name)
      || name.first == "#" && name.count > 1 && name.dropFirst().allSatisfy { $0.isHexDigit || $0 == "x" }
  }
}

/// Whether the start of a character in UTF-8 is followed by its other bytes, each of them as the character that
/// Latin-1 or Windows-1252 has for it. Only the capitals with tilde or circumflex that begin the letters of
/// European languages and punctuation; the pairs occur in no language.
private func isUTF8InLatin1(_ scalars: String.UnicodeScalarView) -> Bool {
  zip(scalars, scalars.dropFirst()).contains { lead, next in
    switch lead {
    case "\u{C2}", "\u{C3}": 0x80...0xBF ~= next.value
    case "\u{E2}": next == "\u{80}" || next == "\u{20AC}"
    default: false
    }
  }
}
