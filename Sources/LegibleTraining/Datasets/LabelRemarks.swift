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
  let (quotes, space) = ("\"'".utf8, UInt8(ascii: " "))
  if text.utf8.count > 1, first == last, quotes.contains(first) { kinds.append(.quotes) }
  if isSpreadsheetValue(text) { kinds.append(.spreadsheetValues) }
  if first == space || last == space { kinds.append(.outerSpaces) }
  if text == "###" { kinds.append(.unreadableMark) }
  if [UInt8(ascii: "["), UInt8(ascii: "{")].contains(first), text.contains("\":"),
    text.hasSuffix("}") || text.hasSuffix("]")
  {
    kinds.append(.json)
  }
  if text.utf8.contains(UInt8(ascii: "&")), hasEntity(text) { kinds.append(.entities) }
  if text.utf8.contains(UInt8(ascii: "\\")), hasEscape(text) { kinds.append(.escapes) }
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

/// `\u00e9` and `\xe9`.
private func hasEscape(_ text: String) -> Bool {
  text.utf8.split(separator: UInt8(ascii: "\\")).dropFirst(text.utf8.first == UInt8(ascii: "\\") ? 0 : 1)
    .contains {
      let digits = $0.first == UInt8(ascii: "u") ? 4 : $0.first == UInt8(ascii: "x") ? 2 : .max
      return $0.count > digits && $0.dropFirst().prefix(digits).allSatisfy(isHexDigit)
    }
}

private func isHexDigit(_ byte: UInt8) -> Bool { Character(Unicode.Scalar(byte)).isHexDigit }

/// `1.23457E+11`, `1,2E-05`, `#NAME?`.
private func isSpreadsheetValue(_ text: String) -> Bool {
  if text.utf8.first == UInt8(ascii: "#") {
    return ["#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A"].contains(text)
  }
  let parts = text.utf8.split(separator: UInt8(ascii: "E"), omittingEmptySubsequences: false)
  guard parts.count == 2, let sign = parts[1].first, "+-".utf8.contains(sign), parts[1].count == 3 else {
    return false
  }
  func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
  return parts[0].first.map(isDigit) == true && parts[1].dropFirst().allSatisfy(isDigit)
    && parts[0].allSatisfy { isDigit($0) || ".,".utf8.contains($0) }
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
