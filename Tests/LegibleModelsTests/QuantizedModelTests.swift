import LegibleLanguage
import LegibleLayers
import LegibleModels
import LegibleTensors
import TestSupport
import Testing

@Suite struct QuantizedModelTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Every kind of layer: a first convolution, one of what may be negative, odd numbers of channels, both
  /// poolings, a linear layer between two recurrent ones, dropout; one recurrent layer behind another, whose
  /// bytes have a known step.
  static let text =
    "[1,8,0,1 Cbr3,3,6 Cr3,3,7 Mp2,2 Cl3,3,5 Cvbr2,2,9 Mp3,1 S1(1x0)1,3 Lbx6 Do0.1 Fl7 Lrx5 Lfx4 Fr6 O1c4]"

  /// Blocks of both kinds and within each other.
  static let blocks =
    "[1,8,0,1 Cr3,3,6 Rr[Cbr3,3,7 Cl3,3,6] Mp2,2 Cr1,1,5 Rl[Rl[Cr3,3,4 Cl1,1,5] Cl3,3,5] Cr1,1,5 Mp4,1 "
    + "S1(1x0)1,3 Rl[Lbx3 Fl5] Rr[Fr7 Fl5] Lbx3 O1c4]"

  static func network(_ text: String = text, seed: UInt64 = 3) throws -> Network {
    let network = Network(try NetworkSpec(parsing: text))
    network.initialize(seed: seed)
    var random = RandomSource(seed: seed)
    for parameter in network.parameters where parameter.shape.count == 1 {
      let isAboutOne = parameter.name.hasSuffix("norm.weight") || parameter.name.hasSuffix("running_var")
      for index in 0..<parameter.count {
        parameter.value.base[index] = (isAboutOne ? 1 : 0) + random.uniform(in: -0.1...0.1)
      }
    }
    return network
  }

  static func strip(_ widths: [Int], height: Int, gap: Int, seed: UInt64) -> Strip {
    var random = RandomSource(seed: seed)
    return filledStrip(StripLayout(height: height, widths: widths, gap: gap), channels: 1) { _ in
      random.uniform(in: -1...1)
    }
  }

  static func quantized(_ network: Network) throws -> QuantizedNetwork {
    let calibration = try Calibration(network)
    for seed in 0..<4 as Range<UInt64> {
      try calibration.add(
        strip([40, 9, 60], height: network.spec.inputHeight, gap: network.spec.gap, seed: 100 + seed))
    }
    return try calibration.quantizedNetwork()
  }

  static func model(_ text: String = text) throws -> QuantizedModel {
    QuantizedModel(
      network: try quantized(network(text)), alphabet: try Alphabet(["a", "b", "c"]),
      trainingRecord: ["steps": "7"])
  }

  // MARK: Reading

  /// Half a step of 255 is 0.2% of the largest value, and a layer's sums leave some of that; ten layers with
  /// random weights, which nothing has trained to be robust, end within 4% of the largest logit. The network
  /// of blocks has eighteen that follow each other, and ends within 6%.
  @Test(arguments: [
    text, blocks, "[1,32,0,1 S1(1x0)1,3 Lbx8 O1c4]", "[1,8,0,1 Cr3,3,4 Mp8,1 S1(1x0)1,3 O1c4]", "crnn",
  ])
  func aQuantisedNetworkIsCloseToItsOrigin(text: String) throws {
    let spec = text == "crnn" ? try NetworkSpec.preset("crnn", symbols: 37).description : text
    let network = try Self.network(spec)
    let input = Self.strip(
      [31, 8, 70], height: network.spec.inputHeight, gap: network.spec.gap, seed: 1)
    let expected = network.reading().run(input, session: ReadingSession()).copy()
    let actual = try Self.quantized(network).reading().run(input, session: ReadingSession())
    #expect(actual.layout == expected.layout && actual.channels == expected.channels)
    let largest = expected.elements.map(abs).max()!
    let share = text == Self.blocks ? 0.06 : 0.04
    #expect(firstMismatch(actual.elements, expected.elements, absolute: share * Double(largest)) == nil)
    #expect(text.contains("Lbx") == (actual.elements != expected.elements) || text == "crnn")
  }

  @Test(arguments: [text, blocks])
  func aCropsBitsAreItsOwn(text: String) throws {
    let network = try Self.network(text)
    let reading = try Self.quantized(network).reading()
    let session = ReadingSession()
    let input = Self.strip([31, 8, 70, 9, 200, 12], height: 8, gap: network.spec.gap, seed: 2)
    let all = reading.run(input, session: session).copy()
    for order in [[0], [4], [2, 5], [5, 4, 3, 2, 1, 0]] {
      let some = reading.run(input.selecting(order), session: session)
      for (place, index) in order.enumerated() {
        #expect(some.elements(of: place).bits == all.elements(of: index).bits)
      }
    }
  }

  // MARK: The file

  @Test(arguments: [text, blocks])
  func everythingComesBack(text: String) throws {
    let model = try Self.model(text)
    let path = folder.file("model")
    try model.write(to: path)
    let back = try ReadingModel(contentsOf: path)
    #expect(back.precision == .int8)
    #expect(back.spec == model.network.spec)
    #expect(back.vocabulary == model.vocabulary)
    let file = try ModelFile(contentsOf: path)
    #expect(file.trainingRecord == ["steps": "7"])
    #expect(file.tensors.metadata["formatVersion"] == "3" && file.tensors.metadata["precision"] == "int8")
    let first = text == Self.text ? "layers.1" : "layers.1.0"
    #expect(file.tensors["\(first).weight"]?.element == .int8)
    #expect(file.tensors["\(first).input_scale"]?.shape == [1])
    let range = try #require(file.tensors["\(first).input_range"])
    // Behind a rectifier, for pairs of columns.
    #expect(range.element == .uint8 && file.tensors.withBytes(of: range) { Array($0) } == [0, 127])
    #expect(file.tensors["layers.0.weight"]?.element == .float32)
    #expect(!file.tensors.tensors.contains { $0.name.contains("norm") })

    let input = Self.strip([31, 8], height: 8, gap: model.network.spec.gap, seed: 5)
    let before = model.network.reading().run(input, session: ReadingSession()).copy()
    let after = back.network.run(input, session: ReadingSession())
    #expect(after.elements.bits == before.elements.bits)
  }

  /// Files of float32 stay as they were, for older versions of Legible.
  @Test func aFloatFileKeepsFormat1() throws {
    let path = folder.file("model")
    try Model(network: try Self.network(), alphabet: try Alphabet(["a", "b", "c"])).write(to: path)
    let file = try ModelFile(contentsOf: path)
    #expect(file.precision == .float32)
    #expect(file.tensors.metadata["formatVersion"] == "1" && file.tensors.metadata["precision"] == nil)
    #expect(try ReadingModel(contentsOf: path).precision == .float32)
  }

  @Test func itIsNoModelToTrainOn() throws {
    let path = folder.file("model")
    try Self.model().write(to: path)
    let error = #expect(throws: ModelFileError.self) { try Model(contentsOf: path) }
    #expect(
      error?.description
        == "\(path): its weights are int8, for reading alone: give the float32 model that it was made from")
  }

  static let damages: [(String, String)] = [
    ("remove layers.1.weight", "there is no tensor 'layers.1.weight'"),
    ("remove layers.1.input_scale", "there is no tensor 'layers.1.input_scale'"),
    (
      "remove layers.7.rnn.weight_hh_l0_reverse_scale",
      "there is no tensor 'layers.7.rnn.weight_hh_l0_reverse_scale'"
    ),
    ("floats layers.1.weight", "tensor 'layers.1.weight' is F32 [7, 6, 3, 3], needed is I8 [7, 6, 3, 3]"),
    ("flat layers.1.weight", "tensor 'layers.1.weight' is I8 [378], needed is I8 [7, 6, 3, 3]"),
    ("0 layers.1.weight_scale", "tensor 'layers.1.weight_scale' has the scale 0.0; quantise the model again"),
    ("-1 layers.1.input_scale", "tensor 'layers.1.input_scale' has the scale -1.0; quantise the model again"),
    (
      "nan layers.9.weight_scale",
      "tensor 'layers.9.weight_scale' has the scale nan; quantise the model again"
    ),
    (
      "1e30 layers.9.weight_scale",
      "tensor 'layers.9.weight_scale' has the scale 1e+30; quantise the model again"
    ),
    ("inf layers.1.bias", "tensor 'layers.1.bias' has the bias inf; quantise the model again"),
    ("nan layers.7.rnn.bias_l0", "tensor 'layers.7.rnn.bias_l0' has the bias nan; quantise the model again"),
    ("remove layers.1.input_range", "there is no tensor 'layers.1.input_range'"),
    ("floats layers.1.input_range", "tensor 'layers.1.input_range' is F32 [2], needed is U8 [2]"),
    (
      "128,255 layers.1.input_range",
      "layer 'layers.1' cannot multiply bytes of zero point 128; quantise the model again"
    ),
    (
      "128,255 layers.7.input_range",
      "layer 'layers.7' reads what is never negative as bytes of zero point 128; quantise the model again"
    ),
  ]

  /// With a checksum that fits, as an attacker's file has it.
  @Test(arguments: damages)
  func whatIsWrongIsNamed(change: String, message: String) throws {
    try Self.model().write(to: folder.file("whole"))
    let whole = try SafeTensors(contentsOf: folder.file("whole"))
    let words = change.split(separator: " ").map(String.init)
    let sources = whole.tensors.compactMap { tensor -> SafeTensors.Source? in
      let bytes = whole.withBytes(of: tensor) { Array($0) }
      guard tensor.name == words[1] else {
        return .init(tensor.name, tensor.element, shape: tensor.shape, bytes: bytes)
      }
      switch words[0] {
      case "remove": return nil
      case "floats":
        return .init(tensor.name, shape: tensor.shape, floats: [Float](repeating: 0, count: bytes.count))
      case "flat": return .init(tensor.name, tensor.element, shape: [bytes.count], bytes: bytes)
      case let range where range.contains(","):
        let bytes = range.split(separator: ",").map { UInt8($0)! }
        return .init(tensor.name, .uint8, shape: [2], bytes: bytes)
      default:
        var floats = [Float](repeating: 1, count: bytes.count / 4)
        floats[floats.count - 1] = Float(words[0])!
        return .init(tensor.name, shape: tensor.shape, floats: floats)
      }
    }
    let path = folder.file("model")
    try SafeTensors.write(sources, metadata: whole.metadata, to: path)
    let error = #expect(throws: ModelFileError.self) { try ReadingModel(contentsOf: path) }
    #expect(error?.message == message)
  }

  /// A layer that only passes numbers on must not make the one before it write bytes of a file's choosing.
  @Test func rangesOfLayersThatMultiplyNothingAreRefused() throws {
    try Self.model().write(to: folder.file("whole"))
    let whole = try SafeTensors(contentsOf: folder.file("whole"))
    let sources = whole.tensors.map { tensor in
      SafeTensors.Source(
        tensor.name, tensor.element, shape: tensor.shape, bytes: whole.withBytes(of: tensor) { Array($0) })
    }
    let spec = try ModelFile(contentsOf: folder.file("whole")).networkSpec
    let idle = spec.leaves.filter { $0.spec.readingTensors(input: $0.input).isEmpty }.map(\.name)
    #expect(idle.count >= 4, "pooling, collapse and dropout")
    for layer in idle {
      for zeroPoint in [0, 128] as [UInt8] {
        let path = folder.file("model")
        try SafeTensors.write(
          sources + [
            .init(layer + ".input_scale", shape: [1], floats: [0.01]),
            .init(layer + ".input_range", .uint8, shape: [2], bytes: [zeroPoint, 255]),
          ], metadata: whole.metadata, to: path)
        let error = #expect(throws: ModelFileError.self) { try ReadingModel(contentsOf: path) }
        #expect(
          error?.message
            == "layer '\(layer)' cannot multiply bytes of zero point \(zeroPoint); quantise the model again")
      }
    }
  }

  /// Layers that must calculate with floats, with all the tensors of one that multiplies bytes.
  @Test(arguments: [
    ("layers.4", [0, 255] as [UInt8], nil),
    (
      "layers.4", [128, 255],
      "layer 'layers.4' cannot multiply bytes of zero point 128; quantise the model again"
    ),
    (
      "layers.13", [0, 255],
      "layer 'layers.13' cannot multiply bytes of zero point 0; quantise the model again"
    ),
    (
      "layers.13", [128, 255],
      "layer 'layers.13' cannot multiply bytes of zero point 128; quantise the model again"
    ),
  ])
  func bytesForALayerOfFloatsAreRefused(layer: String, range: [UInt8], message: String?) throws {
    try Self.model().write(to: folder.file("whole"))
    let whole = try SafeTensors(contentsOf: folder.file("whole"))
    let sources = whole.tensors.flatMap { tensor -> [SafeTensors.Source] in
      let bytes = whole.withBytes(of: tensor) { Array($0) }
      guard tensor.name == layer + ".weight" else {
        return [.init(tensor.name, tensor.element, shape: tensor.shape, bytes: bytes)]
      }
      return [
        .init(tensor.name, .int8, shape: tensor.shape, bytes: [UInt8](repeating: 3, count: bytes.count / 4)),
        .init(
          tensor.name + "_scale", shape: [tensor.shape[0]],
          floats: [Float](repeating: 1, count: tensor.shape[0])),
        .init(layer + ".input_scale", shape: [1], floats: [0.01]),
        .init(layer + ".input_range", .uint8, shape: [2], bytes: range),
      ]
    }
    let path = folder.file("model")
    try SafeTensors.write(sources, metadata: whole.metadata, to: path)
    guard let message else {
      // Without a sign its input is another than in training, but well defined: the file's maker has it as he
      // wants.
      let input = Self.strip([31, 8], height: 8, gap: 2, seed: 5)
      let output = try ReadingModel(contentsOf: path).network.run(input, session: ReadingSession())
      #expect(output.elements.allSatisfy { $0.isFinite })
      return
    }
    let error = #expect(throws: ModelFileError.self) { try ReadingModel(contentsOf: path) }
    #expect(error == ModelFileError(path: path, kind: .damaged, message: message))
  }

  // MARK: Quantising

  @Test func whatIsNotFiniteIsRefused() throws {
    let network = try Self.network()
    let parameter = network.parameters[8]
    for value: Float in [.nan, .infinity] {
      parameter.value.base[3] = value
      let error = #expect(throws: QuantizationError.self) { try Calibration(network) }
      #expect(
        error?.description
          == "tensor '\(parameter.name)' has a weight that is no finite number: its training failed; train the model again"
      )
    }
    let exploding = try Self.network()
    for index in 0..<exploding.parameters[0].count { exploding.parameters[0].value.base[index] = 1e38 }
    let calibration = try Calibration(exploding)
    let input = Self.strip([9], height: 8, gap: exploding.spec.gap, seed: 1)
    let error = #expect(throws: QuantizationError.self) { try calibration.add(input) }
    #expect(
      error?.description
        == "what goes into layer 1 is not finite for one of the crops: train the model again")
  }

  @Test func weightsThatAreTooLargeAreRefused() throws {
    let network = try Self.network()
    let parameter = try #require(network.parameters.first { $0.name == "layers.1.weight" })
    parameter.value.base[0] = 1e9
    let error = #expect(throws: QuantizationError.self) { try Self.quantized(network) }
    #expect(error == .weightTooLarge(tensor: "layers.1.weight"))
  }

  @Test func withoutCropsAndWithBlankOnesThereIsAModel() throws {
    let network = try Self.network()
    let blank = Strip(layout: StripLayout(height: 8, widths: [30], gap: network.spec.gap), channels: 1)
    let calibration = try Calibration(network)
    _ = try calibration.quantizedNetwork()
    try calibration.add(blank)
    let output = try calibration.quantizedNetwork().reading().run(blank, session: ReadingSession())
    #expect(output.elements.allSatisfy { $0.isFinite })
  }
}
