import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct ConvolutionTests {
  static let cases =
    cases("1x1", (1, 1), 3, 5) + cases("3x3", (3, 3), 3, 4) + cases("5x5", (5, 5), 2, 3, gap: 2)
    + cases("1x3", (1, 3), 3, 4) + cases("3x1", (3, 1), 3, 4)
    + cases("3x3 valid", (3, 3), 3, 4, .valid, gap: 2)
    + cases("5x5 valid", (5, 5), 2, 3, .valid, height: 6, gap: 4)
    + cases("2x2 valid", (2, 2), 3, 4, .valid)
    // Deeper and wider than one piece of the weights' gradient and one panel.
    + cases("3x3, 33 to 37 channels", (3, 3), 33, 37)

  private static func cases(
    _ name: String, _ kernel: (height: Int, width: Int), _ inputChannels: Int, _ outputChannels: Int,
    _ padding: Convolution.Padding = .same, height: Int = 4, gap: Int = 1
  ) -> [LayerCase] {
    LayerCase.activations("convolution " + name, height: height, channels: inputChannels, gap: gap) {
      activation in
      make(kernel, inputChannels, outputChannels, padding, activation)
    }
  }

  static func make(
    _ kernel: (height: Int, width: Int), _ inputChannels: Int, _ outputChannels: Int,
    _ padding: Convolution.Padding = .same, _ activation: Activation = .linear
  ) -> Convolution {
    let layer = Convolution(
      name: "c", inputChannels: inputChannels, outputChannels: outputChannels, kernel: kernel,
      padding: padding,
      activation: activation)
    var random = RandomSource(seed: 11)
    // Sums of about size 1.
    layer.weight.randomize(
      &random, scale: 1 / Float(kernel.height * kernel.width * inputChannels).squareRoot())
    layer.bias.randomize(&random)
    return layer
  }

  @Test func parametersHavePyTorchsNamesAndShapes() {
    let layer = Convolution(name: "layers.3", inputChannels: 2, outputChannels: 5, kernel: (3, 1))
    #expect(layer.parameters.map(\.name) == ["layers.3.weight", "layers.3.bias"])
    #expect(layer.parameters.map(\.shape) == [[5, 2, 3, 1], [5]])
    #expect(layer.parameters.map(\.kind) == [.weight, .bias])
  }

  /// A kernel of one position picks its neighbour: the header's formula, without a sum.
  @Test func kernelElementsPickTheirNeighbours() {
    for row in 0..<3 {
      for column in 0..<3 {
        let layer = Convolution(name: "c", inputChannels: 1, outputChannels: 1, kernel: (3, 3))
        layer.weight.value.base[row * 3 + column] = 1
        let input = filledStrip(StripLayout(height: 2, widths: [3]), channels: 1) { Float($0 + 1) }
        let output = LayerRun(layer).forward(input).elements
        let expected = (0..<6).map { place -> Float in
          let (y, x) = (place / 3 + row - 1, place % 3 + column - 1)
          return (0..<2).contains(y) && (0..<3).contains(x) ? Float(y * 3 + x + 1) : 0
        }
        #expect(output == expected)
      }
    }
  }

  @Test func initialisationHasTheVarianceOfHe() {
    let layer = Convolution(name: "c", inputChannels: 64, outputChannels: 64, kernel: (3, 3))
    var random = RandomSource(seed: 1)
    layer.bias.randomize(&random)
    layer.initialize(using: &random)
    let variance = layer.weight.values.reduce(0) { $0 + Double($1) * Double($1) } / Double(layer.weight.count)
    // Four standard errors, sqrt(2/n) each, of 2 / (9 * 64).
    let expected = 2.0 / 576
    #expect(abs(variance / expected - 1) < 4 * (2 / Double(layer.weight.count)).squareRoot())
    #expect(layer.bias.values.allSatisfy { $0 == 0 })
  }

  @Test func goldens() throws {
    let golden = try Golden("layers")
    let cases:
      [(
        name: String, channels: (Int, Int), side: Int, padding: Convolution.Padding, activation: Activation,
        gap: Int
      )] = [
        ("convolution 3x3", (3, 5), 3, .same, .linear, 1),
        ("convolution 3x3, relu", (3, 5), 3, .same, .relu, 1),
        ("convolution 1x1", (4, 3), 1, .same, .linear, 1),
        ("convolution 5x5", (2, 3), 5, .same, .linear, 2),
        ("convolution 3x3, valid", (3, 4), 3, .valid, .linear, 2),
      ]
    for item in cases {
      let layer = Convolution(
        name: "", inputChannels: item.channels.0, outputChannels: item.channels.1,
        kernel: (item.side, item.side),
        padding: item.padding, activation: item.activation)
      let mismatch = try golden.mismatch(item.name, layer, gap: item.gap) { index, _ in
        ["weight", "bias"][index]
      }
      #expect(mismatch == nil, "\(item.name)")
    }
  }
}
