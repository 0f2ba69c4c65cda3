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
      let wanted = spec.layers.indices.flatMap { spec.tensors(ofLayer: $0) }
      let parameters = Network(spec).parameters
      #expect(parameters.map(\.name) == wanted.map(\.name))
      #expect(parameters.map(\.shape) == wanted.map(\.shape))
      #expect(parameters.map { $0.kind != .statistic } == wanted.map(\.isTrained))
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
    let output = network.inference().run(input, session: InferenceSession())
    #expect(output.layout.widths[1] == 26 && expected.shape == [26, 37])
    let logits = Array(UnsafeBufferPointer(start: output.item(1), count: 26 * 37))
    #expect(firstMismatch(logits, expected.values, absolute: 1e-4) == nil)
  }

  /// Reading folds batch normalisation into the convolution: the same numbers up to rounding.
  @Test func readingAgreesWithAnUnfoldedNetwork() throws {
    let spec = try NetworkSpec(parsing: "[1,8,0,1 Cbr3,3,7 Mp2,2 Cvbl2,2,5 Mp3,1 S1(1x0)1,3 Fr6 Lbx4 O1c5]")
    let network = Network(spec)
    fill(network)
    let layout = StripLayout(height: 8, widths: [12, 5, 31], gap: spec.gap)
    let input = Strip(layout: layout, channels: 1)
    for item in 0..<3 {
      for row in 0..<8 {
        for column in 0..<layout.widths[item] {
          input.item(item, row: row)[column] = Float((column * 7 + row) % 5) / 5
        }
      }
    }
    let folded = network.inference().run(input, session: InferenceSession())

    var current = input
    for layer in network.layers {
      guard let reading = layer.inference() else { continue }
      let next = Strip()
      reading.forward(current, into: next, workspace: Workspace())
      current = next
    }
    for item in 0..<3 {
      let count = folded.layout.widths[item] * folded.channels
      let actual = Array(UnsafeBufferPointer(start: folded.item(item), count: count))
      let expected = Array(UnsafeBufferPointer(start: current.item(item), count: count))
      #expect(firstMismatch(actual, expected, absolute: 1e-5) == nil)
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
