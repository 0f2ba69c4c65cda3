import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct DepthwiseConvolutionTests {
  static let cases =
    LayerCase.activations("D?1,1", on: .map(4, 3)) + LayerCase.activations("D?3,3", on: .map(4, 3))
    + LayerCase.activations("D?5,5", on: .map(4, 2)) + LayerCase.activations("D?1,3", on: .map(4, 3))
    + LayerCase.activations("Dv?3,3", on: .map(4, 3)) + LayerCase.activations("Dv?2,2", on: .map(4, 3))
    // More channels than one piece of the weights' gradient has.
    + LayerCase.activations("D?3,3", on: .map(3, 67))
    // Linear, and of many rows: a small variance, or a rectifier's kink beside it, needs smaller steps than
    // floats have.
    + [LayerCase("Dbl3,3", on: .map(20, 5))]

  @Test func parametersHavePyTorchsNamesAndShapes() {
    let layer = LayerSeries("Dbr3,5", on: .map(4, 6)).makeTrainingLayers(name: "layers")[0]
    #expect(
      layer.parameters.map(\.name)
        == ["weight", "bias", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var"].map {
          "layers.0." + $0
        })
    // As of a convolution with `groups=6`.
    #expect(layer.parameters.map(\.shape) == [[6, 1, 3, 5], [6], [6], [6], [6], [6]])
  }

  @Test func initialisationHasTheVarianceOfHe() {
    let layer = LayerSeries("Dl5,5", on: .map(8, 200)).makeTrainingLayers(name: "layers")[0]
    let weight = layer.parameters[0]
    var random = RandomSource(seed: 1)
    layer.initialize(using: &random)
    let variance = weight.values.reduce(0) { $0 + Double($1) * Double($1) } / Double(weight.count)
    // Four standard errors, sqrt(2/n) each, of 2 / 25.
    #expect(abs(variance / (2.0 / 25) - 1) < 4 * (2 / Double(weight.count)).squareRoot())
    #expect(layer.parameters[1].values.allSatisfy { $0 == 0 })
  }

  /// It is the convolution whose kernels see one channel each. Sums of up to 25 products of numbers around 1
  /// in two orders differ by a few units of 6e-8 of the largest.
  @Test(arguments: ["3,3", "5,5", "1,3"])
  func itIsAConvolutionOfOneChannelEach(kernel: String) {
    let channels = 7
    let depthwise = LayerCase("Dl\(kernel)", on: .map(5, channels)).make()
    let full = LayerSeries("Cl\(kernel),\(channels)", on: .map(5, channels))
      .makeTrainingLayers(name: "layers")[0]
    let (weight, taps) = (depthwise.parameters[0], depthwise.parameters[0].count / channels)
    for channel in 0..<channels {
      for tap in 0..<taps {
        full.parameters[0].value.base[(channel * channels + channel) * taps + tap] =
          weight.value.base[channel * taps + tap]
      }
      full.parameters[1].value.base[channel] = depthwise.parameters[1].value.base[channel]
    }
    let input = randomStrip(
      StripLayout(height: 5, widths: [3, 0, 40, 1], gap: 2), channels: channels, seed: 4)
    let outputs = [depthwise, full].map { LayerRun($0).forward(input).elements }
    #expect(firstMismatch(outputs[0], outputs[1], absolute: 2e-5) == nil)
  }

  @Test(arguments: [
    ("Dr4,3", "2: found '4,3', expected an odd kernel, or Dv: an even one cannot keep the size"),
    ("Dvr3", "4: found the end, expected a comma"),
    ("Dx3,3", "1: found 'x3,3', expected an activation: r for ReLU or l for linear, no other is supported"),
  ])
  func wrongWordsAreNamed(word: String, message: String) {
    let error = #expect(throws: NetworkSpecError.self) {
      var reader = SpecReader(word)
      _ = try DepthwiseConvolution.parse(&reader, on: .map(8, 4))
    }
    let (place, rest) = (Int(message.prefix(1))!, message.dropFirst())
    #expect(error?.description == "network spec, position \(place + 1)\(rest)")
  }

  @Test func itStandsOnFeatureMapsAlone() {
    let spec = DepthwiseConvolution(Kernel(height: 3, width: 3))
    #expect(spec.misfit(on: .map(8, 4)) == nil)
    #expect(
      spec.misfit(on: .columns(4))
        == "a layer for columns: convolution and pooling stand before S1(1x0)1,3")
    #expect(
      DepthwiseConvolution(Kernel(height: 9, width: 1, padding: .valid)).misfit(on: .map(8, 4))
        == "a kernel of at most the height 8 that reaches this layer")
  }

  @Test func multiplyAddsAreThoseOfOneKernelAChannel() {
    let spec = DepthwiseConvolution(Kernel(height: 3, width: 3))
    #expect(spec.multiplyAdds(input: .map(8, 64), width: 100) == 8 * 100 * 64 * 9)
  }
}
