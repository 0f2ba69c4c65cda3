import Foundation
import LegibleModels
import LegibleTensors
import TestSupport
import Testing

@Suite struct SafeTensorsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What Python's `safetensors.numpy.save` writes for these three arrays.
  static let golden = safeTensorsBytes(
    header: #"{"__metadata__":{"format":"pt"},"step":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"#
      + #""bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"#
      + #""weight":{"dtype":"F32","shape":[2,2],"data_offsets":[12,28]}}  "#,
    data: [
      7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x3F, 0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0, 0xCD, 0xCC, 0xCC, 0x3D,
      0xE6, 0xB1, 0x61, 0x7F,
    ])

  @Test func readsAFileWrittenByPython() throws {
    let file = try SafeTensors(contentsOf: try folder.write(Self.golden))
    #expect(file.metadata == ["format": "pt"])
    #expect(!file.hasChecksum)
    #expect(file.tensors.map(\.name) == ["step", "bias", "weight"])
    #expect(file["step"]?.element == .int64)
    #expect(file["step"]?.shape == [])
    #expect(file.withBytes(of: file.tensors[0]) { $0.loadUnaligned(as: Int64.self) } == 7)
    #expect(try file.withFloats("bias", shape: [1]) { Array($0) } == [0.5])
    #expect(try file.withFloats("weight", shape: [2, 2]) { Array($0) } == [1, -2.5, 0.1, 3e38])
    #expect(file["other"] == nil)
  }

  @Test func writesTheBytesOfTheFormat() throws {
    let path = folder.file("file")
    try SafeTensors.write(
      [.init("b", .uint8, shape: [3], bytes: [1, 2, 3]), .init("a", shape: [1, 1], floats: [1])],
      metadata: ["note": "a/\"b\""], to: path)
    let bytes = try folder.read("file")
    let header =
      #"{"__metadata__":{"checksum":"xxh64:DIGITS","note":"a/\"b\""},"#
      + #""a":{"data_offsets":[0,4],"dtype":"F32","shape":[1,1]},"#
      + #""b":{"data_offsets":[4,7],"dtype":"U8","shape":[3]}}"#
    let digits = try #require(try SafeTensors(contentsOf: path).metadata["checksum"]).dropFirst(6)
    let length = header.utf8.count + 10
    let padding = String(repeating: " ", count: (64 - (8 + length) % 64) % 64)
    #expect(
      bytes
        == safeTensorsBytes(
          header: header.replacingOccurrences(of: "DIGITS", with: digits) + padding,
          data: [0, 0, 0x80, 0x3F, 1, 2, 3]))

    var checksum = SafeTensorsChecksum()
    let place = try #require(bytes.firstRange(of: Array(digits.utf8)))
    var zeroed = bytes
    zeroed.replaceSubrange(place, with: repeatElement(UInt8(ascii: "0"), count: 16))
    zeroed.withUnsafeBytes { checksum.update($0) }
    #expect(UInt64(digits, radix: 16) == checksum.digest)
  }

  @Test func everyElementTypeComesBackAligned() throws {
    let elements: [SafeTensors.Element] = [
      .bool, .uint8, .int8, .uint16, .int16, .bfloat16, .float16, .uint32, .int32, .float32, .uint64, .int64,
      .float64,
    ]
    let sources = elements.enumerated().map { index, element in
      SafeTensors.Source(
        element.rawValue, element, shape: [3, 1],
        bytes: (0..<3 * element.size).map { UInt8($0 + index) })
    }
    let path = folder.file("file")
    try SafeTensors.write(sources + [.init("none", shape: [4, 0], floats: [])], to: path)
    let file = try SafeTensors(contentsOf: path)
    #expect(file.hasChecksum)
    #expect(file.tensors.count == 14)
    #expect(file.withBytes(of: file.tensors[0]) { Int(bitPattern: $0.baseAddress) } % 64 == 0)
    for (index, element) in elements.enumerated() {
      let tensor = try #require(file[element.rawValue])
      #expect(tensor.element == element)
      #expect(tensor.shape == [3, 1])
      #expect(file.withBytes(of: tensor) { Array($0) } == (0..<3 * element.size).map { UInt8($0 + index) })
      #expect(file.withBytes(of: tensor) { Int(bitPattern: $0.baseAddress) } % element.size == 0)
    }
    #expect(try file.withFloats("none", shape: [4, 0]) { $0.isEmpty })
  }

  @Test func floatsKeepTheirBits() throws {
    let numbers: [Float] = [0, -0.0, .nan, .infinity, .leastNonzeroMagnitude, -1.5]
    let path = folder.file("file")
    try numbers.withUnsafeBufferPointer {
      try SafeTensors.write([.init("x", shape: [2, 3], floats: $0)], to: path)
    }
    let file = try SafeTensors(contentsOf: path)
    #expect(try file.withFloats("x", shape: [2, 3]) { $0.map(\.bitPattern) } == numbers.map(\.bitPattern))
  }

  @Test func floatsLieInTheMappingWhereTheyAreAlignedAndNeverReachTheFile() throws {
    let path = folder.file("file")
    let numbers = (0..<40).map { Float($0) }
    // The second tensor starts 68 bytes after the first, which is aligned.
    try SafeTensors.write(
      [
        .init("a", shape: [17], floats: Array(numbers[..<17])),
        .init("b", shape: [23], floats: Array(numbers[17...])),
      ],
      to: path)
    let before = try folder.read("file")
    var buffers: [FloatBuffer] = []
    do {
      let file = try SafeTensors(contentsOf: path)
      buffers = [try file.floats("a", shape: [17]), try file.floats("b", shape: [23])]
      let place = try file.withFloats("a", shape: [17]) { $0.baseAddress }
      #expect(place == UnsafePointer(buffers[0].base), "an aligned tensor must not be copied")
    }
    // The buffers outlive the file that they came from.
    for buffer in buffers { #expect(UInt(bitPattern: buffer.base) % 64 == 0) }
    #expect((0..<17).map { buffers[0].base[$0] } + (0..<23).map { buffers[1].base[$0] } == numbers)
    for buffer in buffers { buffer.base[0] = 99 }
    #expect(try folder.read("file") == before)
  }

  @Test func nothingAtAllIsAFile() throws {
    let path = folder.file("file")
    try SafeTensors.write([], to: path)
    #expect(try SafeTensors(contentsOf: path).tensors.isEmpty)
  }

  @Test func askingForTheWrongTensorSaysWhatIsThere() throws {
    let path = try folder.write(Self.golden)
    let file = try SafeTensors(contentsOf: path)
    for (name, shape, message) in [
      ("x", [1], "there is no tensor 'x'"),
      ("bias", [2], "tensor 'bias' is F32 [1], needed is F32 [2]"),
      ("step", [], "tensor 'step' is I64 [], needed is F32 []"),
    ] {
      let error = #expect(throws: ModelFileError.self) { try file.withFloats(name, shape: shape) { _ in } }
      #expect(error == ModelFileError(path: path, kind: .unsuitable, message: message))
    }
    let odd = try folder.write(
      "odd",
      safeTensorsBytes(
        header: #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0]))
    let error = #expect(throws: ModelFileError.self) {
      try SafeTensors(contentsOf: odd).withFloats("x", shape: [1]) { _ in }
    }
    #expect(
      error?.message == "tensor 'x' is not aligned to 4 bytes; save it again with a current safetensors")
  }

  /// Published vectors of XXH64 with seed 0, and two longer inputs by the reference implementation.
  @Test(
    arguments: [
      ([], 0xEF46_DB37_51D8_E999),
      (Array("a".utf8), 0xD24E_C4F1_A98C_6E5B),
      (Array("abc".utf8), 0x44BC_2CF5_AD77_0999),
      (Array("Nobody inspects the spammish repetition".utf8), 0xFBCE_A83C_8A37_8BF1),
      ((0..<101).map { UInt8($0) }, 0xE990_3849_5F85_381E),
      ((0..<1000).map { UInt8($0 % 251) }, 0xF306_F04A_A88B_54D3),
    ] as [([UInt8], UInt64)])
  func checksumIsXXH64(bytes: [UInt8], digest: UInt64) {
    for size in [1, 3, 31, 32, 33, 100, 1001] {
      var checksum = SafeTensorsChecksum()
      for start in stride(from: 0, to: bytes.count, by: size) {
        Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes { checksum.update($0) }
      }
      #expect(checksum.digest == digest)
    }
  }
}
