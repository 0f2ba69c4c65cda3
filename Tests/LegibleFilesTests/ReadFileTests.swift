import Foundation
import LegibleFiles
import TestSupport
import Testing

@Suite struct ReadFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What reading a path says; nil where it succeeds.
  private func message(_ path: String, limit: Int = 1000) -> String? {
    do throws(FileError) {
      _ = try [UInt8](contentsOf: path, limit: limit)
      return nil
    } catch {
      return error.description
    }
  }

  @Test(arguments: [0, 1, 999, 1000])
  func aFileIsReadWholeUpToTheLimit(size: Int) throws {
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let path = try folder.write(bytes)
    #expect(try [UInt8](contentsOf: path, limit: 1000) == bytes)
  }

  @Test func aLargerFileIsRefusedBeforeMemoryIsAskedFor() throws {
    // A hole of a terabyte: no machine that runs the tests could hold it.
    let path = try folder.write([])
    try #require(truncate(path, 1 << 40) == 0)
    #expect(message(path) == "\(path): \(1 << 40) bytes, more than the limit of 1000")
    #expect(message(try folder.write("just", String(repeating: "x", count: 1001))) != nil)
  }

  @Test func anArrayTakesTheBytesInTheMemoryThatItHas() throws {
    let path = try folder.write("long", String(repeating: "x", count: 900))
    let shorter = try folder.write("short", "abc")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(900)
    func address() -> UnsafeRawPointer? { bytes.withUnsafeBytes { $0.baseAddress } }
    let before = address()
    try bytes.read(contentsOf: path, limit: 1000)
    #expect(bytes == Array(repeating: UInt8(ascii: "x"), count: 900))
    try bytes.read(contentsOf: shorter, limit: 1000)
    #expect(bytes == Array("abc".utf8), "nothing of the longer file is left")
    #expect(address() == before)
  }

  @Test func whatIsNoFileIsRefused() throws {
    #expect(message(folder.path) == "\(folder.path): not a regular file; give the path of one")
    #expect(message("/dev/zero") == "/dev/zero: not a regular file; give the path of one")
    let missing = folder.file("missing")
    #expect(message(missing) == "\(missing): cannot be opened: No such file or directory")
    let below = try folder.write("file", "x") + "/below"
    #expect(message(below) == "\(below): cannot be opened: Not a directory")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("circle"), withDestinationPath: folder.file("circle"))
    #expect(
      message(folder.file("circle"))
        == "\(folder.file("circle")): cannot be opened: \(String(cString: strerror(ELOOP)))")
  }

  /// Opened the plain way, a pipe waits for its writer.
  @Test(.timeLimit(.minutes(1)))
  func aPipeThatNobodyWritesToIsRefusedAtOnce() throws {
    let pipe = folder.file("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    #expect(message(pipe) == "\(pipe): not a regular file; give the path of one")
    let error = #expect(throws: FileError.self) { try InputFile(opening: pipe) }
    #expect(error?.fact == .notARegularFile)
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may read everything"))
  func aFileThatMayNotBeReadIsNamed() throws {
    let path = try folder.write([1])
    try #require(chmod(path, 0) == 0)
    #expect(message(path) == "\(path): cannot be opened: Permission denied")
  }

  @Test func aLinkLeadsToItsFile() throws {
    let path = try folder.write("file", "content")
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: path)
    #expect(try [UInt8](contentsOf: folder.file("link"), limit: 1000) == Array("content".utf8))
  }

  @Test func aFileIsReadInPartsThatAreTheReadersOwn() throws {
    let path = try folder.write("file", "content")
    let input = try InputFile(opening: path)
    #expect(input.size == 7)
    func text(_ bytes: FileBytes) -> String { bytes.withBytes { String(decoding: $0, as: UTF8.self) } }
    let (part, whole) = (try input.bytes(in: 3..<7), try input.bytes(in: 0..<7))
    #expect(text(part) == "tent")
    #expect(part.withBytes { Int(bitPattern: $0.baseAddress) % 64 } == 0)
    // Written over in place, and cut short: what was read stays, and what is read then is what is there.
    try #require(truncate(path, 2) == 0)
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.write(contentsOf: Data("CO".utf8))
    #expect(text(whole) == "content")
    #expect(text(try input.bytes(in: 0..<7)) == "CO")
    #expect(text(try input.bytes(in: 4..<7)) == "")
    #expect(text(try InputFile(opening: try folder.write("empty")).bytes(in: 0..<0)) == "")
    for place in [folder.path, "/dev/zero"] {
      let error = #expect(throws: FileError.self) { try InputFile(opening: place) }
      #expect(error?.fact == .notARegularFile)
    }
  }
}
