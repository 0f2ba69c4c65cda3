import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct LSTMTests {
  private func make(_ word: String, inputSize: Int) -> any TrainingLayer {
    LayerSeries(word, on: .columns(inputSize)).makeTrainingLayers(name: "layers")[0]
  }

  @Test func parametersHavePyTorchsNamesAndShapes() {
    let layer = make("Lbx2", inputSize: 3)
    let names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"].map { "layers.0.rnn." + $0 }
    #expect(layer.parameters.map(\.name) == names + names.map { $0 + "_reverse" })
    #expect(layer.parameters.map(\.shape) == [[8, 3], [8, 2], [8], [8], [8, 3], [8, 2], [8], [8]])
    #expect(make("Lrx2", inputSize: 3).parameters.map(\.name) == names.map { $0 + "_reverse" })
  }

  @Test func initialisationOpensTheForgetGate() {
    let layer = make("Lfx4", inputSize: 3)
    var random = RandomSource(seed: 1)
    layer.initialize(using: &random)
    let sums = zip(layer.parameters[2].values, layer.parameters[3].values).map { $0 + $1 }
    #expect(sums == (0..<16).map { 4..<8 ~= $0 ? 1 : 0 })
    let weights = layer.parameters[0].values + layer.parameters[1].values
    #expect(weights.allSatisfy { abs($0) <= 0.5 } && weights.contains { abs($0) > 0.4 })
  }
}
