import Foundation
import LegibleSynthesis
import TestSupport
import Testing

@Suite struct SourceFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The files that a synthesizer takes from the test's folder, relative to it.
  private func files(_ options: SynthesisOptions) throws -> [String] {
    try Synthesizer(options).files.map(\.path).filter { $0.hasPrefix(folder.path) }.map {
      String($0.dropFirst(folder.path.count + 1))
    }
  }

  /// Opening a pipe the plain way waits for its writer.
  @Test(.timeLimit(.minutes(1)))
  func pipesAreLeftOutWhereverTheyStand() throws {
    try folder.write("words/list.txt", "abc\n")
    for name in ["words/pipe.txt", "pipe.ttf", "pipe.png", "pipe"] {
      try #require(mkfifo(folder.file(name), 0o600) == 0)
    }
    let options = SynthesisOptions(
      fontFolders: [dejaVu, folder.path, folder.file("pipe.ttf")],
      backgroundFolders: [folder.path, folder.file("pipe.png")],
      wordLists: [folder.file("words"), folder.file("pipe")])
    #expect(try files(options) == ["words/list.txt"])
  }

  @Test func foldersBehindLinksAreSearchedAndSingleFilesTaken() throws {
    let elsewhere = try TemporaryFolder()
    try elsewhere.write("b.txt", "abc\n")
    try elsewhere.write("a/c.txt", "abc\n")
    try folder.write("words/own.txt", "abc\n")
    try folder.write("single", "abc\n")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("words/link"), withDestinationPath: elsewhere.path)
    try FileManager.default.createSymbolicLink(atPath: folder.file("words/circle"), withDestinationPath: ".")
    let options = SynthesisOptions(
      fontFolders: [dejaVu], wordLists: [folder.file("words"), folder.file("single"), folder.file("none")])
    #expect(
      try files(options) == ["single", "words/link/a/c.txt", "words/link/b.txt", "words/own.txt"])
  }
}
