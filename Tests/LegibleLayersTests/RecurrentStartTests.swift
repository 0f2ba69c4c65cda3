import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct RecurrentStartTests {
  private func start(_ word: String, _ start: RecurrentStart) -> [String: [Float]] {
    let layer = LayerSeries(word, on: .columns(3)).makeTrainingLayers(name: "layers")[0]
    var random = RandomSource(seed: 1)
    layer.initialize(using: &random, start: start)
    return RecurrentTests.tensors(layer.parameters, reversed: false)
  }

  /// Dot products of a block's rows, or of its columns.
  private func products(_ block: [Float], rows: Int, columns: Int, ofRows: Bool) -> [Float] {
    let count = ofRows ? rows : columns
    func element(_ vector: Int, _ index: Int) -> Float {
      ofRows ? block[vector * columns + index] : block[index * columns + vector]
    }
    return (0..<count * count).map { pair in
      (0..<(ofRows ? columns : rows)).reduce(0) {
        $0 + element(pair / count, $1) * element(pair % count, $1)
      }
    }
  }

  private func identity(_ size: Int) -> [Float] { (0..<size * size).map { $0 / size == $0 % size ? 1 : 0 } }

  @Test(arguments: [("Lfx7", 4), ("Lpfx7", 4), ("Lcfx7", 3), ("Gfx7", 3), ("Gpfx7", 3), ("Etfx7", 1)])
  func orthogonalWeightsKeepLengths(word: String, gates: Int) throws {
    let tensors = start(word, RecurrentStart(weights: .orthogonal))
    let weights = try #require(tensors["weight_hh"])
    #expect(weights.count == gates * 49)
    for gate in 0..<gates {
      let block = Array(weights[gate * 49..<(gate + 1) * 49])
      #expect(
        firstMismatch(products(block, rows: 7, columns: 7, ofRows: true), identity(7), absolute: 1e-5) == nil)
    }
    // No two gates start alike.
    #expect(Set((0..<gates).map { weights[$0 * 49] }).count == gates)
  }

  /// The feedback from more outputs than hidden units, and from fewer.
  @Test func orthogonalWeightsThatAreNotSquare() throws {
    let wide = try #require(start("Jtfx4,s9", RecurrentStart(weights: .orthogonal))["weight_hh"])
    #expect(
      firstMismatch(products(wide, rows: 4, columns: 9, ofRows: true), identity(4), absolute: 1e-5) == nil)
    let tall = try #require(start("Jtfx9,s4", RecurrentStart(weights: .orthogonal))["weight_hh"])
    #expect(
      firstMismatch(products(tall, rows: 9, columns: 4, ofRows: false), identity(4), absolute: 1e-5) == nil)
  }

  @Test func theIdentityIsOne() throws {
    let tensors = start("Erfx6", RecurrentStart(weights: .identity))
    #expect(tensors["weight_hh"] == identity(6))
    #expect(tensors["bias_ih"] == [Float](repeating: 0, count: 6))
    #expect(try #require(tensors["weight_ih"]).contains { $0 != 0 })
  }

  @Test(arguments: [("Lfx4", 16, 4..<8), ("Lpfx4", 16, 4..<8), ("Lcfx4", 12, 0..<4)])
  func theForgetGateStartsOpen(word: String, sums: Int, forget: Range<Int>) {
    for bias: Float in [1, 0, 2.5] {
      let tensors = start(word, RecurrentStart(forgetBias: bias))
      #expect(tensors["bias_ih"] == (0..<sums).map { forget.contains($0) ? bias : 0 })
      #expect(tensors["bias_hh"] == [Float](repeating: 0, count: sums))
    }
    #expect(start(word, RecurrentStart())["bias_ih"]?[forget.lowerBound] == 1)
  }

  @Test(arguments: ["Gfx4", "Gpfx4"])
  func theUpdateGateStartsAsTold(word: String) {
    for bias: Float in [0, 3] {
      let tensors = start(word, RecurrentStart(updateBias: bias))
      #expect(tensors["bias_ih"] == (0..<12).map { 4..<8 ~= $0 ? bias : 0 })
      #expect(tensors["bias_hh"] == [Float](repeating: 0, count: 12))
    }
    #expect(start(word, RecurrentStart())["bias_ih"] == [Float](repeating: 0, count: 12))
  }

  @Test func layersWithinABlockStartAsTold() throws {
    let layer = LayerSeries("Rl[Lfx3]", on: .columns(3)).makeTrainingLayers(name: "layers")[0]
    var random = RandomSource(seed: 1)
    layer.initialize(using: &random, start: RecurrentStart(weights: .identity))
    let tensors = RecurrentTests.tensors(layer.parameters, reversed: false)
    #expect(tensors["weight_hh"] == (0..<4).flatMap { _ in identity(3) })
  }
}
