import LegibleFiles
import Testing

/// Kinds of pictures are in the tests of the room that reads pictures.
@Suite struct FileKindTests {
  private func kind(_ bytes: [UInt8]) -> FileKind? { bytes.withUnsafeBytes { FileKind(of: $0) } }

  private func kind(ofText text: String) -> FileKind? {
    Array(text.utf8).withUnsafeBytes { FileKind(ofText: $0) }
  }

  private static let files: [(name: String, bytes: [UInt8])] = {
    func zip(_ member: String) -> [UInt8] {
      Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 26) + Array(member.utf8)
    }
    return [
      ("a PNG file", [0x89] + Array("PNG\r\n\u{1A}\n".utf8)), ("a JPEG file", [0xFF, 0xD8, 0xFF, 0xE0]),
      ("a PyTorch model", zip("archive/data.pkl")),
      ("a PyTorch model", [0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A]),
      ("a Python pickle (as PyTorch writes models)", [0x80, 4, 0x95, 12, 0, 0]),
      ("a Python pickle (as PyTorch writes models)", [0x80, 2, 0x7D, 0x71]),
      ("an ONNX model", [8, 7, 0x12, 7] + Array("pytorch".utf8)),
      ("an ONNX model", [8, 3, 0x3A, 0xC0, 1, 0x0A]),
      ("a Core ML model (as kraken writes)", [8, 5, 0x12, 0xA0, 5, 0x0A, 16]),
      ("a Core ML model (as kraken writes)", [8, 5, 0x12, 0x20, 0x0A, 16, 0]),
      ("a Tesseract model", [24, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 16)),
      ("an HDF5 file (as Keras writes models)", [0x89] + Array("HDF\r\n\u{1A}\n".utf8)),
      ("a TensorFlow Lite model", [0x1C, 0, 0, 0] + Array("TFL3".utf8)), ("a GGUF model", Array("GGUF".utf8)),
      ("a NumPy array", [0x93] + Array("NUMPY\u{1}\0".utf8)), ("an archive of NumPy arrays", zip("x.npy")),
      ("an office document", zip("[Content_Types].xml")),
      ("an office document", zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheet")),
      ("an office document", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
      ("a ZIP archive", zip("a.png")), ("a gzip file", [0x1F, 0x8B, 8]),
      ("a Zstandard file", [0x28, 0xB5, 0x2F, 0xFD]), ("an xz file", [0xFD] + Array("7zXZ\0".utf8)),
      ("a bzip2 file", Array("BZh91AY&SY".utf8)), ("a 7-Zip archive", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
      ("a tar archive", [UInt8](repeating: 0, count: 257) + Array("ustar".utf8)),
      ("an SQLite database", Array("SQLite format 3\0".utf8)), ("a Parquet file", Array("PAR1".utf8)),
      ("an LMDB database", [UInt8](repeating: 0, count: 16) + [0xDE, 0xC0, 0xEF, 0xBE]),
      ("a safetensors file (a model or a checkpoint)", [2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8)),
      ("a Git LFS pointer", Array("version https://git-lfs.github.com/spec/v1\noid sha256:00\n".utf8)),
      ("an HTML page", Array("\r\n<!DOCTYPE html>".utf8)), ("a JSON text", Array("[\n  {\"a\": 1}]".utf8)),
      ("a text file", Array("a.png\tword\n".utf8)), ("a text file", Array("a.png\tword\r".utf8)),
    ]
  }()

  @Test(arguments: files) func aFileIsToldByItsFirstBytes(name: String, bytes: [UInt8]) {
    #expect(kind(bytes)?.name == name)
  }

  /// Nothing is read beyond the end, and a cut file is of its kind or of none.
  @Test(arguments: files) func aFileMayEndAnywhere(name: String, bytes: [UInt8]) {
    let guarded = bytes.indices.map { kind(Array(bytes[..<$0]))?.name }
    #expect(guarded.first == .some(nil))
    #expect(kind(bytes + [UInt8](repeating: 0x20, count: 5_000))?.name == name)
  }

  @Test(arguments: ["", "word", "BM", "{", "\u{1}\u{2}\n"])
  func whatMayBeAnythingIsOfNoKind(_ text: String) {
    #expect(kind(Array(text.utf8))?.name == (text == "BM" ? "a BMP file" : nil))
  }

  /// Paths may begin with what other files begin with.
  @Test(arguments: [
    "BMW.png\tword\n", "P1 (2).png\tword", "GIF8.png\tword", "RIFF0000WEBP.png\tx", "{a}.png\tx",
    "[1].png\tx",
    "%PDF.png\tword",
  ])
  func textIsTextHoweverItBegins(_ text: String) {
    #expect(kind(ofText: text) == .text)
  }

  @Test func theHeadOfATextMayEndWithinACharacter() {
    for start in 0..<3 {
      let text = String(repeating: "x", count: start) + String(repeating: "é€\n", count: 1_000)
      #expect(kind(ofText: text) == .text)
    }
    for latin1 in [[0x61, 0xE9, 0x61, 0x0A], [0x61, 0xE9, 0x0A], [0xE9]] as [[UInt8]] {
      #expect(latin1.withUnsafeBytes { FileKind(ofText: $0) } == nil)
    }
    #expect(kind(ofText: "a\0b\n") == nil)
  }

  @Test func theWayOutDependsOnWhatWasAskedFor() {
    let pointer = kind(Array("version https://git-lfs.github.com/spec/v1\n".utf8))
    #expect(pointer?.wayOut == "fetch the picture with `git lfs pull`")
    #expect(pointer?.wayOutElsewhere == "fetch the file with `git lfs pull`")
    #expect(kind([0x1F, 0x8B])?.wayOutElsewhere == "unpack it")
    #expect(kind(Array("GIF89a".utf8))?.wayOutElsewhere == nil)
    #expect(FileKind.safetensors.wayOut == "give the path of a PNG or JPEG file")
  }
}
