import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct LSTMTests {
  static let cases =
    ["Lfx5", "Lrx5", "Lbx5"].map { LayerCase($0, on: .columns(4)) } + [
      // More gates than one piece of the weights' gradient, and than a panel's columns.
      LayerCase("Lbx37", on: .columns(33)), LayerCase("Lbx1", on: .columns(1)),
      LayerCase("Lbx3 Lbx5", on: .columns(4)),
    ]

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

  /// The reverse direction is the forward one on the reversed sequence.
  @Test func reverseWalksFromTheEnd() {
    let forward = LayerCase("Lfx5", on: .columns(4)).make()
    let reverse = LayerCase("Lrx5", on: .columns(4)).make()
    let input = randomStrip(StripLayout(height: 1, widths: [7]), channels: 4, seed: 1)
    let values = input.elements
    let reversed = filledStrip(input.layout, channels: 4) { values[(6 - $0 / 4) * 4 + $0 % 4] }
    let ahead = LayerRun(forward).forward(reversed).elements
    let back = LayerRun(reverse).forward(input).elements
    #expect((0..<7).allSatisfy { t in back[t * 5..<t * 5 + 5] == ahead[(6 - t) * 5..<(6 - t) * 5 + 5] })
  }

  @Test(arguments: [("lstm", "Lfx5"), ("lstm, bidirectional", "Lbx5")])
  func goldens(name: String, word: String) throws {
    #expect(try Golden("layers").mismatch(name, word, on: .columns(6)) == nil)
  }

  @Test func goldensOfTwoLayers() throws {
    let layers = LayerCase("Lbx5 Lbx5", on: .columns(6)).make()
    let mismatch = try Golden("layers").mismatch("lstm, bidirectional, two layers", layers) { parameter in
      // Every layer here is its own layer 0; in PyTorch the second one is layer 1.
      let role = String(parameter.name.split(separator: ".").last!)
      return parameter.name.hasPrefix("layers.0") ? role : role.replacing("_l0", with: "_l1")
    }
    #expect(mismatch == nil)
  }
}
