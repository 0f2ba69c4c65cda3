import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

/// What the rest of the package relies on for every kind of layer in `layerKinds`.
@Suite struct LayerKindsTests {
  /// Words as they are printed, and what they stand on.
  static let samples: [(word: String, shape: FeatureShape)] =
    [
      "Cr3,3,5", "Cl1,1,4", "Cbr5,1,3", "Cvbl2,2,7", "Cvr3,4,2", "Dr3,3", "Dbl5,1", "Dvbr2,3", "Mp2,2",
      "Mp2,1", "Mp3,2,1,2",
      "Mp2,2,2,1,0,1", "Mp3,3,2,2,1,1", "Mp1,8,1,3,0,4", "Do0.1", "Rr[Cr3,3,4 Cl3,3,4]",
      "Rl[Rr[Cbl3,7,4] Do0.5]", "S1(1x0)1,3",
    ].map { ($0, .map(6, 4)) }
    + [
      "Lfx3", "Lrx4", "Lbx5", "Lpfx3", "Lpbx4", "Lcrx3", "Lcbx4", "Gfx3", "Grx4", "Gbx5", "Gpfx3", "Gpbx4",
      "Etfx3", "Esrx3", "Erbx3", "Jtfx3,s5", "Jsbx3,l2", "Jrrx3,s1", "Fl7", "Fr8", "O1c9", "Do0.0",
      "Rr[Lbx2 Fr4]",
    ].map { ($0, .columns(4)) }

  private func layer(_ sample: (word: String, shape: FeatureShape)) throws -> any LayerSpec {
    for kind in layerKinds {
      var reader = SpecReader(sample.word)
      if let layer = try kind.parse(&reader, on: sample.shape) { return layer }
    }
    return try #require(nil, "\(sample.word) is no layer's word")
  }

  @Test func everyKindHasASample() throws {
    let kinds = try Self.samples.map { ObjectIdentifier(type(of: try layer($0))) }
    #expect(Set(kinds) == Set(layerKinds.map { ObjectIdentifier($0) }))
    #expect(Set(layerKinds.map { $0.word }).count == layerKinds.count)
  }

  @Test(arguments: samples)
  func aKindReadsWhatItPrintsAndLeavesTheWordsOfOthers(sample: (word: String, shape: FeatureShape)) throws {
    let expected = try layer(sample)
    #expect(expected.misfit(on: sample.shape) == nil)
    #expect(sample.word.hasPrefix(type(of: expected).word))
    for kind in layerKinds {
      var reader = SpecReader(sample.word + " O1c96]")
      let layer = try kind.parse(&reader, on: sample.shape)
      #expect((layer != nil) == (kind == type(of: expected)), "\(kind)")
      #expect(reader.position == (layer == nil ? 0 : sample.word.utf8.count), "\(kind)")
      if let layer { #expect(layer.description == sample.word) }
    }
  }

  /// The narrowest input by trying all of them.
  @Test(arguments: samples)
  func theNarrowestInputIsTheNarrowestOne(sample: (word: String, shape: FeatureShape)) throws {
    let layer = try layer(sample)
    #expect(layer.outputWidth(0) == 0)
    for columns in 1...40 {
      let narrowest = (1...1000).first { layer.outputWidth($0) >= columns }
      #expect(layer.minimumInputWidth(forOutputWidth: columns) == narrowest, "\(columns)")
    }
    let widths = (0...200).map { layer.outputWidth($0) }
    #expect(zip(widths, widths.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test(arguments: samples)
  func theGapHoldsWhatAnyPassReadsBesideAnItem(sample: (word: String, shape: FeatureShape)) throws {
    let layer = try layer(sample)
    #expect(layer.gap >= 1)
    guard let convolution = layer as? Convolution else { return }
    #expect(
      layer.gap
        >= (convolution.kernel.padding == .same ? convolution.kernel.width / 2 : convolution.kernel.width - 1)
    )
  }

  /// Bytes that the rules propose are bytes that the layer takes, also from a file.
  @Test(arguments: samples, [NumberRange.any, .nonnegative, .unit])
  func bytesThatAreProposedAreAccepted(
    sample: (word: String, shape: FeatureShape), numbers: NumberRange
  ) throws {
    let layer = try layer(sample)
    switch layer.byteUse(of: numbers, input: sample.shape) {
    case .passes: #expect(layer.outputRange(of: numbers) == numbers)
    case .floats: break
    case .multiplies(let zeroPoint, let largest):
      #expect(zeroPoint == (numbers == .nonnegative ? 0 : 128))
      #expect(
        layer.accepts(
          Quantization(scale: 1, zeroPoint: zeroPoint, largest: largest), input: sample.shape))
    case .multipliesFixed(let quantization):
      #expect(numbers == .unit && quantization == .unit)
      #expect(layer.accepts(quantization, input: sample.shape))
    }
  }

  /// Sums of more products of bytes than 65,536 might not fit 32 bits.
  @Test func aConvolutionOfTooManyProductsCalculatesWithFloats() {
    // Channels are filled up to whole groups of four: 25 times 2,620 is 65,500, and 25 times 2,624 is 65,600.
    for (channels, fits) in [(2620, true), (2621, false)] {
      let shape = FeatureShape.map(8, channels)
      let layer = Convolution(Kernel(height: 5, width: 5), outputChannels: 3)
      #expect((layer.byteUse(of: .nonnegative, input: shape) != .floats) == fits)
      #expect(layer.accepts(Quantization(scale: 1, zeroPoint: 0), input: shape) == fits)
    }
  }

  /// Random inputs, of the sign that the rule is asked about.
  @Test(arguments: samples, [NumberRange.any, .nonnegative, .unit])
  func outputsAreInTheRangeThatTheLayerSays(
    sample: (word: String, shape: FeatureShape), numbers: NumberRange
  ) throws {
    let item = LayerCase(sample.word, on: sample.shape)
    guard let reading = item.reading() else { return }
    let input = randomStrip(
      StripLayout(height: sample.shape.height, widths: [9, 20], gap: item.series.gap),
      channels: sample.shape.channels, seed: 1)
    input.forEachElement {
      let value = input.base[$0]
      input.base[$0] = numbers == .any ? value : numbers == .unit ? max(-1, min(1, value)) : abs(value)
    }
    let output = reading.read(input).elements
    switch item.series.layers[0].outputRange(of: numbers) {
    case .any: break
    case .nonnegative: #expect(output.allSatisfy { $0 >= 0 })
    case .unit: #expect(output.allSatisfy { abs($0) <= 1 })
    }
  }

  @Test(arguments: samples)
  func theTensorsAreThoseOfTheSpec(sample: (word: String, shape: FeatureShape)) throws {
    let layer = try layer(sample)
    let leaves = layer.leaves(name: "layers.0", input: sample.shape)
    let wanted = leaves.flatMap { leaf in
      leaf.spec.parameters(input: leaf.input).map { "\(leaf.name).\($0.role) \($0.shape) \($0.kind)" }
    }
    let trained = layer.makeTrainingLayer(name: "layers.0", number: 0, input: sample.shape)
    #expect(trained.parameters.map { "\($0.name) \($0.shape) \($0.kind)" } == wanted)
    for leaf in leaves {
      let values = leaf.spec.fold(
        { role in
          let parameter = trained.parameters.first { $0.name == "\(leaf.name).\(role)" }
          return parameter!.tensorValues
        }, input: leaf.input)
      #expect(values.map(\.count) == leaf.spec.readingTensors(input: leaf.input).map(\.count))
    }
  }
}
