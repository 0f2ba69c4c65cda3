import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct BatchNormTests {
  static let cases = [3, 37].flatMap { channels in
    LayerCase.activations("batch norm of \(channels)", height: 5, channels: channels) { make(channels, $0) }
      .map {
        $0.with {
          $0.itemsAreIndependent = false
          $0.readsAsItTrains = false
        }
      }
  }

  static func make(_ channels: Int, _ activation: Activation = .linear) -> BatchNorm {
    let layer = BatchNorm(name: "n", channels: channels, activation: activation)
    var random = RandomSource(seed: 13)
    for parameter in [layer.weight, layer.bias, layer.runningMean] { parameter.randomize(&random) }
    for c in 0..<channels { layer.runningVariance.value.base[c] = random.uniform(in: 0.5...2) }
    return layer
  }

  @Test func parametersHavePyTorchsNames() {
    let layer = BatchNorm(name: "layers.1", channels: 5)
    #expect(
      layer.parameters.map(\.name)
        == ["weight", "bias", "running_mean", "running_var"].map { "layers.1." + $0 })
    #expect(layer.parameters.map(\.kind) == [.bias, .bias, .statistic, .statistic])
    #expect(layer.weight.values == [Float](repeating: 1, count: 5))
    #expect(layer.runningVariance.values == [Float](repeating: 1, count: 5))
  }

  @Test func outputIsNormalised() {
    let layer = BatchNorm(name: "n", channels: 3)
    let input = randomStrip(StripLayout(height: 2, widths: [5, 0, 11]), channels: 3, seed: 1)
    input.forEachElement { input.base[$0] = input.base[$0] * 3 + 5 }
    let output = LayerRun(layer).forward(input).elements
    for c in 0..<3 {
      let values = stride(from: c, to: output.count, by: 3).map { Double(output[$0]) }
      let mean = values.reduce(0, +) / 32
      #expect(abs(mean) < 1e-5)
      #expect(abs(values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 32 - 1) < 1e-4)
    }
  }

  /// Positions are those of the items: wider gaps change nothing but the order of the sums.
  @Test func gapsDoNotCount() {
    let widths = [3, 1, 6]
    let narrow = randomStrip(StripLayout(height: 2, widths: widths), channels: 4, seed: 1)
    let values = narrow.elements
    let wide = filledStrip(StripLayout(height: 2, widths: widths, gap: 9), channels: 4) { values[$0] }
    let outputs = [narrow, wide].map { LayerRun(Self.make(4)).forward($0).elements }
    #expect(firstMismatch(outputs[1], outputs[0], absolute: 1e-5) == nil)
  }

  @Test func aBatchWithoutPositionsLeavesTheStatistics() {
    let layer = Self.make(3)
    let before = layer.parameters.map(\.values)
    LayerRun(layer).forward(randomStrip(StripLayout(height: 2, widths: [0, 0]), channels: 3, seed: 1))
    #expect(layer.parameters.map(\.values) == before)
  }

  @Test(arguments: [Activation.linear, .relu])
  func readingUsesTheRunningStatistics(activation: Activation) throws {
    let layer = Self.make(5, activation)
    let input = randomStrip(StripLayout(height: 2, widths: [4, 1, 3]), channels: 5, seed: 1)
    let output = try #require(layer.inference()).read(input).elements
    let expected = input.elements.enumerated().map { index, x in
      let c = index % 5
      let deviation = (Double(layer.runningVariance.values[c]) + Double(BatchNorm.epsilon)).squareRoot()
      let centred = Double(x) - Double(layer.runningMean.values[c])
      let value = centred / deviation * Double(layer.weight.values[c]) + Double(layer.bias.values[c])
      return activation == .relu ? max(0, value) : value
    }
    // Some roundings of terms of up to about 10.
    #expect(firstMismatch(output, expected) { _ in 5e-6 } == nil)
  }

  @Test(arguments: [("batch norm", Activation.linear), ("batch norm, relu", .relu)])
  func goldens(name: String, activation: Activation) throws {
    let layer = BatchNorm(name: "", channels: 5, activation: activation)
    let names = ["weight", "bias", "running_mean", "running_var"]
    #expect(try Golden("layers").mismatch(name, layer) { index, _ in names[index] } == nil)
  }
}
