import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

/// Batch normalisation as a part of a convolution, and alone.
@Suite struct BatchNormTests {
  static let cases =
    LayerCase.activations("Cb?1,1,3", on: .map(5, 3)) + LayerCase.activations("Cb?3,3,37", on: .map(5, 3))

  private static func make(_ channels: Int, _ activation: Activation = .linear) -> BatchNormTraining {
    BatchNormTraining(
      LayerParameters(BatchNorm.parameters(channels: channels), name: "n"), activation: activation)
  }

  private static func random(_ channels: Int) -> BatchNormTraining {
    let layer = make(channels)
    var random = RandomSource(seed: 13)
    for parameter in layer.parameters { parameter.randomizeForSums(&random) }
    return layer
  }

  @Test func parametersHavePyTorchsNames() {
    let layer = Self.make(5)
    #expect(
      layer.parameters.map(\.name)
        == ["weight", "bias", "running_mean", "running_var"].map { "n.norm." + $0 })
    #expect(layer.parameters.map(\.kind) == [.bias, .bias, .statistic, .statistic])
    #expect(layer.weight.values == [Float](repeating: 1, count: 5))
    #expect(layer.runningVariance.values == [Float](repeating: 1, count: 5))
    let convolution = LayerSeries("Cbr3,3,5", on: .map(4, 2)).makeTrainingLayers(name: "layers")[0]
    #expect(
      convolution.parameters.map(\.name) == [
        "layers.0.weight", "layers.0.bias", "layers.0.norm.weight", "layers.0.norm.bias",
        "layers.0.norm.running_mean", "layers.0.norm.running_var",
      ])
  }

  @Test func outputIsNormalised() {
    let input = randomStrip(StripLayout(height: 2, widths: [5, 0, 11]), channels: 3, seed: 1)
    input.forEachElement { input.base[$0] = input.base[$0] * 3 + 5 }
    let output = LayerRun(Self.make(3)).forward(input).elements
    for c in 0..<3 {
      let values = stride(from: c, to: output.count, by: 3).map { Double(output[$0]) }
      let mean = values.reduce(0, +) / 32
      // Values of about size 1 from ones of size 10: a few roundings of 10. The variance is short of 1 by epsilon's share, 1e-6.
      #expect(abs(mean) < 1e-5)
      #expect(abs(values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 32 - 1) < 1e-5)
    }
  }

  /// Positions are those of the items: wider gaps change nothing but the order of the sums.
  @Test func gapsDoNotCount() {
    let widths = [3, 1, 6]
    let narrow = randomStrip(StripLayout(height: 2, widths: widths), channels: 4, seed: 1)
    let values = narrow.elements
    let wide = filledStrip(StripLayout(height: 2, widths: widths, gap: 9), channels: 4) { values[$0] }
    let outputs = [narrow, wide].map { LayerRun(Self.random(4)).forward($0).elements }
    // Sums of 20 terms of about size 1, rounded in another order: far below 1e-5, and a counted gap gives 0.1.
    #expect(firstMismatch(outputs[1], outputs[0], absolute: 1e-5) == nil)
  }

  @Test func aBatchWithoutPositionsLeavesTheStatistics() {
    let layer = Self.random(3)
    let before = layer.parameters.map(\.values)
    LayerRun(layer).forward(randomStrip(StripLayout(height: 2, widths: [0, 0]), channels: 3, seed: 1))
    #expect(layer.parameters.map(\.values) == before)
  }

  @Test(arguments: [Activation.linear, .relu])
  func readingUsesTheRunningStatistics(activation: Activation) throws {
    let item = LayerCase("Cb\(activation.rawValue)1,1,5", on: .map(2, 3))
    let parameters = Dictionary(uniqueKeysWithValues: item.make().parameters.map { ($0.name, $0.values) })
    func values(_ role: String) -> [Double] { parameters["layers.0.\(role)"]!.map(Double.init) }
    let (weight, bias, gain, offset) =
      (values("weight"), values("bias"), values("norm.weight"), values("norm.bias"))
    let (mean, variance) = (values("norm.running_mean"), values("norm.running_var"))
    let input = item.input([4, 1, 3])
    let expected = stride(from: 0, to: input.elements.count, by: 3).flatMap { position in
      (0..<5).map { c in
        let sum = (0..<3).reduce(bias[c]) { $0 + Double(input.elements[position + $1]) * weight[c * 3 + $1] }
        let deviation = (variance[c] + Double(BatchNorm.epsilon)).squareRoot()
        let value = (sum - mean[c]) / deviation * gain[c] + offset[c]
        return activation == .relu ? max(0, value) : value
      }
    }
    let output = try #require(item.reading()).read(input).elements
    // Some roundings of terms of up to about 10.
    #expect(firstMismatch(output, expected) { _ in 5e-6 } == nil)
  }

  @Test(arguments: [("batch norm", Activation.linear), ("batch norm, relu", .relu)])
  func goldens(name: String, activation: Activation) throws {
    #expect(try Golden("layers").mismatch(name, Self.make(5, activation)) == nil)
  }
}
