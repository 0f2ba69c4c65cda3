import LegibleModels
import Testing

@Suite struct NetworkSpecTests {
  /// The spec with `middle` between the input and an output that fits columns.
  static func text(_ middle: String) -> String { "[1,32,0,1 \(middle) O1c96]" }

  @Test(arguments: [
    ("Cr3,3,64", NetworkSpec.Layer.convolution(.init(kernelHeight: 3, kernelWidth: 3, outputChannels: 64))),
    (
      "Cl1,5,7",
      .convolution(.init(kernelHeight: 1, kernelWidth: 5, outputChannels: 7, activation: .linear))
    ),
    (
      "Cbr3,3,64",
      .convolution(.init(kernelHeight: 3, kernelWidth: 3, outputChannels: 64, batchNormalization: true))
    ),
    (
      "Cvl2,3,4",
      .convolution(
        .init(kernelHeight: 2, kernelWidth: 3, outputChannels: 4, activation: .linear, padding: .valid))
    ),
    (
      "Cvbr2,2,512",
      .convolution(
        .init(
          kernelHeight: 2, kernelWidth: 2, outputChannels: 512, padding: .valid, batchNormalization: true))
    ),
    ("Mp2,1", .maxPooling(.init(kernelHeight: 2, kernelWidth: 1))),
    ("Mp3,2,1,2", .maxPooling(.init(kernelHeight: 3, kernelWidth: 2, strideHeight: 1, strideWidth: 2))),
    (
      "Mp2,2,2,1,0,1",
      .maxPooling(.init(kernelHeight: 2, kernelWidth: 2, strideWidth: 1, paddingWidth: 1))
    ),
    ("Do0.3", .dropout(probability: 0.3)),
  ])
  func readsAndPrintsImageLayers(word: String, layer: NetworkSpec.Layer) throws {
    let text = Self.text("\(word) S1(1x0)1,3")
    let spec = try NetworkSpec(parsing: text)
    #expect(spec.layers == [layer, .heightCollapse, .output(symbols: 96)])
    #expect(spec.inputHeight == 32)
    #expect(spec.description == text)
    #expect(try NetworkSpec(inputHeight: 32, layers: spec.layers) == spec)
  }

  @Test(arguments: [
    ("Lbx160", NetworkSpec.Layer.recurrent(.init(hiddenSize: 160))),
    ("Lfx4096", .recurrent(.init(direction: .forward, hiddenSize: 4096))),
    ("Lrx1", .recurrent(.init(direction: .reverse, hiddenSize: 1))),
    ("Do0.0001", .dropout(probability: 0.0001)),
    ("Do0.9999", .dropout(probability: 0.9999)),
    ("Do0.0", .dropout(probability: 0)),
    ("Fl256", .linear(.init(outputFeatures: 256))),
    ("Fr9", .linear(.init(outputFeatures: 9, activation: .relu))),
  ])
  func readsAndPrintsColumnLayers(word: String, layer: NetworkSpec.Layer) throws {
    let text = "[1,1,0,1 S1(1x0)1,3 \(word) O1c2]"
    let spec = try NetworkSpec(parsing: text)
    #expect(spec.layers == [.heightCollapse, layer, .output(symbols: 2)])
    #expect(spec.description == text)
    #expect(spec.symbolCount == 2)
    #expect(try NetworkSpec(inputHeight: 1, layers: spec.layers) == spec)
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
        inputHeight: 32, layers: [.heightCollapse, .dropout(probability: 1e-7), .output(symbols: 3)])
    }
    #expect(throws: NetworkSpecError.self) {
      try NetworkSpec(inputHeight: -32, layers: [.heightCollapse, .output(symbols: 3)])
    }
    #expect(throws: NetworkSpecError.self) { try NetworkSpec(inputHeight: 32, layers: []) }
  }

  @Test func limitsAreInside() throws {
    let dropouts = Array(repeating: NetworkSpec.Layer.dropout(probability: 0.5), count: 254)
    let spec = try NetworkSpec(
      inputHeight: 16384, layers: [.heightCollapse] + dropouts + [.output(symbols: 2)])
    #expect(spec.layers.count == 256)
    #expect(throws: NetworkSpecError.self) {
      try NetworkSpec(
        inputHeight: 32, layers: [.heightCollapse] + dropouts + [dropouts[0], .output(symbols: 2)])
    }
  }

  /// Cutting, doubling or changing characters of a good spec gives an error or a sound spec, never a trap.
  @Test func everySmallChangeIsReadOrRejected() throws {
    let good = Array(try NetworkSpec.preset("crnn", symbols: 37).description.utf8)
    let letters = Array("[]()0123456789,.xCMpbvrlSLGDoFOc \t\u{0}é".utf8)
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
