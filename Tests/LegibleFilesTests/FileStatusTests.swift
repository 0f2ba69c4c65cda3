import Foundation
import LegibleFiles
import TestSupport
import Testing

@Suite struct FileStatusTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aStatusTellsKindAndSizeThroughLinks() throws {
    let path = try folder.write("file", "four")
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "file")
    for path in [path, folder.file("link")] {
      let status = try FileStatus(of: path)
      #expect(status.kind == .file)
      #expect(status.size == 4)
    }
    #expect(try FileStatus(of: folder.path).kind == .folder)
    #expect(try FileStatus(of: "/dev/null").kind == .other)
  }

  @Test func whatIsMissingIsToldFromWhatIsRefused() throws {
    let file = try folder.write("file", "x")
    for path in [folder.file("missing"), folder.file("missing/below"), file + "/below"] {
      let error = #expect(throws: SystemError.self) { try FileStatus(of: path) }
      #expect(error?.isMissing == true)
      #expect(!exists(path) && !isReadable(path))
    }
    let long = folder.file(String(repeating: "x", count: 10_000))
    let error = #expect(throws: SystemError.self) { try FileStatus(of: long) }
    #expect(error?.isMissing == false)
    #expect(error?.description == "File name too long")
    #expect(exists(file) && isReadable(file) && exists(folder.path))
  }

  @Test func twoPathsToOneFileAreTheSame() throws {
    let path = try folder.write("file", "x")
    let other = try folder.write("other", "x")
    let link = folder.file("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "file")
    try FileManager.default.linkItem(atPath: path, toPath: folder.file("hard"))
    #expect(isSameFile(path, path) && isSameFile(path, link) && isSameFile(folder.file("hard"), path))
    #expect(isSameFile(path, folder.path + "/./file"))
    #expect(!isSameFile(path, other), "equal content is not enough")
    #expect(!isSameFile(folder.file("missing"), folder.file("missing")))
  }
}
