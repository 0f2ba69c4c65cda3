import LegibleLayers
import LegibleModels
import Testing

@Suite struct NetworkSpecTests {
  /// The spec with `middle` between the input and an output that fits columns.
  static func text(_ middle: String) -> String { "[1,32,0,1 \(middle) O1c96]" }

  static let imageLayers: [(String, any LayerSpec)] = [
    ("Cr3,3,64", Convolution(Kernel(height: 3, width: 3), outputChannels: 64)),
    ("Cl1,5,7", Convolution(Kernel(height: 1, width: 5, activation: .linear), outputChannels: 7)),
    (
      "Cbr3,3,64",
      Convolution(Kernel(height: 3, width: 3, batchNormalization: true), outputChannels: 64)
    ),
    (
      "Cvl2,3,4",
      Convolution(Kernel(height: 2, width: 3, activation: .linear, padding: .valid), outputChannels: 4)
    ),
    (
      "Cvbr2,2,512",
      Convolution(Kernel(height: 2, width: 2, padding: .valid, batchNormalization: true), outputChannels: 512)
    ),
    ("Mp2,1", MaxPooling(kernelHeight: 2, kernelWidth: 1)),
    ("Mp3,2,1,2", MaxPooling(kernelHeight: 3, kernelWidth: 2, strideHeight: 1, strideWidth: 2)),
    (
      "Mp2,2,2,1,0,1", MaxPooling(kernelHeight: 2, kernelWidth: 2, strideWidth: 1, paddingWidth: 1)
    ),
    ("Do0.3", Dropout(probability: 0.3)),
  ]

  private func expectSame(_ layers: [any LayerSpec], _ expected: [any LayerSpec]) {
    #expect(layers.map { AnyHashable($0) } == expected.map { AnyHashable($0) })
  }

  @Test(arguments: imageLayers)
  func readsAndPrintsImageLayers(word: String, layer: any LayerSpec) throws {
    let text = Self.text("\(word) S1(1x0)1,3")
    let spec = try NetworkSpec(parsing: text)
    expectSame(spec.layers, [layer, HeightCollapse(), Output(symbols: 96)])
    #expect(spec.inputHeight == 32)
    #expect(spec.description == text)
    #expect(try NetworkSpec(inputHeight: 32, layers: spec.layers) == spec)
  }

  static let columnLayers: [(String, any LayerSpec)] = [
    ("Lbx160", Recurrent(LSTM(hiddenSize: 160))),
    ("Lfx4096", Recurrent(LSTM(hiddenSize: 4096), direction: .forward)),
    ("Lrx1", Recurrent(LSTM(hiddenSize: 1), direction: .reverse)),
    ("Lpfx7", Recurrent(PeepholeLSTM(hiddenSize: 7), direction: .forward)),
    ("Lcbx7", Recurrent(CoupledLSTM(hiddenSize: 7))), ("Gbx7", Recurrent(GRU(hiddenSize: 7))),
    ("Gprx7", Recurrent(ResetFirstGRU(hiddenSize: 7), direction: .reverse)),
    ("Esfx7", Recurrent(Elman(activation: .logistic, hiddenSize: 7), direction: .forward)),
    (
      "Jrbx7,l12",
      Recurrent(Jordan(activation: .relu, hiddenSize: 7, readout: .logistic, outputSize: 12))
    ),
    ("Do0.0001", Dropout(probability: 0.0001)),
    ("Do0.9999", Dropout(probability: 0.9999)), ("Do0.0", Dropout(probability: 0)),
    ("Fl256", Linear(outputFeatures: 256)), ("Fr9", Linear(outputFeatures: 9, activation: .relu)),
  ]

  @Test(arguments: columnLayers)
  func readsAndPrintsColumnLayers(word: String, layer: any LayerSpec) throws {
    let text = "[1,1,0,1 S1(1x0)1,3 \(word) O1c2]"
    let spec = try NetworkSpec(parsing: text)
    expectSame(spec.layers, [HeightCollapse(), layer, Output(symbols: 2)])
    #expect(spec.description == text)
    #expect(spec.symbolCount == 2)
    #expect(try NetworkSpec(inputHeight: 1, layers: spec.layers) == spec)
  }

  /// A block as it is printed; within it stand layers, and blocks.
  @Test(arguments: [
    ("Rr[Cr3,3,1 Cl3,3,1]", "r", ["Cr3,3,1", "Cl3,3,1"]),
    ("Rl[Cbr3,3,8 Rr[Cl1,1,8] Do0.5 Cbl3,3,1]", "l", ["Cbr3,3,8", "Rr[Cl1,1,8]", "Do0.5", "Cbl3,3,1"]),
    ("Rl[Rl[Rl[Cl1,1,1]]]", "l", ["Rl[Rl[Cl1,1,1]]"]),
  ])
  func readsAndPrintsBlocks(word: String, activation: String, body: [String]) throws {
    let text = Self.text("\(word) Mp32,1 S1(1x0)1,3")
    let spec = try NetworkSpec(parsing: text)
    let block = try #require(spec.layers[0] as? Residual)
    #expect(block.activation.rawValue == activation)
    #expect(block.body.layers.map { "\($0)" } == body)
    #expect(spec.description == text)
    #expect(try NetworkSpec(inputHeight: 32, layers: spec.layers) == spec)
  }

  @Test func readsBlocksOfColumns() throws {
    let text = "[1,4,0,1 S1(1x0)1,3 Rl[Lbx2] Rr[ Fr9\tRl[Fl9]Do0 Fl4 ]O1c7]"
    let spec = try NetworkSpec(parsing: text)
    #expect(spec.description == "[1,4,0,1 S1(1x0)1,3 Rl[Lbx2] Rr[Fr9 Rl[Fl9] Do0.0 Fl4] O1c7]")
    #expect(try NetworkSpec(parsing: spec.description) == spec)
    // Not equal are specs that differ in nothing but what is within a block.
    #expect(try NetworkSpec(parsing: text.replacing("Fr9", with: "Fl9")) != spec)
  }

  @Test(arguments: [
    (
      " [ 1, 32,\t0,\n1\n  Cr3, 3, 32 Mp2,2,2,2   S1(1x0)1,3 Do0.50 O1c96 ]\n",
      "Cr3,3,32 Mp2,2 S1(1x0)1,3 Do0.5"
    ),
    ("[1,32,0,1Cr3,3,32Mp2,2S1(1x0)1,3Lbx160O1c96]", "Cr3,3,32 Mp2,2 S1(1x0)1,3 Lbx160"),
    ("[1,032,0,1 Mp2,2,2,2,0,0 Do0 S1(1x0)1,3 O1c0096]", "Mp2,2 Do0.0 S1(1x0)1,3"),
  ])
  func printsTheCanonicalString(text: String, middle: String) throws {
    #expect(try NetworkSpec(parsing: text).description == Self.text(middle))
  }

  @Test func layersThatCannotBePrintedAreRejected() {
    #expect(throws: NetworkSpecError.self) {
      try NetworkSpec(
        inputHeight: 32, layers: [HeightCollapse(), Dropout(probability: 1e-7), Output(symbols: 3)])
    }
    #expect(throws: NetworkSpecError.self) {
      try NetworkSpec(inputHeight: -32, layers: [HeightCollapse(), Output(symbols: 3)])
    }
    #expect(throws: NetworkSpecError.self) { try NetworkSpec(inputHeight: 32, layers: []) }
  }

  @Test func limitsAreInside() throws {
    let dropouts = Array(repeating: Dropout(probability: 0.5), count: 254)
    let spec = try NetworkSpec(
      inputHeight: 16384, layers: [HeightCollapse()] + dropouts + [Output(symbols: 2)])
    #expect(spec.layers.count == 256)
    #expect(throws: NetworkSpecError.self) {
      try NetworkSpec(
        inputHeight: 32, layers: [HeightCollapse()] + dropouts + [dropouts[0], Output(symbols: 2)])
    }
  }

  /// Cutting, doubling or changing characters of a good spec gives an error or a sound spec, never a trap.
  @Test(arguments: [
    "crnn",
    "[1,32,0,1 Cr3,3,8 Rr[Cbr3,3,8 Rl[Cl1,1,8] Cl3,3,8] Mp32,2 S1(1x0)1,3 Rl[Lbx3 Do0.1 Fl8] Fl9 O1c5]",
  ])
  func everySmallChangeIsReadOrRejected(text: String) throws {
    let spec = text == "crnn" ? try NetworkSpec.preset(text, symbols: 37) : try NetworkSpec(parsing: text)
    let good = Array(spec.description.utf8)
    let letters = Array("[]()0123456789,.xCMpbvrlSLGDoFORc \t\u{0}é".utf8)
    var rejected = 0
    for index in good.indices {
      var variants = [Array(good[..<index]), Array(good[..<index]) + good[(index + 1)...]]
      for letter in letters {
        var changed = good
        changed[index] = letter
        variants.append(changed)
      }
      for variant in variants {
        do {
          let spec = try NetworkSpec(parsing: String(decoding: variant, as: UTF8.self))
          #expect(try NetworkSpec(parsing: spec.description) == spec)
          _ = spec.multiplyAdds(forInputWidth: 1_048_576)
        } catch { rejected += 1 }
      }
    }
    #expect(rejected > good.count * letters.count / 2)
  }
}
