import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct ConvolutionTests {
  static let cases =
    LayerCase.activations("C?1,1,5", on: .map(4, 3)) + LayerCase.activations("C?3,3,4", on: .map(4, 3))
    + LayerCase.activations("C?5,5,3", on: .map(4, 2)) + LayerCase.activations("C?1,3,4", on: .map(4, 3))
    + LayerCase.activations("C?3,1,4", on: .map(4, 3)) + LayerCase.activations("Cv?3,3,4", on: .map(4, 3))
    + LayerCase.activations("Cv?5,5,3", on: .map(6, 2)) + LayerCase.activations("Cv?2,2,4", on: .map(4, 3))
    // Deeper and wider than one piece of the weights' gradient and one panel.
    + LayerCase.activations("C?3,3,37", on: .map(4, 33))

  @Test func parametersHavePyTorchsNamesAndShapes() {
    let layer = LayerSeries("Cr3,1,5", on: .map(4, 2)).makeTrainingLayers(name: "layers", firstNumber: 3)[0]
    #expect(layer.parameters.map(\.name) == ["layers.0.weight", "layers.0.bias"])
    #expect(layer.parameters.map(\.shape) == [[5, 2, 3, 1], [5]])
    #expect(layer.parameters.map(\.kind) == [.weight, .bias])
    #expect(layer.parameters.allSatisfy { $0.values.allSatisfy { $0 == 0 } })
  }

  /// A kernel of one position picks its neighbour: the header's formula, without a sum.
  @Test func kernelElementsPickTheirNeighbours() {
    for row in 0..<3 {
      for column in 0..<3 {
        let layer = LayerSeries("Cl3,3,1", on: .map(2, 1)).makeTrainingLayers(name: "layers")[0]
        layer.parameters[0].value.base[row * 3 + column] = 1
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
    let layer = LayerSeries("Cl3,3,64", on: .map(4, 64)).makeTrainingLayers(name: "layers")[0]
    let weight = layer.parameters[0]
    var random = RandomSource(seed: 1)
    layer.initialize(using: &random)
    let variance = weight.values.reduce(0) { $0 + Double($1) * Double($1) } / Double(weight.count)
    // Four standard errors, sqrt(2/n) each, of 2 / (9 * 64).
    let expected = 2.0 / 576
    #expect(abs(variance / expected - 1) < 4 * (2 / Double(weight.count)).squareRoot())
    #expect(layer.parameters[1].values.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [
    ("convolution 3x3", "Cl3,3,5", 3), ("convolution 3x3, relu", "Cr3,3,5", 3),
    ("convolution 1x1", "Cl1,1,3", 4), ("convolution 5x5", "Cl5,5,3", 2),
    ("convolution 3x3, valid", "Cvl3,3,4", 3),
  ])
  func goldens(name: String, word: String, channels: Int) throws {
    let height = try #require(try Golden("layers").strip(name, "input", gap: 1)).layout.height
    #expect(try Golden("layers").mismatch(name, word, on: .map(height, channels)) == nil)
  }
}
