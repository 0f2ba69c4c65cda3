import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct LinearTests {
  static let cases =
    LayerCase.activations("linear 5 to 7", channels: 5) { make(5, 7, $0) }
    + LayerCase.activations("linear 1 to 1", channels: 1) { make(1, 1, $0) }
    + LayerCase.activations("linear 37 to 96", channels: 37) { make(37, 96, $0) }
    + LayerCase.activations("linear of height 3", height: 3, channels: 4) { make(4, 33, $0) }

  static func make(_ inputSize: Int, _ outputSize: Int, _ activation: Activation = .linear) -> Linear {
    let layer = Linear(name: "l", inputSize: inputSize, outputSize: outputSize, activation: activation)
    var random = RandomSource(seed: 12)
    layer.weight.randomize(&random, scale: 1 / Float(inputSize).squareRoot())
    layer.bias.randomize(&random)
    return layer
  }

  @Test func parametersHavePyTorchsNamesAndShapes() {
    let layer = Linear(name: "head", inputSize: 3, outputSize: 4)
    #expect(layer.parameters.map(\.name) == ["head.weight", "head.bias"])
    #expect(layer.parameters.map(\.shape) == [[4, 3], [4]])
  }

  @Test func initialisationIsPyTorchs() {
    let layer = Linear(name: "l", inputSize: 100, outputSize: 300)
    var random = RandomSource(seed: 1)
    layer.initialize(using: &random)
    #expect(layer.weight.values.allSatisfy { abs($0) <= 0.1 })
    #expect(layer.weight.values.max()! > 0.099 && layer.weight.values.min()! < -0.099)
    #expect(layer.bias.values.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [("linear", Activation.linear), ("linear, relu", .relu)])
  func goldens(name: String, activation: Activation) throws {
    let layer = Linear(name: "", inputSize: 5, outputSize: 37, activation: activation)
    #expect(try Golden("layers").mismatch(name, layer) { index, _ in ["weight", "bias"][index] } == nil)
  }
}
