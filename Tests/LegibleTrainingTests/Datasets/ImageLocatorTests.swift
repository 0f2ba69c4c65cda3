import LegibleTraining
import TestSupport
import Testing

/// Paths in labels files as other systems, programs and machines write them.
@Suite struct ImageLocatorTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in [
      "a.png", "sub/b.png", "two words.png", "100%.png", "Mixed.PNG", "O\u{308}l.png", "\u{DC}n.png", "x.JPG",
      "X.jpg",
    ] { try folder.write(name) }
  }

  /// The image that a path leads to, or why it leads to none.
  private func find(_ path: String) throws -> String {
    try folder.write("labels.tsv", "\(path)\tword\na.png\tanchor\n")
    let dataset = try Dataset(path: folder.path)
    let found = dataset.rejected.first?.reason ?? dataset.items[0].path
    return found.replacing(folder.path + "/", with: "")
  }

  @Test(arguments: [
    ("./a.png", "./a.png"), (#".\a.png"#, "a.png"), (#"sub\b.png"#, "sub/b.png"), ("\"a.png\"", "a.png"),
    ("'sub/b.png'", "sub/b.png"), (" a.png ", "a.png"), ("two%20words.png", "two words.png"),
    ("two words.png", "two words.png"), ("100%.png", "100%.png"), ("100%25.png", "100%.png"),
    ("A.PNG", "a.png"), ("SUB/b.PNG", "sub/b.png"), ("mixed.png", "Mixed.PNG"), ("x.JPG", "x.JPG"),
    (#"".\sub\b.png""#, "sub/b.png"), ("%C3%96l.png", "O\u{308}l.png"), ("\u{D6}l.png", "O\u{308}l.png"),
    ("U\u{308}n.png", "\u{DC}n.png"), ("u\u{308}N.PNG", "\u{DC}n.png"),
  ])
  func aPathIsReadAsItWasMeant(written: String, found: String) throws {
    #expect(Array(try find(written).utf8) == Array(found.utf8))
  }

  @Test func fileURLsAreRead() throws {
    #expect(try find("file://\(folder.path)/two%20words.png") == "two words.png")
  }

  @Test(arguments: [
    (#"C:\Users\me\crops\a.png"#, "a.png"), ("/home/me/crops/sub/b.png", "sub/b.png"), ("~/a.png", "a.png"),
    ("train_data/rec/a.png", "a.png"), (#"\\server\share\a.png"#, "a.png"),
  ])
  func aPathOfAnotherMachineIsToldTheOneOfThis(written: String, here: String) throws {
    #expect(
      try find(written).hasSuffix(
        "; paths start at the labels file's folder, where \"\(here)\" is: write that"))
  }

  @Test(arguments: [
    (
      "/home/me/gone.png",
      "an absolute path holds on one machine only: write paths that start at the labels file's folder"
    ),
    ("https://example.org/a.png", "that is an address: download the pictures and write their paths"),
    ("b.png", "there is \"sub/b.png\": write that"), ("a", "there is \"a.png\": write that"),
    ("a.jpeg", "there is \"a.png\": write that"),
    ("a.png\u{200B}", "there is \"a.png\": write that"),
    ("X.Jpg", "several names differ from it in capitals only: write it as it is"),
    ("Filename", "if the line names the columns, remove it"),
  ])
  func theRealReasonIsNamed(written: String, reason: String) throws {
    let found = try find(written)
    #expect(found.hasPrefix("no image file \""))
    #expect(found.hasSuffix("; " + reason), "\(found)")
  }

  @Test func whatIsSimplyNotThereIsNotExplainedAway() throws {
    #expect(try find("gone.png") == "no image file \"gone.png\"")
    #expect(try find("sub") == "\"sub\" is not a file")
  }

  @Test func swappedColumnsAreNamed() throws {
    try folder.write("labels.tsv", "a.png\tword\nword\ta.png\nword\tgone.png\n")
    let reasons = try Dataset(path: folder.path).rejected.map {
      $0.reason.replacing(folder.path + "/", with: "")
    }
    #expect(
      reasons == [
        "no image file \"word\"; text and path have changed places: write path<TAB>text",
        "no image file \"word\"",
      ])
  }

  @Test func reasonsAreSearchedForNoMoreLinesThanAnybodyReads() throws {
    try folder.write(
      "labels.tsv", "a.png\tx\n" + (0..<100_000).map { "gone/\($0)/a.png\tx\n" }.joined())
    let clock = ContinuousClock()
    var rejected: [RejectedLine] = []
    let time = try clock.measure { rejected = try Dataset(path: folder.path).rejected }
    #expect(rejected.count == 100_000)
    #expect(rejected[0].reason.hasSuffix("where \"a.png\" is: write that"))
    #expect(rejected[99_999].reason.hasSuffix("/gone/99999/a.png\""))
    #expect(time < .seconds(20))
  }

  /// A hostile file cannot make the search expensive, nor lead it out of what it names.
  @Test func aPathOfManyPartsIsRefusedQuickly() throws {
    let deep = String(repeating: "x/", count: 100_000)
    let clock = ContinuousClock()
    var reason = ""
    let time = try clock.measure { reason = try find(deep + "a.png") }
    #expect(reason.hasSuffix("File name too long"))
    #expect(time < .seconds(2))
  }
}
