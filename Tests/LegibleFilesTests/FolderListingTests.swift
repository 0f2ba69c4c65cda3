import Foundation
import LegibleFiles
import TestSupport
import Testing

@Suite struct FolderListingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: folder.file(name), withDestinationPath: target)
  }

  @Test func filesComeInTheOrderOfTheirBytes() throws {
    // Made in another order, with names that Unicode, case and numbers would sort otherwise.
    for name in ["é", "b/1", "a.b/x", "Z", "a/10", "a/9", "10", "z\u{301}"] { try folder.write(name) }
    let listing = try FolderListing(of: folder.path)
    #expect(listing.files == ["10", "Z", "a.b/x", "a/10", "a/9", "b/1", "z\u{301}", "é"])
    #expect(listing.unlisted.isEmpty)
  }

  @Test func hiddenOnesAndWhatIsNoFileAreLeftOut() throws {
    try folder.write("file")
    try folder.write(".hidden")
    try folder.write(".folder/file")
    try #require(mkfifo(folder.file("pipe"), 0o600) == 0)
    try link("link", to: "file")
    try link("pipe link", to: "pipe")
    try link("broken", to: "nowhere")
    try link("itself", to: "itself")
    for following in [false, true] {
      let listing = try FolderListing(of: folder.path, followingFolderLinks: following)
      #expect(listing.files == ["file", "link"])
      #expect(listing.unlisted.isEmpty)
    }
  }

  @Test func foldersBehindLinksAreListedOnlyOnRequest() throws {
    let elsewhere = try TemporaryFolder()
    try elsewhere.write("deep/file")
    try folder.write("own")
    try link("link", to: elsewhere.path)
    #expect(try FolderListing(of: folder.path).files == ["own"])
    let listing = try FolderListing(of: folder.path, followingFolderLinks: true)
    #expect(listing.files == ["link/deep/file", "own"])
  }

  @Test(.timeLimit(.minutes(1)))
  func linksThatLeadInACircleListEachFolderOnce() throws {
    try folder.write("a/file")
    try folder.write("b/file")
    // Twenty links in each folder to the folders above: followed blindly, more ways than there is time for.
    for number in 0..<20 {
      try link("a/up \(number)", to: "..")
      try link("b/up \(number)", to: "..")
      try link("0 to a \(number)", to: "a")
    }
    let listing = try FolderListing(of: folder.path, followingFolderLinks: true)
    #expect(listing.files == ["a/file", "b/file"], "under their names without links")
  }

  @Test func ofTwoLinksToAFolderTheFirstInOrderCounts() throws {
    let elsewhere = try TemporaryFolder()
    try elsewhere.write("file")
    for name in ["z", "b", "y", "c"] { try link(name, to: elsewhere.path) }
    #expect(try FolderListing(of: folder.path, followingFolderLinks: true).files == ["b/file"])
  }

  @Test func namesThatAreNotUTF8AreReported() throws {
    try folder.write("file")
    for name in ["b\u{FF}", "a\u{FF}"] {
      // Each scalar becomes one byte, and the byte 0xFF is never in UTF-8.
      let bytes = name.unicodeScalars.map { CChar(bitPattern: UInt8($0.value)) } + [0]
      let parent = open(folder.path, O_RDONLY | O_DIRECTORY)
      defer { close(parent) }
      let isFolder = name.hasPrefix("b")
      let made =
        isFolder ? mkdirat(parent, bytes, 0o755) : openat(parent, bytes, O_CREAT | O_WRONLY, 0o644)
      try #require(made >= 0)
      if !isFolder { close(made) }
    }
    let listing = try FolderListing(of: folder.path)
    #expect(listing.files == ["file"])
    #expect(listing.unlisted.map(\.path) == ["a\u{FFFD}", "b\u{FFFD}"])
    #expect(listing.unlisted.map(\.isFolder) == [false, true])
    #expect(listing.unlisted.allSatisfy { $0.reason == "the name is not UTF-8; rename it" })
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may read everything"))
  func aFolderThatMayNotBeReadIsReportedAndTheOthersAreListed() throws {
    try folder.write("closed/file")
    try folder.write("open/file")
    try #require(chmod(folder.file("closed"), 0) == 0)
    defer { chmod(folder.file("closed"), 0o755) }
    let listing = try FolderListing(of: folder.path)
    #expect(listing.files == ["open/file"])
    #expect(listing.unlisted.map(\.path) == ["closed"])
    #expect(listing.unlisted.map(\.reason) == ["Permission denied"])
  }

  @Test func linksToNothingAreReported() throws {
    try folder.write("file")
    try link("gone", to: "nowhere")
    try link("circle", to: "circle")
    let listing = try FolderListing(of: folder.path)
    #expect(listing.files == ["file"])
    #expect(listing.brokenLinks == ["circle", "gone"])
    #expect(listing.unlisted.isEmpty)
  }

  @Test func whatIsNoFolderIsAnError() throws {
    let file = try folder.write("file", "x")
    var error = #expect(throws: FileError.self) { try FolderListing(of: file) }
    #expect(error?.description == "\(file): cannot be opened: Not a directory")
    error = #expect(throws: FileError.self) { try FolderListing(of: folder.file("missing")) }
    #expect(
      error?.description == "\(folder.file("missing")): cannot be opened: No such file or directory")
    try #require(mkfifo(folder.file("pipe"), 0o600) == 0)
    error = #expect(throws: FileError.self) { try FolderListing(of: folder.file("pipe")) }
    #expect(error?.description == "\(folder.file("pipe")): cannot be opened: Not a directory")
  }
}
