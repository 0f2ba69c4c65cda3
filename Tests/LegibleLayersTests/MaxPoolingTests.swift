import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct MaxPoolingTests {
  static let cases = [
    "Mp2,2", "Mp2,1",
    // The last pooling of Shi, Bai and Yao (2015): windows overlap, and one column of padding on either side.
    "Mp2,2,2,1,0,1", "Mp3,3,2,2,1,1", "Mp3,3,1,1", "Mp1,1,3,3",
  ].map { LayerCase($0, on: .map(5, 3)) }

  /// PyTorch's floor rule.
  @Test(arguments: [
    (word: "Mp1,2,1,2", widths: [0, 1, 2, 3, 4, 25], expected: [0, 0, 1, 1, 2, 12]),
    (word: "Mp1,2,1,1,0,1", widths: [0, 1, 2, 3, 4, 25], expected: [0, 2, 3, 4, 5, 26]),
    (word: "Mp1,3,1,2,0,1", widths: [0, 1, 2, 3, 4, 25], expected: [0, 1, 1, 2, 2, 13]),
  ])
  func windowsThatFit(word: String, widths: [Int], expected: [Int]) throws {
    let item = LayerCase(word, on: .map(1, 2))
    #expect(widths.map { item.series.outputWidth($0) } == expected)
    #expect(LayerRun(item.make()).forward(item.input(widths)).layout.widths == expected)
    #expect(try #require(item.reading()).read(item.input(widths)).layout.widths == expected)
  }

  @Test func paddingNeverWins() {
    let layer = LayerCase("Mp2,2,2,1,0,1", on: .map(2, 1)).make()
    let input = filledStrip(StripLayout(height: 2, widths: [1, 2]), channels: 1) { Float(-1 - $0) }
    // Items [-1; -2] and [-3 -4; -5 -6].
    #expect(LayerRun(layer).forward(input).elements == [-1, -1, -3, -3, -4])
  }

  @Test func aTieGoesToTheFirst() {
    let run = LayerRun(LayerCase("Mp2,2", on: .map(2, 1)).make())
    let input = filledStrip(StripLayout(height: 2, widths: [2]), channels: 1) { [1, 2, 2, 2][$0] }
    run.forward(input)
    let one = filledStrip(StripLayout(height: 1, widths: [1]), channels: 1) { _ in 1 }
    #expect(run.backward(one, input: input).elements == [0, 1, 0, 0])
  }

  @Test func aNaNPassesThroughToItsItemAlone() {
    let input = randomStrip(StripLayout(height: 2, widths: [2, 2]), channels: 2, seed: 1)
    input.item(0)[1] = .nan
    let output = LayerRun(LayerCase("Mp2,2", on: .map(2, 2)).make()).forward(input).elements
    #expect(output.map(\.isNaN) == [false, true, false, false])
  }

  @Test(arguments: [
    ("max pooling 2x2", "Mp2,2"), ("max pooling 2x2, stride 2x1, padding 0x1", "Mp2,2,2,1,0,1"),
    ("max pooling 3x3, stride 2, padding 1", "Mp3,3,2,2,1,1"),
  ])
  func goldens(name: String, word: String) throws {
    let golden = try Golden("layers")
    let input = try #require(try golden.strip(name, "input", gap: 1))
    #expect(try golden.mismatch(name, word, on: .map(input.layout.height, input.channels)) == nil)
  }
}
