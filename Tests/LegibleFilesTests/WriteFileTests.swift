import Foundation
import LegibleFiles
import TestSupport
import Testing

@Suite struct WriteFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func replace(_ path: String, with text: String) throws {
    let file = try ReplacementFile(for: path)
    file.append(text)
    try file.commit()
  }

  @Test func aReplacementAppearsWholeAndOnCommit() throws {
    let path = try folder.write("file", "old")
    let file = try ReplacementFile(for: path)
    file.append("new ")
    file.append("text")
    #expect(try folder.read("file") == Array("old".utf8))
    #expect(try folder.names().count == 2)
    [UInt8(ascii: "N")].withUnsafeBytes { file.overwrite($0, at: 0) }
    file.append("!")
    try file.commit()
    #expect(try folder.read("file") == Array("New text!".utf8), "overwriting does not move the end")
    #expect(try folder.names() == ["file"])
  }

  @Test func whoHasTheOldFileOpenKeepsIt() throws {
    let path = try folder.write("file", "old")
    let input = try InputFile(opening: path)
    let reader = try #require(FileHandle(forReadingAtPath: path))
    try replace(path, with: "new, and longer")
    #expect(try input.bytes(in: 0..<3).withBytes { Array($0) } == Array("old".utf8))
    #expect(try reader.readToEnd() == Data("old".utf8))
    #expect(try folder.read("file") == Array("new, and longer".utf8))
  }

  @Test func withoutCommitNothingIsLeft() throws {
    let path = try folder.write("file", "old")
    do {
      let file = try ReplacementFile(for: path)
      file.append("new")
    }
    #expect(try folder.names() == ["file"])
    #expect(try folder.read("file") == Array("old".utf8))
  }

  @Test func aWriteThatFailsIsToldByCommitAndLeavesNothing() throws {
    let path = try folder.write("file", "old")
    do {
      let file = try ReplacementFile(for: path)
      // No file system takes so large a file; the system calls it too large or the offset invalid.
      [UInt8(1)].withUnsafeBytes { file.overwrite($0, at: .max) }
      file.append("more")
      let error = #expect(throws: FileError.self) { try file.commit() }
      let reasons = [EFBIG, EINVAL].map { FileError.Fact.refused(.write, SystemError(code: $0)) }
      #expect(error.map { reasons.contains($0.fact) && $0.path == path } == true)
    }
    #expect(try folder.names() == ["file"])
    #expect(try folder.read("file") == Array("old".utf8))
  }

  @Test func aPathThatCannotBeReplacedLeavesNothing() throws {
    try folder.write("folder/file")
    var path = folder.file("folder")
    var error = #expect(throws: FileError.self) { try replace(path, with: "x") }
    #expect(error?.description == "\(path): cannot be written: Is a directory")
    path = folder.file("missing/file")
    error = #expect(throws: FileError.self) { try replace(path, with: "x") }
    #expect(error?.description == "\(path): cannot be written: No such file or directory")
    path = folder.file("folder/file/below")
    error = #expect(throws: FileError.self) { try replace(path, with: "x") }
    #expect(error?.description == "\(path): cannot be written: Not a directory")
    #expect(try folder.names() == ["folder"])
    #expect(try FolderListing(of: folder.path).files == ["folder/file"])
  }

  @Test func aPipeOrADeviceIsNotReplaced() throws {
    let pipe = folder.file("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    let error = #expect(throws: FileError.self) { try replace(pipe, with: "x") }
    #expect(error == FileError(path: pipe, fact: .notARegularFile))
    #expect(try FileStatus(of: pipe).kind == .other)
    #expect(try folder.names() == ["pipe"])
  }

  @Test func replacementsUnderWayAtOnceAreNotInEachOthersWay() throws {
    let path = folder.file("file")
    let files = try (0..<3).map { _ in try ReplacementFile(for: path) }
    for (index, file) in files.enumerated() { file.append("\(index)") }
    for file in files.reversed() { try file.commit() }
    #expect(try folder.read("file") == Array("0".utf8))
    #expect(try folder.names() == ["file"])
  }

  /// A process that is killed leaves the file that it was writing, without a lock on it.
  @Test func whatAKilledProcessHasLeftIsWrittenOver() throws {
    let path = try folder.write("file", "old")
    let left = try folder.write("file.partial", "much more than is written after it")
    try replace(path, with: "new")
    #expect(try folder.read("file") == Array("new".utf8))
    #expect(try folder.names() == ["file"])
    // One that somebody is writing is left alone.
    try folder.write("file.partial", "another's")
    let other = open(left, O_RDWR)
    try #require(other >= 0 && flock(other, LOCK_EX) == 0)
    defer { close(other) }
    try replace(path, with: "newer")
    #expect(try folder.read("file") == Array("newer".utf8))
    #expect(try folder.read("file.partial") == Array("another's".utf8))
    #expect(try folder.names() == ["file", "file.partial"])
  }

  /// A link or a pipe of that name is no rest of ours.
  @Test func nothingButAPlainRestIsWrittenOver() throws {
    let victim = try folder.write("victim", "precious")
    let path = folder.file("file")
    try FileManager.default.createSymbolicLink(atPath: path + ".partial", withDestinationPath: victim)
    try #require(mkfifo(path + ".1.partial", 0o600) == 0)
    try replace(path, with: "new")
    #expect(try folder.read("victim") == Array("precious".utf8))
    #expect(try folder.read("file") == Array("new".utf8))
    #expect(try folder.names() == ["file", "file.1.partial", "file.partial", "victim"])
  }

  @Test func theFileBehindALinkIsReplacedAndTheLinkStays() throws {
    try folder.write("big/file", "old")
    let link = folder.file("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "big/file")
    try replace(link, with: "new")
    #expect(try folder.read("big/file") == Array("new".utf8))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "big/file")
    #expect(try FolderListing(of: folder.path).files == ["big/file", "link"])
  }

  @Test func whetherAFileCanBeReplacedIsToldBeforeAndLeavesNothing() throws {
    let path = try folder.write("file", "old")
    try checkReplaceable(path)
    try checkReplaceable(folder.file("new"))
    #expect(try folder.names() == ["file"])
    #expect(try folder.read("file") == Array("old".utf8))
    for place in [folder.path, folder.file("missing/file"), path + "/below"] {
      let error = #expect(throws: FileError.self) { try checkReplaceable(place) }
      #expect(error?.description.hasPrefix("\(place): cannot be written: ") == true)
    }
  }

  @Test func anOutputFileIsThereAsItIsWritten() throws {
    let path = try folder.write("file", "something old")
    let file = try OutputFile(creating: path)
    try file.write("one")
    #expect(try folder.read("file") == Array("one".utf8))
    try file.write([0x20, 0xFF])
    try file.close()
    let more = try OutputFile(appendingTo: path)
    try more.write("more")
    try more.close()
    #expect(try folder.read("file") == Array("one ".utf8) + [0xFF] + Array("more".utf8))
  }

  @Test func anOutputFileThatCannotBeWrittenIsNamed() throws {
    let missing = folder.file("missing")
    var error = #expect(throws: FileError.self) { try OutputFile(appendingTo: missing) }
    #expect(error?.description == "\(missing): cannot be written: No such file or directory")
    #expect(!exists(missing))
    error = #expect(throws: FileError.self) { try OutputFile(creating: folder.path) }
    #expect(error?.description == "\(folder.path): cannot be written: Is a directory")
  }

  @Test(.enabled(if: exists("/dev/full"), "a device of Linux"))
  func aFullDiskIsTold() throws {
    let file = try OutputFile(creating: "/dev/full")
    let error = #expect(throws: FileError.self) { try file.write("x") }
    #expect(error?.description == "/dev/full: cannot be written: No space left on device")
  }

  @Test func foldersAreMadeWithThoseAboveThem() throws {
    let path = folder.file("a/b/c/")
    try makeFolder(path)
    try makeFolder(path)
    #expect(try FileStatus(of: path).kind == .folder)
    let file = try folder.write("file", "x")
    let error = #expect(throws: FileError.self) { try makeFolder(file + "/a/b") }
    #expect(error?.description == "\(file)/a/b: the folder cannot be made: Not a directory")
    #expect(throws: FileError.self) { try makeFolder("") }
  }
}
