import Foundation
import LegibleTraining
import TestSupport
import Testing

@Suite struct CropFolderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func relative(_ string: String) -> String { string.replacing(folder.path + "/", with: "") }

  @Test func pairsAreFoundInFoldersBelowInBytewiseOrder() throws {
    for (name, text) in [("b", "two words \n"), ("a", "eins\r\n"), ("B", ""), ("sub/é", "\u{FEFF}x")] {
      try folder.write("\(name).png")
      try folder.write("\(name).gt.txt", text)
    }
    let dataset = try Dataset(path: folder.path)
    #expect(dataset.format == .textBesideImage)
    #expect(dataset.items.map(\.text) == ["", "eins", "two words ", "x"])
    #expect(dataset.items.map { relative($0.path) } == ["B.png", "a.png", "b.png", "sub/é.png"])
    #expect(relative("\(dataset.items[1].source)") == "a.gt.txt:1")
    #expect(dataset.rejected.isEmpty)
  }

  @Test func ofSeveralImagesBesideATextTheBestIsTaken() throws {
    for name in ["1.nrm.png", "1.bin.png", "2.JPG", "2.bin.png"] { try folder.write(name) }
    for name in ["1.gt.txt", "2.gt.txt"] { try folder.write(name, "x") }
    let dataset = try Dataset(path: folder.path)
    #expect(dataset.items.map { relative($0.path) } == ["1.bin.png", "2.JPG"])
    #expect(dataset.rejected.isEmpty)
  }

  @Test func pairsMayDifferInCapitalsAndInUnicodesForm() throws {
    for name in ["A.Png", "b.JPG", "O\u{308}l.png", "\u{D6}l2.png", "c.jfif", "d.png", "D.png"] {
      try folder.write(name)
    }
    let texts = [
      "A.gt.txt", "B.GT.TXT", "\u{D6}l.gt.txt", "O\u{308}l2.gt.txt", "c.gt.txt", "d.gt.txt", "D.gt.txt",
    ]
    for name in texts { try folder.write(name, name) }
    let dataset = try Dataset(path: folder.path)
    let images = Dictionary(
      uniqueKeysWithValues: dataset.items.map { ($0.text, Array(relative($0.path).utf8)) })
    #expect(images["A.gt.txt"] == Array("A.Png".utf8))
    #expect(images["B.GT.TXT"] == Array("b.JPG".utf8))
    #expect(images["\u{D6}l.gt.txt"] == Array("O\u{308}l.png".utf8))
    #expect(images["O\u{308}l2.gt.txt"] == Array("\u{D6}l2.png".utf8))
    #expect(images["c.gt.txt"] == Array("c.jfif".utf8))
    #expect(images["d.gt.txt"] == Array("d.png".utf8))
    #expect(images["D.gt.txt"] == Array("D.png".utf8))
    #expect(dataset.rejected.isEmpty)
  }

  /// The image is another text's, whose name is spelled like it.
  @Test func aTextTakesNoImageThatIsAnothers() throws {
    try folder.write("a.png")
    try folder.write("a.gt.txt", "small")
    try folder.write("A.gt.txt", "large")
    let dataset = try Dataset(path: folder.path)
    #expect(dataset.items.map(\.text) == ["small"])
    #expect(
      dataset.rejected.map { relative("\($0)") } == ["A.gt.txt:1: no image beside it (\"A.png\" or .jpg)"])
  }

  @Test func whatStandsInForAPairIsNamed() throws {
    try folder.write("a.png")
    try folder.write("a.gt.txt", "<head>")
    try folder.write("b.tif")
    try folder.write("b.gt.txt", "x")
    try folder.write("c.png")
    try folder.write("c.gt.txt", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 7\n")
    try folder.write("d.png")
    try folder.write("d.gt.txt", [0x1F, 0x8B, 8, 0])
    let dataset = try Dataset(path: folder.path)
    #expect(dataset.items.map(\.text) == ["<head>"], "a label may be anything")
    #expect(
      dataset.rejected.map { relative("\($0)") } == [
        "b.gt.txt:1: \"b.tif\" beside it is not a PNG or JPEG; convert it to PNG",
        "c.gt.txt:1: a Git LFS pointer, not a line of text; fetch the file with `git lfs pull`",
        "d.gt.txt:1: a gzip file, not a text",
      ])
  }

  @Test func textsUnderAnotherNameAndListsOfOtherProgramsAreNamed() throws {
    func message() -> String {
      #expect(throws: DatasetError.self) { try Dataset(path: folder.path) }.map { "\($0)" } ?? ""
    }
    try folder.write("w.png")
    try folder.write("w.txt", "word")
    #expect(
      message()
        == "\(folder.path): no labelled crops found; the text beside an image is called \"w.gt.txt\" here, not \"w.txt\""
    )
    try FileManager.default.removeItem(atPath: folder.file("w.txt"))
    try folder.write("labels.xlsx", "PK")
    #expect(message().hasSuffix("to use another labels file, give its path (found: labels.xlsx)"))
    try folder.write("labels.csv", "w.png,word")
    #expect(message().hasPrefix("\(folder.file("labels.csv")): comma-separated values are not read, "))
  }

  @Test func aLabelsFileMayBeWrittenInCapitals() throws {
    try folder.write("a.png")
    try folder.write("Labels.TSV", "a.png\tword")
    #expect(try Dataset(path: folder.path).items.map(\.text) == ["word"])
  }

  @Test func halvesOfPairsAndBadTextsAreRejected() throws {
    for name in ["a.png", "b.png", "c.png", "d.png", "e.png"] { try folder.write(name) }
    try folder.write("a.gt.txt", "good")
    try folder.write("b.gt.txt", "two\nlines\n")
    try folder.write("c.gt.txt", [0xFF, 0x41])
    try folder.write("e.gt.txt", [0xFE, 0xFF, 0, 0x41])
    try folder.write("f.gt.txt", "text")
    let dataset = try Dataset(path: folder.path)
    #expect(dataset.items.map(\.text) == ["good"])
    #expect(
      dataset.rejected.map { relative("\($0)") } == [
        "b.gt.txt:1: 2 lines of text; one is expected",
        "c.gt.txt:1: not UTF-8",
        "e.gt.txt:1: written in UTF-16, not UTF-8",
        "f.gt.txt:1: no image beside it (\"f.png\" or .jpg)",
        "d.png: no text file beside it (.gt.txt)",
      ])
  }

  @Test func labelsInFileNames() throws {
    for name in [
      "1/2/12_word_7.jpg", "3_two_words_4.png", "0_a.b_0.JPEG", "5__6.jpg", "x_word_7.jpg", "7_8.png",
    ] {
      try folder.write(name)
    }
    try folder.write("notes.txt", "not an image")
    let dataset = try Dataset(path: folder.path)
    #expect(dataset.format == .fileName)
    #expect(dataset.items.map(\.text) == ["a.b", "word", "two_words"])
    #expect(dataset.rejected.map { relative($0.source.file) } == ["5__6.jpg", "7_8.png", "x_word_7.jpg"])
    #expect(dataset.rejected[0].source.line == nil)
    #expect(dataset.rejected[0].reason == "the name is not of the form number_label_number")
  }

  @Test func formsTakePrecedenceInTheDocumentedOrder() throws {
    try folder.write("1_name_2.png")
    func format() throws -> DatasetFormat { try Dataset(path: folder.path).format }
    #expect(try format() == .fileName)
    try folder.write("1_name_2.gt.txt", "pair")
    #expect(try format() == .textBesideImage)
    try folder.write("gt.txt", "1_name_2.png, \"icdar\"")
    #expect(try format() == .icdar)
    try folder.write("labels.tsv", "1_name_2.png\ttab")
    #expect(try format() == .tabSeparated)
  }

  @Test func labelsAreNotGuessedFromNamesBesideALabelsFile() throws {
    try folder.write("1_name_2.png")
    try folder.write("labels_dev.tsv", "1_name_2.png\tother\n")
    #expect(throws: DatasetError.noKnownForm(path: folder.path, labelFiles: ["labels_dev.tsv"])) {
      try Dataset(path: folder.path)
    }
  }

  @Test func aFolderOfNoKnownFormGivesTheForms() throws {
    try folder.write("photo.png")
    let error = #expect(throws: DatasetError.self) { try Dataset(path: folder.path) }
    #expect(
      error.map { relative("\($0)").split(separator: "\n").dropFirst().joined(separator: "\n") } == """
          a labels.tsv with lines path<TAB>text
          a gt.txt with lines word_1.png, "text"
          pairs word.png and word.gt.txt
          labels in file names, 12_word_7.jpg
        """)
  }

  @Test func hiddenFilesAndLinkedFoldersAreLeftOut() throws {
    try folder.write("1_a_1.png")
    try folder.write("._1_a_1.png")
    try folder.write(".hidden/2_b_2.png")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: folder.path + "/circle", withDestinationPath: folder.path)
    try files.createSymbolicLink(
      atPath: folder.path + "/2_link_2.png", withDestinationPath: folder.path + "/1_a_1.png")
    try files.createSymbolicLink(atPath: folder.path + "/3_broken_3.png", withDestinationPath: "nowhere")
    try files.createSymbolicLink(atPath: folder.path + "/latest", withDestinationPath: "nowhere")
    let dataset = try Dataset(path: folder.path)
    #expect(dataset.items.map(\.text) == ["a", "link"])
    let reason = "3_broken_3.png: a link that leads to nothing; remove it"
    #expect(dataset.rejected.map { relative("\($0)") } == [reason])
    #expect(try ImageFolder(folder.path)?.failures.map { relative($0.message) } == [reason])
  }

  /// A file of this name, given as bytes.
  private func writeFile(_ name: [UInt8]) throws {
    let path = Array(folder.path.utf8) + [UInt8(ascii: "/")] + name + [0]
    let file = path.withUnsafeBytes {
      open($0.baseAddress!.assumingMemoryBound(to: CChar.self), O_CREAT | O_WRONLY, 0o644)
    }
    try #require(file >= 0)
    close(file)
  }

  @Test func namesThatAreNotUTF8AreReported() throws {
    try folder.write("1_a_1.png")
    try writeFile(Array("2_b".utf8) + [0xFF] + Array("_2.png".utf8))
    try writeFile([0xFE])
    let dataset = try Dataset(path: folder.path)
    #expect(dataset.items.map(\.text) == ["a"])
    #expect(
      dataset.rejected.map { relative("\($0)") } == [
        "2_b\u{FFFD}_2.png: the name is not UTF-8; rename it", "\u{FFFD}: the name is not UTF-8; rename it",
      ])
    let images = try #require(try ImageFolder(folder.path))
    #expect(images.paths == [folder.file("1_a_1.png")])
    #expect(
      images.failures.map { relative($0.message) } == ["2_b\u{FFFD}_2.png: the name is not UTF-8; rename it"],
      "what is no image by its name does not matter here")
  }

  /// Folders nested until their path is longer than the system takes: not even the superuser can open the
  /// last one.
  @Test func aFolderThatCannotBeReadIsReportedAndTheOthersAreRead() throws {
    try folder.write("1_a_1.png")
    try folder.write("z/2_b_2.png")
    let name = String(repeating: "x", count: 250)
    var parent = open(folder.path, O_RDONLY | O_DIRECTORY)
    for _ in 0..<17 {
      try #require(mkdirat(parent, name, 0o755) == 0)
      let child = openat(parent, name, O_RDONLY | O_DIRECTORY)
      close(parent)
      parent = child
    }
    close(parent)
    defer {
      // Foundation does not remove what it cannot name.
      let remove = try? Process.run(URL(fileURLWithPath: "/bin/rm"), arguments: ["-rf", folder.file(name)])
      remove?.waitUntilExit()
    }
    let dataset = try Dataset(path: folder.path)
    #expect(dataset.items.map(\.text) == ["a", "b"])
    #expect(dataset.rejected.count == 1)
    #expect(dataset.rejected.first?.reason == "File name too long")
    let images = try #require(try ImageFolder(folder.path))
    #expect(images.paths.count == 2)
    #expect(images.failures.count == 1 && images.failures[0].message.hasSuffix("xx: File name too long"))
  }
}
