import Foundation
import LegibleLanguage
import LegibleModels
import TestSupport
import Testing

@Suite struct ModelFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let text = "[1,4,0,1 Cbr3,3,2 Mp2,2 S1(1x0)1,3 Lbx1 O1c4]"
  /// A plain letter, a letter with a combining mark that has no composed form, and a family of four.
  static let alphabet = ["a", "q\u{301}", "👨‍👩‍👧‍👦"]
  static let record = ["data": "synthetic \"0.9\"\n\u{1}/", "stéps": "1000"]

  /// All tensors of a network in order.
  static func tensors(_ spec: NetworkSpec) -> [(name: String, shape: [Int], count: Int)] {
    spec.leaves.flatMap { layer in
      layer.spec.parameters(input: layer.input).map { ("\(layer.name).\($0.role)", $0.shape, $0.count) }
    }
  }

  static func sources(_ spec: NetworkSpec) -> [SafeTensors.Source] {
    tensors(spec).enumerated().map { index, tensor in
      .init(tensor.name, shape: tensor.shape, floats: (0..<tensor.count).map { Float($0 + 100 * index) / 8 })
    }
  }

  static func write(to path: String) throws {
    let spec = try NetworkSpec(parsing: text)
    try ModelFile.write(
      sources(spec).reversed(), networkSpec: spec, names: alphabet,
      preprocessing: .init(height: 4, mean: 120.1, scale: 55), trainingRecord: record, to: path)
  }

  /// The metadata of `write`, with changes; nil removes a key.
  static func metadata(_ changes: [String: String?]) -> [String: String] {
    var metadata = [
      "formatVersion": "1", "networkSpec": text, "alphabet": #"["a","b","c"]"#,
      "preprocessing": #"{"height":4,"mean":127.5,"scale":127.5}"#, "trainingRecord": "{}",
    ]
    for (key, value) in changes { metadata[key] = value }
    return metadata
  }

  /// A mapped file would change under the model, and end the process where it has become too short.
  @Test func aModelKeepsWhatItWasOpenedWith() throws {
    let path = folder.file("model")
    // Larger than a page of the system, so that a mapping would have something to lose.
    let spec = try NetworkSpec(parsing: "[1,32,0,1 Mp32,1 S1(1x0)1,3 Lbx200 O1c4]")
    let network = Network(spec)
    network.initialize(seed: 1)
    try Model(network: network, alphabet: Alphabet(["a", "b", "c"])).write(to: path)
    func values(_ model: Model) -> [Float] {
      model.network.parameters.flatMap { parameter in
        (0..<parameter.count).map { parameter.value.base[$0] }
      }
    }
    let (model, file) = (try Model(contentsOf: path), try SafeTensors(contentsOf: path))
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.write(contentsOf: Data(repeating: 0xFF, count: 1 << 20))
    #expect(values(model) == values(Model(network: network, vocabulary: model.vocabulary)))
    try handle.truncate(atOffset: 0)
    #expect(values(model) == values(Model(network: network, vocabulary: model.vocabulary)))
    // Those of a file that was opened without a model, too.
    for parameter in network.parameters {
      let stored = try file.withFloats(parameter.name, shape: parameter.shape) { Array($0) }
      #expect(stored == (0..<parameter.count).map { parameter.value.base[$0] })
    }
    let error = #expect(throws: ModelFileError.self) { try Model(contentsOf: path) }
    #expect(
      error?.message == "the file is empty (0 bytes); get the file again")
  }

  @Test func everythingComesBack() throws {
    let path = folder.file("model")
    try Self.write(to: path)
    let model = try ModelFile(contentsOf: path)
    #expect(model.networkSpec.description == Self.text)
    #expect(model.names.map { Array($0.utf8) } == Self.alphabet.map { Array($0.utf8) })
    #expect(model.preprocessing == .init(height: 4, mean: 120.1, scale: 55))
    #expect(model.trainingRecord == Self.record)
    let wanted = Self.tensors(model.networkSpec)
    #expect(model.tensors.tensors.map(\.name) == wanted.map(\.name))
    for (index, tensor) in wanted.enumerated() {
      #expect(
        try model.tensors.withFloats(tensor.name, shape: tensor.shape) { Array($0) }
          == (0..<tensor.count).map { Float($0 + 100 * index) / 8 })
    }
    #expect(try folder.names() == ["model"])
  }

  @Test func theMetadataIsPlain() throws {
    let path = folder.file("model")
    try Self.write(to: path)
    var metadata = try SafeTensors(contentsOf: path).metadata
    metadata["checksum"] = nil
    #expect(
      metadata == [
        "formatVersion": "1", "networkSpec": Self.text, "alphabet": "[\"a\",\"q\u{301}\",\"👨‍👩‍👧‍👦\"]",
        "preprocessing": #"{"height":4,"mean":120.1,"scale":55}"#,
        "trainingRecord": #"{"data":"synthetic \"0.9\"\n\u0001/","stéps":"1000"}"#,
      ])
  }

  @Test func everyCutAndEveryChangedByteIsFound() throws {
    try Self.write(to: folder.file("whole"))
    let whole = try folder.read("whole")
    for count in whole.indices {
      let path = try folder.write(Array(whole[..<count]))
      let error = #expect(throws: ModelFileError.self) { try ModelFile(contentsOf: path) }
      #expect(error?.kind == .damaged)
    }
    // Every byte, one bit of each in turn; every bit of a smaller file is in SafeTensorsDamageTests.
    for index in whole.indices {
      var bytes = whole
      bytes[index] ^= 1 << (index * 5 % 8)
      let path = try folder.write(bytes)
      #expect(throws: ModelFileError.self) { try ModelFile(contentsOf: path) }
    }
  }

  static let wrongMetadata: [([String: String?], ModelFileError.Kind, String)] = [
    (
      ["formatVersion": nil], .unsuitable,
      "a safetensors file, but not a model of Legible: it has no formatVersion"
    ),
    (
      ["formatVersion": "6"], .newerVersion,
      "a model in format 6, and this version of Legible reads up to format 5; update Legible"
    ),
    (
      ["formatVersion": "2"], .damaged, "its precision is '', which is none; write the model again"
    ),
    (
      ["formatVersion": "2", "precision": "int4"], .damaged,
      "its precision is 'int4', which is none; write the model again"
    ),
    (
      ["formatVersion": "2", "precision": "int8"], .unsuitable,
      "there is no tensor 'layers.3.input_scale'"
    ),
    (
      ["formatVersion": "two"], .damaged,
      "its formatVersion is 'two', which is no version; write the model again"
    ),
    (
      ["formatVersion": "0"], .damaged,
      "its formatVersion is '0', which is no version; write the model again"
    ),
    (
      ["networkSpec": "[1,4"], .damaged,
      "network spec, position 5: found the end, expected a comma; write the model again"
    ),
    (
      ["networkSpec": nil], .damaged,
      "network spec, position 1: found the end, expected '[' and the input, for example [1,32,0,1 ...]; "
        + "write the model again"
    ),
    (["alphabet": "abc"], .damaged, "its metadata has no valid alphabet; write the model again"),
    (["alphabet": "[1,2,3]"], .damaged, "its metadata has no valid alphabet; write the model again"),
    (
      ["alphabet": #"["a","b"]"#], .damaged,
      "its network has 4 symbols, its alphabet and the blank 3; write the model again"
    ),
    (
      ["alphabet": #"["a","b","a"]"#], .damaged,
      "its alphabet has an empty or a repeated symbol; write the model again"
    ),
    (
      ["alphabet": #"["a","b",""]"#], .damaged,
      "its alphabet has an empty or a repeated symbol; write the model again"
    ),
    (
      ["preprocessing": #"{"height":4,"mean":127.5}"#], .damaged,
      "its metadata has no valid preprocessing; write the model again"
    ),
    (
      ["preprocessing": #"{"height":32,"mean":127.5,"scale":127.5}"#], .damaged,
      "its network reads height 4, its preprocessing makes 32; write the model again"
    ),
    (
      ["preprocessing": #"{"height":4,"mean":127.5,"scale":0}"#], .damaged,
      "its preprocessing has mean 127.5 and scale 0.0; write the model again"
    ),
    (
      ["trainingRecord": #"{"a":1}"#], .damaged,
      "its metadata has no valid trainingRecord; write the model again"
    ),
    (
      ["networkSpec": "[1,4,0,1 Cbr3,3,2 Mp2,2 S1(1x0)1,3 Lfx1 Do0.1 O1c4]"], .unsuitable,
      "there is no tensor 'layers.5.weight'"
    ),
    (
      ["networkSpec": "[1,4,0,1 Cbr3,3,2 Mp2,2 S1(1x0)1,3 Lfx1 O1c4]"], .unsuitable,
      "tensor 'layers.4.weight' is F32 [4, 2], needed is F32 [4, 1]"
    ),
  ]

  @Test(arguments: wrongMetadata)
  func whatDoesNotBelongTogetherIsNamed(
    changes: [String: String?], kind: ModelFileError.Kind, message: String
  ) throws {
    let path = folder.file("model")
    let sources = Self.sources(try NetworkSpec(parsing: Self.text))
    try SafeTensors.write(sources, metadata: Self.metadata([:]), to: path)
    #expect(try ModelFile(contentsOf: path).names == ["a", "b", "c"])
    try SafeTensors.write(sources, metadata: Self.metadata(changes), to: path)
    let error = #expect(throws: ModelFileError.self) { try ModelFile(contentsOf: path) }
    #expect(error == ModelFileError(path: path, kind: kind, message: message))
  }

  @Test func aModelWithoutChecksumIsRejected() throws {
    let spec = "[1,1,0,1 S1(1x0)1,3 O1c2]"
    let header =
      #"{"__metadata__":{"formatVersion":"1","networkSpec":"\#(spec)","alphabet":"[\"a\"]","#
      + #""preprocessing":"{\"height\":1,\"mean\":0,\"scale\":1}","trainingRecord":"{}"},"#
      + #""layers.1.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"#
      + #""layers.1.bias":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}"#
    let path = try folder.write(safeTensorsBytes(header: header, data: Array(repeating: 0, count: 16)))
    let error = #expect(throws: ModelFileError.self) { try ModelFile(contentsOf: path) }
    #expect(
      error
        == ModelFileError(
          path: path, kind: .damaged,
          message: "it has no checksum, so it was changed after Legible wrote it; get the file again"))
  }
}
