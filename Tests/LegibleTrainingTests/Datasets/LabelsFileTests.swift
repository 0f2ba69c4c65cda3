import Foundation
import LegibleTraining
import TestSupport
import Testing

@Suite struct LabelsFileTests {
  @Test func aFileOfNoReasonableLengthIsRefusedUnread() throws {
    let folder = try TemporaryFolder()
    // A hole takes no room on the disk.
    let path = try folder.write("labels.tsv")
    try #require(truncate(path, 300_000_000) == 0)
    let error = #expect(throws: DatasetError.self) { try Dataset(path: path) }
    #expect(
      error?.description
        == "\(path): 300000000 bytes, more than the limit of 268435456; split it into several labels files")

    try folder.write("pairs/a.png")
    let text = try folder.write("pairs/a.gt.txt")
    try #require(truncate(text, 2_000_000) == 0)
    let pairs = #expect(throws: DatasetError.self) { try Dataset(path: folder.file("pairs")) }
    #expect(pairs?.description.contains("2000000 bytes, more than the limit of 1048576") == true)
  }

  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a.png", "b.png", "images/c d, e.jpg"] { try folder.write(name) }
  }

  /// The texts, paths and reasons without the folder's own name.
  func relative(_ string: String) -> String { string.replacing(folder.path + "/", with: "") }

  func open(_ name: String = "") throws -> Dataset {
    try Dataset(path: name.isEmpty ? folder.path : folder.path + "/" + name)
  }

  func message(_ name: String = "") -> String {
    #expect(throws: DatasetError.self) { try open(name) }.map { relative("\($0)") } ?? ""
  }

  @Test func wordsOfACropsOwnStandBehindItsText() throws {
    try folder.write("labels.tsv", "a.png\tcat\tcat\tcoat, a\t\nb.png\t\tdog\nb.png\tcat\nb.png\tcat\t\n")
    let dataset = try Dataset(path: folder.path, hasWords: true)
    #expect(dataset.items.map(\.text) == ["cat", ""])
    #expect(dataset.items.map(\.words) == [["cat", "coat, a"], ["dog"]])
    #expect(
      dataset.rejected.map { relative("\($0)") }
        == [3, 4].map { "labels.tsv:\($0): no words behind the text, a tab before each" })
    #expect(dataset.remarks.isEmpty)

    try folder.write("gt.txt", "a.png, \"cat\"\n")
    let error = #expect(throws: DatasetError.self) {
      try Dataset(path: folder.file("gt.txt"), hasWords: true)
    }
    #expect(
      error.map { relative("\($0)") }
        == "gt.txt: no words of each crop's own; write a labels.tsv with path<TAB>text<TAB>word<TAB>word...")
  }

  @Test func tabSeparatedLinesKeepTheirTextAsItIs() throws {
    try folder.write("labels.tsv", "a.png\t two, words \"q\\\" \nimages/c d, e.jpg\tx\ty\n\nb.png\t\n")
    let dataset = try open()
    #expect(dataset.format == .tabSeparated)
    #expect(dataset.items.map(\.text) == [" two, words \"q\\\" ", "x\ty", ""])
    #expect(dataset.items.map { relative($0.path) } == ["a.png", "images/c d, e.jpg", "b.png"])
    #expect(dataset.items.map { relative("\($0.source)") } == [1, 2, 4].map { "labels.tsv:\($0)" })
    #expect(dataset.rejected.isEmpty)
  }

  @Test func byteOrderMarkAndWindowsLineEndsAreNotPartOfALabel() throws {
    try folder.write("labels.tsv", "\u{FEFF}a.png\tone\r\nb.png\tÜber\r\n")
    let dataset = try open()
    #expect(dataset.items.map { Array($0.text.utf8) } == ["one", "Über"].map { Array($0.utf8) })
    #expect(relative(dataset.items[0].path) == "a.png")
  }

  @Test(arguments: ["a.png\tone\rb.png\ttwo\r", "a.png\tone\r\nb.png\ttwo\r", "a.png\tone\rb.png\ttwo\n"])
  func lineEndsOfEveryKindEndALine(_ text: String) throws {
    try folder.write("labels.tsv", text)
    let dataset = try open()
    #expect(dataset.items.map(\.text) == ["one", "two"])
    #expect(dataset.items.map(\.source.line) == [1, 2])
    #expect(dataset.rejected.isEmpty)
  }

  @Test(arguments: [
    ("a.png one\nb.png two", "a space between path and text, not a tab; write path<TAB>text"),
    ("a.png,one", "a comma between path and text, not a tab; write path<TAB>text"),
    ("a.png;one", "a semicolon between path and text, not a tab; write path<TAB>text"),
    (
      "377,117,463,117,465,130,378,130,Genaxis",
      "a box on a page, not the path of a crop; cut the crops out and write path<TAB>text for each"
    ),
    ("whatever", #"not of the form path, "text""#),
  ])
  func aFileInNoKnownFormSaysWhatItLooksLike(text: String, reason: String) throws {
    try folder.write("gt.txt", text)
    #expect(message().hasPrefix("\(folder.path): no usable crop, all "))
    #expect(message().split(separator: "\n")[1] == "  gt.txt:1: \(reason)")
  }

  @Test func commaSeparatedValuesAreRefusedWithTheWayOut() throws {
    try folder.write("labels.csv", "filename,words\na.png,one\nb.png,\"two, three\"\n")
    let words =
      "labels.csv: comma-separated values are not read, because a comma may belong to a text; save it as labels.tsv, one "
      + "path<TAB>text a line"
    #expect(message("labels.csv") == words)
    #expect(message() == words)
    try folder.write("tabs.csv", "a.png\tone\n")
    #expect(try open("tabs.csv").items.map(\.text) == ["one"])
  }

  @Test(arguments: [
    (
      "a PNG file", "give a folder of labelled crops, or a file of lines path<TAB>text",
      "\u{89}PNG\r\n\u{1A}\n"
    ),
    ("a gzip file", "unpack it", "\u{1F}\u{8B}\u{8}"),
    (
      "a Git LFS pointer", "fetch the file with `git lfs pull`",
      "version https://git-lfs.github.com/spec/v1\noid sha256:00\n"
    ),
    ("an HTML page", "download the file itself", "<!DOCTYPE html>\n<html>"),
    (
      "a JSON text", "give a folder of labelled crops, or a file of lines path<TAB>text",
      "{\"file_name\": \"a.png\", \"text\": \"one\"}\n"
    ),
  ])
  func whatIsNoLabelsFileIsNamed(kind: String, wayOut: String, text: String) throws {
    try folder.write("labels.tsv", text.unicodeScalars.map { UInt8($0.value) })
    #expect(message() == "labels.tsv: \(kind), not a labels file; \(wayOut)")
  }

  /// A file of labels may begin as some picture does.
  @Test func labelsMayBeginWithAnything() throws {
    for name in ["BM1.png", "P1 (2).png", "{a}.png", "GIF89a.png"] {
      try folder.write(name)
      try folder.write("labels.tsv", "\(name)\tword")
      #expect(try open().items.count == 1, "\(name)")
    }
  }

  @Test func decomposedCharactersAreKeptAndCompareEqual() throws {
    try folder.write("labels.tsv", "a.png\tcafe\u{301}\n")
    let text = try open().items[0].text
    #expect(text == "caf\u{E9}")
    #expect(text.unicodeScalars.count == 5)
  }

  @Test func everyBadLineIsNamedWithItsReason() throws {
    var bytes = Array("a.png one\n\ttext\nnone.png\tx\nimages\tx\nb.png/c.png\tx\nz\0.png\tx\n".utf8)
    bytes += Array("a.png\t".utf8) + [0xC3, 0x28, 0x0A] + Array("a.png\tgood".utf8)
    try folder.write("labels.tsv", bytes)
    let dataset = try open()
    #expect(dataset.items.map(\.text) == ["good"])
    #expect(
      dataset.rejected.map { relative("\($0)") } == [
        "labels.tsv:1: no tab between path and text",
        "labels.tsv:2: empty path",
        "labels.tsv:3: no image file \"none.png\"",
        "labels.tsv:4: \"images\" is not a file",
        "labels.tsv:5: no image file \"b.png/c.png\"",
        "labels.tsv:6: the path holds a zero byte",
        "labels.tsv:7: not UTF-8",
      ])
  }

  @Test func pathsMayBeAbsoluteOrLeadOutOfTheFolder() throws {
    try folder.write("lists/labels.tsv", "../a.png\tup\n\(folder.path)/b.png\tabsolute\n")
    let dataset = try open("lists")
    #expect(dataset.items.map { relative($0.path) } == ["lists/../a.png", "b.png"])
  }

  @Test func controlCharactersInAHostilePathDoNotReachTheTerminal() throws {
    try folder.write("labels.tsv", "\u{1B}[31m\(String(repeating: "x", count: 2000)).png\tx\na.png\tx")
    let reason = try open().rejected[0].reason
    #expect(reason.hasPrefix("\"\(folder.path)/\\u{1B}[31mxxx"))
    #expect(reason.hasSuffix("File name too long"))
    #expect(reason.count < 350)
  }

  @Test func aLabelsFileOfAnotherNameIsReadByItsPath() throws {
    try folder.write("labels_fit.tsv", "a.png\tfit\n")
    #expect(try open("labels_fit.tsv").items.map(\.text) == ["fit"])
    let expected = "no labels.tsv here; to use another labels file, give its path (found: labels_fit.tsv)"
    #expect(message().hasSuffix(expected))
  }

  @Test func icdarLinesLoseTheirEscapes() throws {
    let lines = [
      #"a.png, "Tiredness""#, #"b.png,"5\" \\ x, y""#, #"images/c d, e.jpg, """#, #"a.png, "C:\new""#,
      #"a.png, "say "hi" now" "#,
    ]
    try folder.write("gt.txt", "\u{FEFF}" + lines.joined(separator: "\r\n") + "\r\n")
    let dataset = try open()
    #expect(dataset.format == .icdar)
    #expect(dataset.items.map(\.text) == ["Tiredness", #"5" \ x, y"#, "", #"C:\new"#, #"say "hi" now"#])
    #expect(relative(dataset.items[2].path) == "images/c d, e.jpg")
    #expect(dataset.rejected.isEmpty)
  }

  @Test func badICDARLinesAreRejected() throws {
    let lines = [
      #"a.png, "ok""#, "a.png, plain", #"a.png, "open"#, #"a.png, "escaped\""#, #"a.png, ""#, #", "x""#,
    ]
    try folder.write("gt.txt", lines.joined(separator: "\n"))
    let dataset = try open()
    #expect(dataset.items.map(\.text) == ["ok"])
    let form = #"not of the form path, "text""#
    #expect(
      dataset.rejected.map(\.reason)
        == [form, "no closing quote", "no closing quote", "no closing quote", "empty path"])
    #expect(dataset.rejected.map(\.source.line) == [2, 3, 4, 5, 6])
  }

  @Test func tabSeparatedLinesInGtTxtAreSeenAsSuch() throws {
    try folder.write("gt.txt", "a.png\tsay, \"hi\"\nb.png\tx\n")
    let dataset = try open()
    #expect(dataset.format == .tabSeparated)
    #expect(dataset.items.map(\.text) == ["say, \"hi\"", "x"])
  }

  @Test func utf16IsNamed() throws {
    try folder.write("labels.tsv", [0xFF, 0xFE, 0x61, 0x00])
    #expect(message() == "labels.tsv: written in UTF-16; save it as UTF-8")
    // A program may leave the mark out.
    try folder.write("labels.tsv", "a.png\tone\r\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
    #expect(message() == "labels.tsv: written in UTF-16; save it as UTF-8")
  }

  @Test func aFileWithoutUsableLinesIsAnErrorThatShowsThem() throws {
    try folder.write("labels.tsv", (1...7).map { "x\($0).png\ttext\n" }.joined())
    let lines = message().split(separator: "\n")
    #expect(lines.count == 7)
    #expect(lines[0].hasSuffix("no usable crop, all 7 rejected:"))
    #expect(lines[1] == "  labels.tsv:1: no image file \"x1.png\"")
    #expect(lines[6] == "  ... and 2 more")
    try folder.write("empty.tsv", "\n")
    #expect(message("empty.tsv") == "empty.tsv: no labels in it")
  }

  @Test func whatIsNotThereOrNotAFileIsNamed() {
    #expect(message("nothing") == "nothing: No such file or directory")
    #expect(throws: DatasetError.unreadable(path: "/dev/zero", reason: "not a regular file")) {
      try Dataset(path: "/dev/zero")
    }
  }

  @Test func aHundredThousandLinesAreRead() throws {
    let lines = (0..<100_000).map { "a.png\tword \($0)\n" }.joined()
    try folder.write("labels.tsv", lines)
    let dataset = try open()
    #expect(dataset.items.count == 100_000)
    #expect(dataset.items[99_999].text == "word 99999")
  }
}
