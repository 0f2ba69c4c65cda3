import Foundation
import Testing

@Suite struct DocumentFolderTests {
  @Test(arguments: ["alto", "page"]) func aDocumentOfOnePictureTakesNoSecond(format: String) throws {
    let sandbox = try DocumentSandbox()
    for name in ["crops/1.png", "crops/2.png"] { try sandbox.writePicture(name) }
    let fact =
      "a document of \(format) has one picture; name a folder for a document of each picture with --output-folder\n"
    for paths in [["crops"], ["crops/1.png", "crops/2.png"]] {
      let outcome = try sandbox.sandbox.start(
        ["recognize", "--model", "model", "--format", format] + paths
      ).wait()
      #expect(outcome.status == 2)
      #expect(outcome.output == "", "nothing is half done")
      #expect(outcome.errors == fact)
    }
  }

  @Test(arguments: ["alto", "page"]) func whereNothingWasReadThereIsNoDocument(format: String) throws {
    let sandbox = try DocumentSandbox()
    let outcome = try sandbox.read("gone.png", "--format", format)
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.errors == "gone.png: cannot be read: No such file or directory\n")
  }

  @Test func eachPictureHasADocumentThatIsReplaced() throws {
    let sandbox = try DocumentSandbox()
    for name in ["crops/1.png", "crops/b/2.png"] { try sandbox.writePicture(name) }
    func read(_ pattern: String) throws {
      let outcome = try sandbox.read(
        "crops", "gone.png", "--pattern", pattern, "--format", "page", "--output-folder", "new/pages")
      #expect(outcome.status == 1)
      #expect(outcome.output == "")
      #expect(outcome.errors == "gone.png: cannot be read: No such file or directory\n")
      let files = try FileManager.default.contentsOfDirectory(atPath: sandbox.sandbox.file("new/pages"))
      #expect(files.sorted() == ["1.xml", "2.xml"])
      for (file, picture) in [("1.xml", "crops/1.png"), ("2.xml", "crops/b/2.png")] {
        let root = try DocumentElement.parse(
          String(decoding: try sandbox.sandbox.read("new/pages/" + file), as: UTF8.self))
        #expect(root.all("Page")[0].attributes["imageFilename"] == picture)
        #expect(
          root.all("Word")[0].children.last?.text.trimmingCharacters(in: .whitespacesAndNewlines) == pattern)
      }
    }
    try read("ab")
    try read("ba")
  }

  @Test(arguments: [("text", "txt"), ("tsv", "tsv"), ("json", "json"), ("jsonl", "jsonl"), ("hocr", "hocr")])
  func aDocumentIsWhatStandardOutputWouldHave(format: String, fileExtension: String) throws {
    let sandbox = try DocumentSandbox()
    try sandbox.writePicture("1.png")
    let expected = try sandbox.read("1.png", "--format", format).output
    let outcome = try sandbox.read("1.png", "--format", format, "--output-folder", ".")
    #expect(outcome.status == 0 && outcome.output == "" && outcome.errors == "")
    let document = try sandbox.sandbox.read("1." + fileExtension)
    #expect(String(decoding: document, as: UTF8.self) == expected && !expected.isEmpty)
  }

  @Test func neitherAPictureNorADocumentOfTheRunIsReplaced() throws {
    let sandbox = try DocumentSandbox()
    for name in ["a/1.png", "b/1.png", "c/2.png", "c/3.png"] { try sandbox.writePicture(name) }
    // A picture that only its name makes a document, and a link to one.
    try FileManager.default.createDirectory(
      atPath: sandbox.sandbox.file("out"), withIntermediateDirectories: false)
    try FileManager.default.copyItem(
      atPath: sandbox.sandbox.file("a/1.png"), toPath: sandbox.sandbox.file("out/2.xml"))
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.sandbox.file("out/3.xml"), withDestinationPath: "../c/3.png")
    let picture = try sandbox.sandbox.read("a/1.png")
    let outcome = try sandbox.read("a", "b", "c", "--format", "alto", "--output-folder", "out")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors == """
        b/1.png: another picture has out/1.xml already; read pictures of one name into folders of their own
        c/2.png: out/2.xml is no document; move it, or name another folder
        c/3.png: out/3.xml is no document; move it, or name another folder

        """)
    for name in ["out/2.xml", "c/3.png"] { #expect(try sandbox.sandbox.read(name) == picture) }
    let document = String(decoding: try sandbox.sandbox.read("out/1.xml"), as: UTF8.self)
    #expect(try DocumentElement.parse(document).all("fileName").map(\.text) == ["a/1.png"])
  }

  @Test func whatCannotBeAFolderIsSaidBeforeAnythingIsRead() throws {
    let sandbox = try DocumentSandbox()
    try sandbox.writePicture("1.png")
    let outcome = try sandbox.read("1.png", "--format", "page", "--output-folder", "1.png")
    #expect(outcome.status == 2)
    #expect(outcome.errors == "1.png: the folder cannot be made: File exists\n")
  }
}
