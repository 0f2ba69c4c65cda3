import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct MaxPoolingTests {
  static let cases = [
    make("2x2", (2, 2), (2, 2)),
    make("2x1", (2, 1), (2, 1)),
    // The last pooling of Shi, Bai and Yao (2015): windows overlap, and one column of padding on either side.
    make("2x2, stride 2x1, padding 0x1", (2, 2), (2, 1), (0, 1)),
    make("3x3, stride 2, padding 1", (3, 3), (2, 2), (1, 1)),
    make("3x3, stride 1", (3, 3), (1, 1)),
    make("1x1, stride 3", (1, 1), (3, 3)),
  ]

  private static func make(
    _ name: String, _ kernel: (height: Int, width: Int), _ stride: (height: Int, width: Int),
    _ padding: (height: Int, width: Int) = (0, 0)
  ) -> LayerCase {
    LayerCase("max pooling " + name, height: 5, channels: 3) {
      MaxPooling(kernel: kernel, stride: stride, padding: padding)
    }.with { $0.needsSpacedInput = true }
  }

  /// PyTorch's floor rule.
  @Test(arguments: [
    (kernel: 2, stride: 2, padding: 0, widths: [0, 1, 2, 3, 4, 25], expected: [0, 0, 1, 1, 2, 12]),
    (kernel: 2, stride: 1, padding: 1, widths: [0, 1, 2, 3, 4, 25], expected: [0, 2, 3, 4, 5, 26]),
    (kernel: 3, stride: 2, padding: 1, widths: [0, 1, 2, 3, 4, 25], expected: [0, 1, 1, 2, 2, 13]),
  ])
  func windowsThatFit(kernel: Int, stride: Int, padding: Int, widths: [Int], expected: [Int]) {
    let layer = MaxPooling(kernel: (1, kernel), stride: (1, stride), padding: (0, padding))
    #expect(layer.outputShape(StripLayout(height: 1, widths: widths), channels: 2).layout.widths == expected)
  }

  @Test func paddingNeverWins() {
    let layer = MaxPooling(kernel: (2, 2), stride: (2, 1), padding: (0, 1))
    let input = filledStrip(StripLayout(height: 2, widths: [1, 2]), channels: 1) { Float(-1 - $0) }
    // Items [-1; -2] and [-3 -4; -5 -6].
    #expect(LayerRun(layer).forward(input).elements == [-1, -1, -3, -3, -4])
  }

  @Test func aTieGoesToTheFirst() {
    let run = LayerRun(MaxPooling(kernel: (2, 2), stride: (2, 2)))
    let input = filledStrip(StripLayout(height: 2, widths: [2]), channels: 1) { [1, 2, 2, 2][$0] }
    run.forward(input)
    let one = filledStrip(StripLayout(height: 1, widths: [1]), channels: 1) { _ in 1 }
    #expect(run.backward(one, input: input).elements == [0, 1, 0, 0])
  }

  @Test func aNaNPassesThroughToItsItemAlone() {
    let input = randomStrip(StripLayout(height: 2, widths: [2, 2]), channels: 2, seed: 1)
    input.item(0)[1] = .nan
    let output = LayerRun(MaxPooling(kernel: (2, 2), stride: (2, 2))).forward(input).elements
    #expect(output.map(\.isNaN) == [false, true, false, false])
  }

  @Test func goldens() throws {
    let golden = try Golden("layers")
    let cases = [
      ("max pooling 2x2", MaxPooling(kernel: (2, 2), stride: (2, 2))),
      (
        "max pooling 2x2, stride 2x1, padding 0x1",
        MaxPooling(kernel: (2, 2), stride: (2, 1), padding: (0, 1))
      ),
      ("max pooling 3x3, stride 2, padding 1", MaxPooling(kernel: (3, 3), stride: (2, 2), padding: (1, 1))),
    ]
    for (name, layer) in cases { #expect(try golden.mismatch(name, layer) == nil, "\(name)") }
  }
}
