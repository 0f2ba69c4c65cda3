import LegibleLanguage
import LegibleLayers
import LegibleModels
import LegibleTensors
import TestSupport
import Testing

/// Model files of int8 in all formats that there have been, written tensor by tensor.
@Suite struct QuantizedFormatsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Bytes behind a rectifier, in pairs of columns and not; of both signs; and of hidden states, whose step format 2 left out.
  private static let spec =
    "[1,4,0,1 Cr3,3,3 Cr3,3,5 Cvr2,1,4 Mp3,2 S1(1x0)1,3 Lbx3 Do0.1 Lfx2 Fl6 Fr7 O1c4]"

  private static func metadata(format: String) -> [String: String] {
    [
      "formatVersion": format, "networkSpec": spec, "alphabet": #"["a","b","c"]"#,
      "preprocessing": #"{"height":4,"mean":127.5,"scale":127.5}"#, "trainingRecord": "{}",
      "precision": "int8",
    ]
  }

  /// The tensors of both formats, by name; `ranges` are those that format 3 has besides.
  private static func sources() -> (common: [SafeTensors.Source], ranges: [SafeTensors.Source]) {
    var random = RandomSource(seed: 7)
    func floats(_ name: String, _ shape: [Int], _ range: ClosedRange<Float>) -> SafeTensors.Source {
      .init(
        name, shape: shape,
        floats: (0..<shape.reduce(1, *)).map { _ in random.uniform(in: range) })
    }
    func matrix(_ name: String, _ shape: [Int]) -> [SafeTensors.Source] {
      let bytes = (0..<shape.reduce(1, *)).map { _ in
        UInt8(bitPattern: .random(in: -127...127, using: &random))
      }
      return [
        .init(name, .int8, shape: shape, bytes: bytes), floats(name + "_scale", [shape[0]], 0.002...0.006),
      ]
    }
    func walk(_ layer: String, _ suffix: String, inputs: Int, hidden: Int) -> [SafeTensors.Source] {
      matrix("\(layer).rnn.weight_ih\(suffix)", [4 * hidden, inputs])
        + matrix("\(layer).rnn.weight_hh\(suffix)", [4 * hidden, hidden])
        + [floats("\(layer).rnn.bias\(suffix)", [4 * hidden], -1...1)]
    }
    func scale(_ layer: String, _ value: Float) -> SafeTensors.Source {
      .init(layer + ".input_scale", shape: [1], floats: [value])
    }
    func range(_ layer: String, _ zeroPoint: UInt8, _ largest: UInt8) -> SafeTensors.Source {
      .init(layer + ".input_range", .uint8, shape: [2], bytes: [zeroPoint, largest])
    }

    var common = [
      floats("layers.0.weight", [3, 1, 3, 3], -0.5...0.5), floats("layers.0.bias", [3], -0.1...0.1),
    ]
    common += [scale("layers.1", 0.01)] + matrix("layers.1.weight", [5, 3, 3, 3])
    common += [floats("layers.1.bias", [5], -0.1...0.1)]
    common += [scale("layers.2", 0.02)] + matrix("layers.2.weight", [4, 5, 2, 1])
    common += [floats("layers.2.bias", [4], -0.1...0.1)]
    common += [scale("layers.5", 0.015)] + walk("layers.5", "_l0", inputs: 4, hidden: 3)
    common += walk("layers.5", "_l0_reverse", inputs: 4, hidden: 3)
    common += walk("layers.7", "_l0", inputs: 6, hidden: 2)
    common += matrix("layers.8.weight", [6, 2]) + [floats("layers.8.bias", [6], -1...1)]
    common += [scale("layers.9", 0.03)] + matrix("layers.9.weight", [7, 6])
    common += [floats("layers.9.bias", [7], -1...1)]
    common += [floats("layers.10.weight", [4, 7], -1...1), floats("layers.10.bias", [4], -1...1)]
    let ranges = [
      range("layers.1", 0, 127), range("layers.2", 0, 255), range("layers.5", 0, 255),
      scale("layers.7", 1 / 127), range("layers.7", 128, 255), scale("layers.8", 1 / 127),
      range("layers.8", 128, 255), range("layers.9", 128, 255),
    ]
    return (common, ranges)
  }

  private func read(_ path: String) throws -> [UInt32] {
    let model = try ReadingModel(contentsOf: path)
    #expect(model.precision == .int8)
    let input = QuantizedModelTests.strip([31, 8, 70], height: 4, gap: model.spec.gap, seed: 1)
    return model.network.run(input, session: ReadingSession()).elements.bits
  }

  @Test func format2ReadsAsTheSameNetworkInFormat3() throws {
    let (common, ranges) = Self.sources()
    let (old, new) = (folder.file("old"), folder.file("new"))
    try SafeTensors.write(common, metadata: Self.metadata(format: "2"), to: old)
    try SafeTensors.write(common + ranges, metadata: Self.metadata(format: "3"), to: new)
    let bits = try read(old)
    #expect(try read(new) == bits)
    #expect(Set(bits).count > 50, "the outputs must differ for this test to see anything")

    // Format 3 means what it says: another step of a hidden state, and another largest byte, are another network.
    let scale = SafeTensors.Source("layers.7.input_scale", shape: [1], floats: [0.01])
    try SafeTensors.write(
      common + ranges.filter { $0.name != scale.name } + [scale], metadata: Self.metadata(format: "3"),
      to: new)
    #expect(try read(new) != bits)
    let range = SafeTensors.Source("layers.9.input_range", .uint8, shape: [2], bytes: [128, 130])
    try SafeTensors.write(
      common + ranges.filter { $0.name != range.name } + [range], metadata: Self.metadata(format: "3"),
      to: new)
    #expect(try read(new) != bits)
  }

  @Test(arguments: [
    ("layers.1.input_scale", "there is no tensor 'layers.1.input_scale'"),
    ("layers.7.rnn.weight_hh_l0_scale", "there is no tensor 'layers.7.rnn.weight_hh_l0_scale'"),
  ])
  func whatFormat2MustHaveIsMissed(tensor: String, message: String) throws {
    let path = folder.file("old")
    try SafeTensors.write(
      Self.sources().common.filter { $0.name != tensor }, metadata: Self.metadata(format: "2"), to: path)
    let error = #expect(throws: ModelFileError.self) { try ReadingModel(contentsOf: path) }
    #expect(error == ModelFileError(path: path, kind: .unsuitable, message: message))
  }

  /// Format 2 has no layers of bytes but those that follow from the spec.
  @Test func format2HasNoBytesForALayerOfFloats() throws {
    let path = folder.file("old")
    let common = Self.sources().common.filter { $0.name != "layers.10.weight" }
    let more: [SafeTensors.Source] = [
      .init("layers.10.input_scale", shape: [1], floats: [0.01]),
      .init("layers.10.weight", .int8, shape: [4, 7], bytes: [UInt8](repeating: 1, count: 28)),
      .init("layers.10.weight_scale", shape: [4], floats: [1, 1, 1, 1]),
    ]
    try SafeTensors.write(common + more, metadata: Self.metadata(format: "2"), to: path)
    let error = #expect(throws: ModelFileError.self) { try ReadingModel(contentsOf: path) }
    #expect(
      error
        == ModelFileError(
          path: path, kind: .unsuitable,
          message: "tensor 'layers.10.weight' is I8 [4, 7], needed is F32 [4, 7]"))
  }

  /// A block in a file of each precision, on its way to reading and back.
  @Test func blocksComeBackFromAFloatFile() throws {
    let network = try QuantizedModelTests.network(QuantizedModelTests.blocks)
    let path = folder.file("model")
    try Model(network: network, alphabet: try Alphabet(["a", "b", "c"])).write(to: path)
    let back = try Model(contentsOf: path)
    #expect(back.network.spec == network.spec)
    #expect(back.network.parameters.map(\.name) == network.parameters.map(\.name))
    #expect(back.network.parameters.map(\.values.bits) == network.parameters.map(\.values.bits))
    let input = QuantizedModelTests.strip([31, 8], height: 8, gap: network.spec.gap, seed: 5)
    let expected = network.reading().run(input, session: ReadingSession()).copy()
    let read = try ReadingModel(contentsOf: path).network.run(input, session: ReadingSession())
    #expect(read.elements.bits == expected.elements.bits)
  }
}
