import LegibleTraining
import TestSupport
import Testing

@Suite struct LabelRemarkTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("a.png")
  }

  private func dataset(_ labels: [String]) throws -> Dataset {
    try folder.write("labels.tsv", labels.map { "a.png\t\($0)\n" }.joined())
    return try Dataset(path: folder.path)
  }

  /// Kinds that are no slip by themselves are not remarked on: the labels of ordinary data sets.
  @Test func ordinaryLabelsGiveNoRemark() throws {
    let labels = [
      "word", "two words", "", "5\"", "\"", "[1]", "{}", "R&D", "AT&T; B", "##", "Café", "Ça", "Âge",
      "\u{D6}l",
      "日本", "👩\u{200D}👩", "می\u{200C}خواهم", "a\u{301}", "«x»", "€ 5", "Ã", "it's 'so'", "\"a\" or \"b",
      "1E5", "2E+", "E+11", "A1.2E+11", "#1", #"C:\users\xylophone"#, #"\u00"#, "'",
    ]
    #expect(try dataset(labels).remarks.map(\.description) == [])
  }

  @Test(
    arguments: [
      (.quotes, "\"word\""), (.quotes, "\"a \"\"b\"\"\""), (.quotes, "'word'"),
      (.spreadsheetValues, "1.23457E+11"),
      (.spreadsheetValues, "1,2E-05"), (.spreadsheetValues, "#NAME?"), (.escapes, #"Caf\u00e9"#),
      (.escapes, #"\xe9t"#),
      (.outerSpaces, " word"), (.outerSpaces, "word "),
      (.otherSpaces, "a\u{A0}b"), (.otherSpaces, "a\u{3000}"), (.otherSpaces, "1\u{202F}000"),
      (.formatCharacters, "MEA\u{200B}DOW"), (.formatCharacters, "\u{FEFF}x"),
      (.formatCharacters, "co\u{AD}op"),
      (.formatCharacters, "\u{200E}x"), (.controlCharacters, "a\tb"), (.controlCharacters, "a\u{1B}[2J"),
      (.controlCharacters, "a\u{2028}b"), (.json, #"[{"transcription": "x", "points": [[0, 0]]}]"#),
      (.json, #"{"text": "x"}"#), (.brokenEncoding, "a\u{FFFD}"), (.brokenEncoding, "CafÃ©"),
      (.brokenEncoding, "itâ€™s"), (.entities, "a &amp; b"), (.entities, "&#39;"), (.unreadableMark, "###"),
    ] as [(LabelRemark.Kind, String)])
  func eachKindIsSeenAndTheLabelIsKept(kind: LabelRemark.Kind, label: String) throws {
    let dataset = try dataset(["fine", label, "fine", label])
    #expect(dataset.items.map { Array($0.text.utf8) }[1] == Array(label.utf8))
    let remark = try #require(dataset.remarks.first { $0.kind == kind })
    #expect(remark.count == 2)
    #expect(remark.first.line == 2)
    #expect(dataset.remarks.count == 1)
  }

  @Test func aRemarkNamesTheCountThePlaceAndTheWayOut() throws {
    let remarks = try dataset(["x", "\"MEADOW\"", "\"GR\"\"EEN\"", "MEA\u{200B}DOW"]).remarks
    #expect(
      remarks.map { "\($0)".replacing(folder.path + "/", with: "") } == [
        "2 labels in quotes, first in labels.tsv:2 ('\"MEADOW\"'); they count as characters: if the pictures show none, "
          + "save the file without quoting",
        "1 label with characters that show nothing, in labels.tsv:4 ('MEA\\u{200B}DOW'); no picture shows them: remove "
          + "them, or name them in the alphabet if the model shall write them",
      ])
  }

  @Test func linesThatAreNotUTF8AreRemarkedOnOrNameTheEncoding() throws {
    try folder.write("labels.tsv", Array("a.png\tx\na.png\tCaf".utf8) + [0xE9, 0x0A])
    let mixed = try Dataset(path: folder.path)
    #expect(mixed.items.count == 1)
    #expect(
      mixed.remarks.map { "\($0)".replacing(folder.path + "/", with: "") } == [
        "1 line not in UTF-8, in labels.tsv:2; if the file is in Latin-1 or Windows-1252, save it as UTF-8"
      ])
    try folder.write("labels.tsv", Array("a.png\tCaf".utf8) + [0xE9, 0x0A])
    let error = #expect(throws: DatasetError.self) { try Dataset(path: folder.path) }
    #expect(
      error?.description
        == "\(folder.file("labels.tsv")): written in Latin-1, Windows-1252 or the like; save it as UTF-8")
  }

  @Test func theReportOfACheckHasThem() throws {
    let check = try dataset([" ab"]).check(vocabulary: .characters(.printableASCII), columns: { _ in nil })
    #expect(check.usable.count == 1)
    #expect(
      check.description.hasSuffix(
        "labels.tsv:1 (' ab'); they count as characters: if the pictures show none, remove them"))
  }

  @Test func textsBesideImagesAreLookedAt() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.png")
    try folder.write("a.gt.txt", "word \n")
    #expect(try Dataset(path: folder.path).remarks.map(\.kind) == [.outerSpaces])
  }
}
