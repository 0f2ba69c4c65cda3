import LegibleModels
import TestSupport
import Testing

@Suite struct SafeTensorsDamageTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static func entry(_ name: String, _ type: String, _ shape: String, _ begin: Int, _ end: Int) -> String {
    #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}"#
  }

  static let notJSON = "its header is not that of a safetensors file; get the file again"
  static let misfit = "the shape of tensor 'x' does not fit its bytes; get the file again"

  /// Header, bytes of data, message.
  static let headers: [(String, Int, String)] = [
    ("[]", 0, "not a safetensors file: it does not begin with a header of that format"),
    ("{", 0, notJSON),
    (#"{"x":5}"#, 0, notJSON),
    (#"{"x":{"dtype":"F32","shape":[1]}}"#, 4, notJSON),
    (#"{"__metadata__":{"a":1}}"#, 0, notJSON),
    ("{\(entry("x", "F32", "[1.5]", 0, 4))}", 4, notJSON),
    ("{\(entry("x", "F32", "[99999999999999999999]", 0, 4))}", 4, notJSON),
    (#"{"x":"# + String(repeating: "[", count: 100_000), 0, notJSON),
    ("{\(entry("x", "F32", "[1]", 0, 4))} {}", 4, notJSON),
    ("{\(entry("x", "F31", "[1]", 0, 4))}", 4, "tensor 'x' has the unknown type 'F31'"),
    ("{\(entry("x\\u001b[2J", "F31", "[1]", 0, 4))}", 4, "tensor 'x\\u{1B}[2J' has the unknown type 'F31'"),
    ("{\(entry("x", "F32", "[2]", 0, 4))}", 4, misfit),
    ("{\(entry("x", "F32", "[-1]", 0, 4))}", 4, misfit),
    ("{\(entry("x", "F32", "[-1,-1]", 0, 4))}", 4, misfit),
    ("{\(entry("x", "F32", "[4611686018427387905]", 0, 4))}", 4, misfit),
    ("{\(entry("x", "F32", "[4294967296,4294967296,1]", 0, 0))}", 0, misfit),
    ("{\(entry("x", "F32", "[1]", 4, 0))}", 4, misfit),
    ("{\(entry("x", "F32", "[1]", -4, 0))}", 4, misfit),
    ("{\(entry("x", "F32", "[1]", -9_223_372_036_854_775_808, 9_223_372_036_854_775_807))}", 4, misfit),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#, 8, misfit),
    (
      "{\(entry("x", "U8", "[\(Array(repeating: "1", count: 33).joined(separator: ","))]", 0, 1))}", 1, misfit
    ),
    ("{\(entry("x", "F32", "[2]", 0, 8))}", 7, "truncated: tensor 'x' is not all there; get the file again"),
    (
      "{\(entry("x", "U8", "[9223372036854775807]", 0, 9_223_372_036_854_775_807))}", 8,
      "truncated: tensor 'x' is not all there; get the file again"
    ),
    (
      "{\(entry("x", "F32", "[1]", 0, 4)),\(entry("y", "F32", "[1]", 2, 6))}", 6,
      "tensor 'y' overlaps another"
    ),
    (
      "{\(entry("x", "F32", "[1]", 0, 4)),\(entry("y", "F32", "[1]", 0, 4))}", 4,
      "tensor 'y' overlaps another"
    ),
    (
      "{\(entry("x", "U8", "[1]", 0, 1)),\(entry("y", "F32", "[1]", 4, 8))}", 8,
      "3 bytes before tensor 'y' belong to no tensor"
    ),
    ("{\(entry("x", "F32", "[1]", 0, 4))}", 5, "1 bytes after the last tensor belong to no tensor"),
    (
      #"{"__metadata__":{"checksum":"xxh64:0123456789abcdef"}}"#, 0,
      "truncated or changed after it was written: its checksum does not match; get the file again"
    ),
    (
      #"{"__metadata__":{ "checksum": "xxh64:" }}"#, 0,
      "truncated or changed after it was written: its checksum does not match; get the file again"
    ),
  ]

  @Test(arguments: headers)
  func damagedHeadersAreNamed(header: String, count: Int, message: String) throws {
    let path = try folder.write(
      safeTensorsBytes(header: header, data: Array(repeating: 0, count: count)))
    let error = #expect(throws: ModelFileError.self) { try SafeTensors(contentsOf: path) }
    #expect(error == ModelFileError(path: path, kind: .damaged, message: message))
    #expect(error?.description == "\(path): \(message)")
  }

  @Test func invalidUTF8IsRejected() throws {
    var bytes = safeTensorsBytes(header: #"{"__metadata__":{"a":"?"}}"#, data: [])
    bytes[8 + 23 - 1] = 0xFF
    #expect(bytes.contains(0xFF))
    let path = try folder.write(bytes)
    #expect(throws: ModelFileError.self) { try SafeTensors(contentsOf: path) }
  }

  @Test func lengthsThatCannotBeAreNamed() throws {
    for (bytes, message) in [
      ([], "the file is empty (0 bytes); get the file again"),
      ([1, 2, 3, 4, 5, 6, 7], "7 bytes are too few for a safetensors file; get the file again"),
      (
        Array(repeating: 0xFF, count: 16),
        "not a safetensors file: it does not begin with a header of that format"
      ),
      (
        [0x89] + Array("PNG\r\n\u{1A}\n....".utf8),
        "not a safetensors file but a PNG file; give a .safetensors file that Legible has written"
      ),
      (
        Array("<html>404".utf8), "not a safetensors file but an HTML page; download the file itself"
      ),
      ([0x1F, 0x8B, 8], "not a safetensors file but a gzip file; unpack it"),
      (
        Array("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 7\n".utf8),
        "not a safetensors file but a Git LFS pointer; fetch the file with `git lfs pull`"
      ),
      ([9, 0, 0, 0, 0, 0, 0, 0], "truncated: 9 bytes of the header are missing; get the file again"),
      (
        [9, 0, 0, 0, 0, 0, 0, 0] + Array("{\"a\"".utf8),
        "truncated: 5 bytes of the header are missing; get the file again"
      ),
      ([0, 0, 0, 0, 0, 0, 0, 0], notJSON),
    ] as [([UInt8], String)] {
      let path = try folder.write(bytes)
      let error = #expect(throws: ModelFileError.self) { try SafeTensors(contentsOf: path) }
      #expect(error == ModelFileError(path: path, kind: .damaged, message: message))
    }
  }

  private var notJSON: String { Self.notJSON }

  @Test func whatIsNoFileIsNamed() throws {
    for (path, message) in [
      (folder.file("missing"), "cannot be opened: No such file or directory"),
      (folder.path, "a folder, not a file; give a .safetensors file"),
      ("/dev/null", "not a file; give a .safetensors file"),
    ] {
      let error = #expect(throws: ModelFileError.self) { try SafeTensors(contentsOf: path) }
      #expect(error == ModelFileError(path: path, kind: .unreadable, message: message))
    }
  }

  /// Every cut, and every single bit: found by the file's form or by its checksum. Only where the bit hides
  /// the checksum itself does the file pass for another writer's.
  @Test func everyCutAndEveryFlippedBitIsFound() throws {
    try SafeTensors.write(
      [.init("a", shape: [2], floats: [1, 2]), .init("b", .uint8, shape: [3], bytes: [1, 2, 3])],
      metadata: ["note": "é"], to: folder.file("whole"))
    let whole = try folder.read("whole")
    for count in whole.indices {
      let path = try folder.write(Array(whole[..<count]))
      let error = #expect(throws: ModelFileError.self) { try SafeTensors(contentsOf: path) }
      #expect(error?.kind == .damaged)
    }
    var unprotected = 0
    for bit in 0..<whole.count * 8 {
      var bytes = whole
      bytes[bit / 8] ^= 1 << (bit % 8)
      let path = try folder.write(bytes)
      do {
        let file = try SafeTensors(contentsOf: path)
        #expect(!file.hasChecksum)
        unprotected += 1
      } catch { #expect(error.kind == .damaged) }
    }
    // At most the bits of `__metadata__`, `checksum` and `xxh64:`.
    #expect(unprotected <= 8 * 26)
  }
}
