import Foundation
import LegibleLayers
import LegibleModels
import LegibleTensors
import TestSupport
import Testing

@Suite struct NetworkTests {
  @Test func layersHaveTheTensorsOfTheSpec() throws {
    for name in NetworkSpec.presetNames {
      let spec = try NetworkSpec.preset(name, symbols: 41)
      let wanted = spec.leaves.flatMap { layer in
        layer.spec.parameters(input: layer.input).map { (name: "\(layer.name).\($0.role)", tensor: $0) }
      }
      let parameters = Network(spec).parameters
      #expect(parameters.map(\.name) == wanted.map(\.name))
      #expect(parameters.map(\.shape) == wanted.map(\.tensor.shape))
      #expect(parameters.map { $0.kind != .statistic } == wanted.map(\.tensor.isTrained))
    }
  }

  @Test func initialisationIsAFunctionOfTheSeed() throws {
    func values(seed: UInt64) throws -> [Float] {
      let network = Network(try NetworkSpec(parsing: "[1,8,0,1 Cbr3,3,4 Mp8,2 S1(1x0)1,3 Lbx4 O1c5]"))
      network.initialize(seed: seed)
      return network.parameters.flatMap { UnsafeBufferPointer(start: $0.value.base, count: $0.count) }
    }
    #expect(try values(seed: 1) == values(seed: 1))
    #expect(try values(seed: 1) != values(seed: 2))
  }

  /// Layers draw from streams of their own, numbered as in the spec, so that a layer more behind them changes
  /// nothing.
  @Test func aLayersStartDependsOnItsPlaceAlone() throws {
    func network(_ words: String) throws -> Network {
      let network = Network(try NetworkSpec(parsing: "[1,8,0,1 \(words)]"))
      network.initialize(seed: 1)
      return network
    }
    let one = try network("Cr3,3,4 Mp8,2 S1(1x0)1,3 Fl7 O1c5")
    let other = try network("Cr3,3,4 Mp4,1 S1(1x0)1,3 Fl7 Lbx4 O1c5")
    #expect(one.parameters[0].values == other.parameters[0].values)
    var random = RandomSource(seed: 1, stream: 3)
    let bound = 1 / Float(4).squareRoot()
    #expect(one.parameters[2].values == (0..<28).map { _ in random.uniform(in: -bound...bound) })
  }

  /// The published network with weights from a formula, against PyTorch: see Scripts/goldens/crnn.py.
  @Test func publishedNetworkReproducesPyTorch() throws {
    let spec = try NetworkSpec.preset("crnn", symbols: 37)
    #expect(spec.parameterCount == 8_331_301)
    let network = Network(spec)
    fill(network)

    let golden = try Golden("crnn")
    let image = try #require(try golden.tensor("input"))
    let expected = try #require(try golden.tensor("output"))
    #expect(image.values == formula(count: 3200, number: 2000, scale: 1), "the two formulas differ")

    // Between two other crops, so that a neighbour that leaks in would show.
    let input = Strip(layout: StripLayout(height: 32, widths: [57, 100, 9], gap: spec.gap), channels: 1)
    for row in 0..<32 {
      for column in 0..<57 { input.item(0, row: row)[column] = 1 }
      for column in 0..<100 { input.item(1, row: row)[column] = image.values[row * 100 + column] }
    }
    let output = network.reading().run(input, session: ReadingSession())
    #expect(output.layout.widths[1] == 26 && expected.shape == [26, 37])
    let logits = Array(UnsafeBufferPointer(start: output.item(1), count: 26 * 37))
    // Seven convolutions with up to 4,608 products to a sum and four walks of an LSTM, each sum off by some
    // roundings of its terms (sqrt(4608) * 6e-8 of about 1, so 4e-6); logits are of size 1. A wrong tap or
    // gate gives 0.1 and more.
    #expect(firstMismatch(logits, expected.values, absolute: 1e-4) == nil)
  }

  /// Reading folds batch normalisation into the convolution and pooling into its store: the same numbers up
  /// to rounding as layer by layer, the normalisation by its formula.
  @Test func readingAgreesWithAnUnfoldedNetwork() throws {
    let spec = try NetworkSpec(
      parsing: "[1,8,0,1 Cbr3,3,7 Mp2,2 Rr[Cbl3,3,7] Cvbl2,2,5 Mp3,1 S1(1x0)1,3 Fr6 Lbx4 O1c5]")
    let network = Network(spec)
    fill(network)
    let layout = StripLayout(height: 8, widths: [12, 5, 31], gap: spec.gap)
    let input = filledStrip(layout, channels: 1) { Float($0 * 7 % 5) / 5 }
    let folded = network.reading().run(input, session: ReadingSession())

    let parameters = Dictionary(uniqueKeysWithValues: network.parameters.map { ($0.name, $0) })
    var current = input
    for layer in spec.series.placed(name: NetworkSpec.name) {
      if let block = layer.spec as? Residual {
        let branch = Self.read(block.body.placed(name: layer.name)[0], current, parameters)
        let sum = zip(current.elements, branch.elements).map { max(0, $0 + $1) }
        current = filledStrip(current.layout, channels: current.channels) { sum[$0] }
      } else {
        current = Self.read(layer, current, parameters)
      }
    }
    // Sums of at most 63 terms of about size 1/8 in another order, nine layers after each other: some ten
    // roundings of 1 in each, which do not grow on the way.
    #expect(firstMismatch(folded.elements, current.elements, absolute: 1e-5) == nil)
  }

  /// One layer alone, its normalisation by the formula.
  private static func read(_ layer: PlacedLayer, _ input: Strip, _ parameters: [String: Parameter]) -> Strip {
    func values(_ role: String) -> [Float]? { parameters["\(layer.name).\(role)"]?.values }
    guard let convolution = layer.spec as? Convolution, let gain = values("norm.weight"),
      let offset = values("norm.bias"), let mean = values("norm.running_mean"),
      let variance = values("norm.running_var")
    else {
      let series = LayerSeries("\(layer.spec)", on: layer.input)
      return series.reading(own(layer.name, parameters)).read(input)
    }
    let sums = Convolution(
      Kernel(
        height: convolution.kernel.height, width: convolution.kernel.width, activation: .linear,
        padding: convolution.kernel.padding), outputChannels: convolution.outputChannels)
    let output = LayerSeries("\(sums)", on: layer.input).reading(own(layer.name, parameters)).read(input)
    var place = 0
    output.forEachElement {
      let c = place % gain.count
      let value =
        (output.base[$0] - mean[c]) / (variance[c] + BatchNorm.epsilon).squareRoot() * gain[c] + offset[c]
      output.base[$0] = convolution.kernel.activation == .relu ? max(0, value) : value
      place += 1
    }
    return output
  }

  /// A layer's parameters under the names that a series of this layer alone gives them.
  private static func own(_ name: String, _ parameters: [String: Parameter]) -> [Parameter] {
    parameters.values.filter { $0.name.hasPrefix(name + ".") }.map { parameter in
      let copy = Parameter(
        name: "layers.0" + parameter.name.dropFirst(name.count), shape: parameter.shape, kind: parameter.kind)
      copy.adopt(parameter.value)
      return copy
    }
  }

  @Test func narrowestInputGivesAColumn() throws {
    for name in NetworkSpec.presetNames {
      let spec = try NetworkSpec.preset(name, symbols: 5)
      #expect(spec.columns(forInputWidth: spec.minimumInputWidth) >= 1)
      #expect(spec.columns(forInputWidth: spec.minimumInputWidth - 1) == 0)
    }
  }

  /// What a model file of a few hundred bytes could otherwise make a reader allocate or trap on.
  @Test func specsThatAskForTooMuchAreRefused() {
    for (spec, expected) in [
      ("[1,32,0,1 Mp32,16 S1(1x0)1,3 O1c2]", "a window of at most 256 positions"),
      (
        "[1,32,0,1 Mp2,128 Mp1,128 Mp1,2 Mp16,1 S1(1x0)1,3 O1c2]",
        "a network that makes a column of 4096 pixels: pool the width less"
      ),
      (
        "[1,1024,0,1 Cr1,1,64 S1(1x0)1,3 O1c2]",
        "at most 32768 rows times channels, not 1024 times 64: pool the height first"
      ),
    ] {
      let error = #expect(throws: NetworkSpecError.self) { try NetworkSpec(parsing: spec) }
      #expect(error?.expected == expected)
    }
  }

  @Test func gapIsWhatTheWidestKernelReaches() throws {
    func gap(_ convolution: String) throws -> Int {
      try NetworkSpec(parsing: "[1,8,0,1 \(convolution) Mp4,1 S1(1x0)1,3 O1c5]").gap
    }
    #expect(try gap("Cr3,1,4") == 1)
    #expect(try gap("Cr3,7,4") == 3)
    #expect(try gap("Cvr3,3,4") == 2)
  }

  // MARK: Values by formula

  /// As `formula` in Scripts/goldens/crnn.py.
  private func formula(count: Int, number: Int, scale: Double) -> [Float] {
    (0..<count).map { index in
      let noise = 43758.5453 * sin(12.9898 * Double(index % 65521) + 78.233 * Double(number))
      return Float(scale * (2 * (noise - noise.rounded(.down)) - 1))
    }
  }

  private func fill(_ network: Network) {
    var trained = 0
    var statistics = 1000
    for parameter in network.parameters {
      let isStatistic = parameter.kind == .statistic
      let fanIn = parameter.shape.count > 1 ? parameter.count / parameter.shape[0] : 1
      let values = formula(
        count: parameter.count, number: isStatistic ? statistics : trained,
        scale: parameter.shape.count > 1 ? (6 / Double(fanIn)).squareRoot() : 0.1)
      let isAboutOne = parameter.name.hasSuffix("norm.weight") || parameter.name.hasSuffix("running_var")
      for (index, value) in values.enumerated() { parameter.value.base[index] = value + (isAboutOne ? 1 : 0) }
      if isStatistic { statistics += 1 } else { trained += 1 }
    }
  }
}
