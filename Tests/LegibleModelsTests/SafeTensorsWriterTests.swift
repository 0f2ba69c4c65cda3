import Foundation
import LegibleModels
import TestSupport
import Testing

@Suite struct SafeTensorsWriterTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Wherever the process dies before the rename, the old file is what it was.
  @Test func theOldFileIsWholeUntilTheNewOneIs() throws {
    let path = folder.file("model")
    try SafeTensors.write([.init("x", shape: [1], floats: [1])], to: path)
    let old = try folder.read("model")
    var seen: [(names: [String], content: [UInt8]?)] = []
    func look() { seen.append(((try? folder.names()) ?? [], try? folder.read("model"))) }
    let watched = SafeTensors.Source("x", .float32, [2], 8) { body in
      look()
      [Float(2)].withUnsafeBytes { body($0) }
      look()
      [Float(3)].withUnsafeBytes { body($0) }
      look()
    }
    try SafeTensors.write([watched], to: path)
    #expect(seen.count == 3)
    for state in seen {
      #expect(state.content == old)
      #expect(state.names == ["model", "model.partial"])
    }
    #expect(try folder.names() == ["model"])
    #expect(try SafeTensors(contentsOf: path).withFloats("x", shape: [2]) { Array($0) } == [2, 3])
  }

  @Test func aMappedFileOutlivesItsReplacement() throws {
    let path = folder.file("model")
    try SafeTensors.write([.init("x", shape: [1], floats: [1])], to: path)
    let old = try SafeTensors(contentsOf: path)
    try SafeTensors.write([.init("x", shape: [1], floats: [2])], to: path)
    #expect(try old.withFloats("x", shape: [1]) { Array($0) } == [1])
  }

  @Test func aFailureLeavesNothingBehind() throws {
    // The target is a folder: all goes well up to the rename.
    try FileManager.default.createDirectory(
      atPath: folder.file("folder"), withIntermediateDirectories: false)
    let source = SafeTensors.Source("x", shape: [1], floats: [1])
    var path = folder.file("folder")
    var error = #expect(throws: ModelFileError.self) { try SafeTensors.write([source], to: path) }
    #expect(
      error == ModelFileError(path: path, kind: .unwritable, message: "cannot be written: Is a directory"))
    #expect(try folder.names() == ["folder"])

    path = folder.file("missing/model")
    error = #expect(throws: ModelFileError.self) { try SafeTensors.write([source], to: path) }
    #expect(
      error
        == ModelFileError(
          path: path, kind: .unwritable, message: "cannot be written: No such file or directory"))
    #expect(try folder.names() == ["folder"])
  }

  @Test func aHeaderBeyondTheLimitIsNotWritten() throws {
    let path = folder.file("model")
    let error = #expect(throws: ModelFileError.self) {
      try SafeTensors.write([], metadata: ["a": String(repeating: "a", count: 17 << 20)], to: path)
    }
    #expect(
      error
        == ModelFileError(
          path: path, kind: .unwritable, message: "names and metadata are too large for a safetensors header")
    )
    #expect(try folder.names().isEmpty)
  }

  @Test func aLeftoverOfAKilledProcessIsNotInTheWay() throws {
    try folder.write("model.partial", [1])
    let path = folder.file("model")
    try SafeTensors.write([.init("x", shape: [1], floats: [1])], to: path)
    #expect(try SafeTensors(contentsOf: path).hasChecksum)
    #expect(try folder.names() == ["model"])
  }

  @Test func theSameContentGivesTheSameBytes() throws {
    let metadata = Dictionary(uniqueKeysWithValues: (0..<20).map { ("key \($0)", "\($0)") })
    for name in ["a", "b"] {
      try SafeTensors.write(
        (0..<20).map { .init("tensor \($0)", shape: [1], floats: [Float($0)]) }, metadata: metadata,
        to: folder.file(name))
    }
    #expect(try folder.read("a") == folder.read("b"))
  }
}
