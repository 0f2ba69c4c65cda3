import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct ResidualTests {
  static let cases =
    LayerCase.activations("R?[Cr3,3,4 Cl3,3,4]", on: .map(4, 4))
    + LayerCase.activations("R?[Cbr3,3,3 Cbl3,3,3]", on: .map(5, 3))
    // Channels enough for Winograd's transforms, and more than half a panel.
    + LayerCase.activations("R?[Cr3,3,17 Cl3,3,17]", on: .map(4, 17))
    + LayerCase.activations("R?[Rl[Cr3,3,3 Cl1,1,3] Cl3,3,3]", on: .map(3, 3))
    + LayerCase.activations("R?[Mp3,3,1,1,1,1 Do0.3 Cl1,5,3]", on: .map(3, 3))
    + LayerCase.activations("R?[Fr8 Fl6]", on: .columns(6))
    + LayerCase.activations("R?[Lbx3 Do0.2 Fl6]", on: .columns(6))
    + [LayerCase("Cl3,3,3 Rl[Cl3,3,3] S1(1x0)1,3 Rl[Rl[Lbx3]] Lfx2", on: .map(2, 2))]

  @Test func parametersAreNamedAfterTheBlock() {
    let series = LayerSeries("Do0.1 Rr[Cbr3,3,4 Rl[Cl1,1,4] Mp1,1 Cl3,1,4]", on: .map(4, 4))
    let names = series.makeTrainingLayers(name: "layers").flatMap(\.parameters).map(\.name)
    #expect(
      names == [
        "layers.1.0.weight", "layers.1.0.bias", "layers.1.0.norm.weight", "layers.1.0.norm.bias",
        "layers.1.0.norm.running_mean", "layers.1.0.norm.running_var", "layers.1.1.0.weight",
        "layers.1.1.0.bias", "layers.1.3.weight", "layers.1.3.bias",
      ])
  }

  /// The formula itself, with what the body's layers make without the block around them.
  @Test(arguments: [("l", "Cr3,3,5 Cl3,3,5"), ("r", "Cr3,3,5 Cl3,3,5"), ("r", "Rr[Cl3,3,5] Cbl1,1,5")])
  func theOutputIsTheInputPlusWhatTheBodyMakes(activation: String, body: String) throws {
    let item = LayerCase("R\(activation)[\(body)]", on: .map(3, 5))
    let input = item.input([4, 0, 1, 9])
    let branch = LayerSeries(body, on: item.shape).reading(item.make().parameters, name: "layers.0").read(
      input)
    let expected = zip(input.elements, branch.elements).map { x, y in
      activation == "r" && x + y < 0 ? 0 : x + y
    }
    #expect(try #require(item.reading()).read(input).elements == expected)
    #expect(expected.contains { $0 > 0 } && expected.contains { $0 < 0 } == (activation == "l"))
  }

  /// A block whose body gives nothing passes the gradient on as it is, and one pass more of the body's own.
  @Test func theGradientHasAWayPastTheBody() {
    let layer = LayerSeries("Rl[Cl3,3,2]", on: .map(2, 2)).makeTrainingLayers(name: "layers")[0]
    let input = randomStrip(StripLayout(height: 2, widths: [3, 5]), channels: 2, seed: 1)
    let cotangent = randomStrip(input.layout, channels: 2, seed: 2)
    let run = LayerRun(layer)
    _ = run.train(input, cotangent)
    #expect(run.output.elements == input.elements)
    #expect(run.inputGradient.elements == cotangent.elements)
    #expect(layer.parameters.allSatisfy { $0.gradients.contains { $0 != 0 } })
  }

  @Test func initialisationReachesTheBody() {
    let layer = LayerSeries("Rl[Rl[Fr8 Fl6] Lbx3]", on: .columns(6)).makeTrainingLayers(name: "layers")[0]
    var random = RandomSource(seed: 1)
    layer.initialize(using: &random)
    let weights = layer.parameters.filter { $0.kind == .weight }
    #expect(weights.count == 6 && weights.allSatisfy { $0.values.allSatisfy { $0 != 0 } })
  }

  @Test func whatTheSpecSaysIsWhatTheBodySays() {
    let series = LayerSeries("Rr[Cr3,9,4 Rl[Cl1,3,4] Cl3,3,4]", on: .map(4, 4))
    #expect(series.gap == 4)
    #expect(series.output == .map(4, 4))
    #expect((0...9).map { series.outputWidth($0) } == Array(0...9))
    // Weights times positions: 4 rows of 7 columns.
    #expect(series.multiplyAdds(width: 7) == [4 * 4 * (27 + 3 + 9) * 28])
    #expect(
      LayerSeries.parameterCount(series.layers[0], input: series.shapes[0])
        == 4 * 4 * (27 + 3 + 9) + 3 * 4)
  }
}
