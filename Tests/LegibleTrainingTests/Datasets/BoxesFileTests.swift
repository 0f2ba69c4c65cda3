import Foundation
import LegibleSynthesis
import LegibleTraining
import TestSupport
import Testing

@Suite struct BoxesFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func error(_ text: String) throws -> BoxesFileError? {
    try folder.write("boxes.jsonl", text)
    return #expect(throws: BoxesFileError.self) { try BoxesFile(ofDataset: folder.path) }
  }

  @Test func boxesStandBesideTheLabels() throws {
    try folder.write(
      "boxes.jsonl",
      #"{"path":"a.png","text":"é1","characters":[{"character":"é","box":[-1,2.5,3,4]},"#
        + #"{"character":"1","box":[5,6,0,7]}]}"# + "\n" + #"{"path":"b.png","text":"","characters":[]}"#)
    let labels = try folder.write("labels.tsv")
    let expected = [
      CharacterBox(character: "é", x: -1, y: 2.5, width: 3, height: 4),
      CharacterBox(character: "1", x: 5, y: 6, width: 0, height: 7),
    ]
    for path in [folder.path, labels] {
      #expect(
        try BoxesFile(ofDataset: path).boxes == [folder.file("a.png"): expected, folder.file("b.png"): []])
    }
  }

  @Test func whatIsNoBoxIsNamedWithItsLine() throws {
    let sound = #"{"path":"b.png","text":"","characters":[]}"# + "\n"
    for line in [
      "x", "{}", #"{"path":"a","text":"a","characters":[]}"#,
      #"{"path":"a","text":"a","characters":[{"character":"b","box":[0,0,1,1]}]}"#,
      #"{"path":"a","text":"a","characters":[{"character":"a","box":[0,0,1]}]}"#,
      #"{"path":"a","text":"a","characters":[{"character":"a","box":[0,0,-1,1]}]}"#,
      #"{"path":"a","text":"a","characters":[{"character":"a","box":[1e30,0,1,1]}]}"#,
      #"{"path":"a","text":"","characters":[{"character":"","box":[0,0,1,1]}]}"#,
    ] {
      #expect(
        try error(sound + line)?.description
          == "\(folder.file("boxes.jsonl")):2: no object with the path of a crop and a box for each of its characters; "
          + "write the data set again", "\(line)")
    }
  }

  @Test func aFileThatIsNotThereOrTooLongIsRefused() throws {
    let missing = #expect(throws: BoxesFileError.self) { try BoxesFile(ofDataset: folder.path) }
    #expect(
      missing?.description == "\(folder.file("boxes.jsonl")): cannot be opened: No such file or directory")
    // A hole takes no room on the disk.
    let path = try folder.write("boxes.jsonl")
    try #require(truncate(path, 300_000_000) == 0)
    let error = #expect(throws: BoxesFileError.self) { try BoxesFile(ofDataset: folder.path) }
    #expect(error?.description == "\(path): 300000000 bytes, more than the limit of 268435456")
  }
}
