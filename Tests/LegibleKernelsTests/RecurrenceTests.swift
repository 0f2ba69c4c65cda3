import Foundation
import LegibleKernels
import LegibleTensors
import TestSupport
import Testing

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

@Suite struct LSTMStepTests {
  /// Error of an activation: the exponential's 2e-7, and the roundings around it.
  private static let tolerance = 6e-7

  @Test(arguments: KernelSet.all, [true, false])
  func everySizeMatchesTheEquations(set: KernelSet, hasPrevious: Bool) {
    var random = RandomSource(seed: 1)
    for h in Sizes.lengths {
      let sums = (0..<4 * h).map { _ in random.normal() * 3 }
      let gates = Guarded(sums, offset: h % 5)
      let previous = Guarded((0..<h).map { _ in random.normal() })
      let cell = Guarded([Float](repeating: .nan, count: h), offset: h % 3)
      let hidden = Guarded([Float](repeating: .nan, count: h), offset: h % 7)
      set(\.lstm_step)(gates.base, hasPrevious ? previous.base : nil, cell.base, hidden.base, Int64(h))

      let exact = sums.map(Double.init)
      let activated = exact.indices.map { $0 / max(1, h) == 2 ? tanh(exact[$0]) : sigmoid(exact[$0]) }
      let cells = (0..<h).map { j in
        activated[h + j] * (hasPrevious ? Double(previous[0, j]) : 0) + activated[j] * activated[2 * h + j]
      }
      let hiddens = (0..<h).map { activated[3 * h + $0] * tanh(cells[$0]) }
      let tolerance = Self.tolerance
      #expect(firstMismatch(gates.values, activated) { _ in tolerance } == nil, "\(h)")
      // Two products with a gate each: twice the error, times what they multiply.
      #expect(
        firstMismatch(cell.values, cells) { 2 * tolerance * (1 + abs(Double(previous[0, $0]))) } == nil,
        "\(h)")
      #expect(
        firstMismatch(hidden.values, hiddens) { 4 * tolerance * (1 + abs(Double(previous[0, $0]))) } == nil,
        "\(h)")
      #expect(gates.guardsHold && cell.guardsHold && hidden.guardsHold && previous.guardsHold, "\(h)")
    }
  }

  @Test(arguments: KernelSet.all)
  func noPreviousCellIsAPreviousCellOfZeros(set: KernelSet) {
    var random = RandomSource(seed: 2)
    let sums = (0..<4 * 37).map { _ in random.normal() }
    let results = [nil, Guarded([Float](repeating: 0, count: 37))].map { previous in
      let gates = Guarded(sums)
      let cell = Guarded(1, 37) { _, _ in 0 }
      let hidden = Guarded(1, 37) { _, _ in 0 }
      set(\.lstm_step)(gates.base, previous?.base, cell.base, hidden.base, 37)
      return [gates.values, cell.values, hidden.values]
    }
    #expect(results[0] == results[1])
  }

  /// Every place in the vectors and in the rest behind them computes the same bits.
  @Test(arguments: KernelSet.all)
  func theBitsDoNotDependOnThePlace(set: KernelSet) {
    var random = RandomSource(seed: 3)
    for _ in 0..<50 {
      let (sums, previous) = ((0..<4).map { _ in random.normal() * 2 }, random.normal())
      let h = 43
      let gates = Guarded((0..<4 * h).map { sums[$0 / h] })
      let before = Guarded([Float](repeating: previous, count: h))
      let cell = Guarded(1, h) { _, _ in 0 }
      let hidden = Guarded(1, h) { _, _ in 0 }
      set(\.lstm_step)(gates.base, before.base, cell.base, hidden.base, Int64(h))
      #expect(Set(cell.bits).count == 1 && Set(hidden.bits).count == 1 && Set(gates.bits).count <= 4)

      let above = Guarded([Float](repeating: sums[0], count: h))
      let cellGradient = Guarded([Float](repeating: sums[1], count: h))
      let gatesGradient = Guarded(1, 4 * h) { _, _ in 0 }
      set(\.lstm_step_gradient)(
        gates.base, cell.base, before.base, above.base, cellGradient.base, gatesGradient.base, Int64(h))
      #expect(Set(cellGradient.bits).count == 1 && Set(gatesGradient.bits).count <= 4)
    }
  }

  @Test(arguments: KernelSet.all)
  func extremeSumsSaturate(set: KernelSet) {
    for extreme: Float in [100, 1e30, .infinity] {
      for sign: Float in [1, -1] {
        let h = 19
        let gates = Guarded([Float](repeating: sign * extreme, count: 4 * h))
        let previous = Guarded([Float](repeating: 0.5, count: h))
        let cell = Guarded(1, h) { _, _ in 0 }
        let hidden = Guarded(1, h) { _, _ in 0 }
        set(\.lstm_step)(gates.base, previous.base, cell.base, hidden.base, Int64(h))
        let sigmoids: Double = sign > 0 ? 1 : 0
        let c: Double = sign > 0 ? 1.5 : 0
        let expected = (0..<4 * h).map { $0 / h == 2 ? Double(sign) : sigmoids }
        // Below e^-87 the sigmoid is a denormal number or zero.
        #expect(firstMismatch(gates.values, expected) { _ in 1e-37 } == nil, "\(sign * extreme)")
        #expect(firstMismatch(cell.values, [Double](repeating: c, count: h)) { _ in 1e-37 } == nil)
        #expect(
          firstMismatch(hidden.values, [Double](repeating: sigmoids * tanh(c), count: h)) { _ in 6e-7 } == nil
        )
      }
    }
  }

  @Test(arguments: KernelSet.all)
  func tinySumsAndNaNs(set: KernelSet) {
    let h = 35
    for place in [0, 7, 8, 16, 33, 34] {
      for gate in 0..<4 {
        let gates = Guarded((0..<4 * h).map { $0 == gate * h + place ? Float.nan : 0x1p-130 })
        let cell = Guarded(1, h) { _, _ in 0 }
        let hidden = Guarded(1, h) { _, _ in 0 }
        set(\.lstm_step)(gates.base, Guarded(1, h) { _, _ in 1 }.base, cell.base, hidden.base, Int64(h))
        #expect(hidden.values.indices.allSatisfy { hidden.values[$0].isNaN == ($0 == place) })
        #expect(cell.values.indices.allSatisfy { cell.values[$0].isNaN == ($0 == place && gate != 3) })
        #expect(gates.values.filter(\.isNaN).count == 1)
      }
    }
  }

  @Test(arguments: KernelSet.all, [true, false])
  func theGradientMatchesTheDerivatives(set: KernelSet, hasPrevious: Bool) {
    var random = RandomSource(seed: 4)
    for h in Sizes.lengths {
      // Activations: gates in (0, 1), the candidate in (-1, 1).
      let gates = Guarded(
        (0..<4 * h).map { $0 / max(1, h) == 2 ? random.uniform(in: -1...1) : random.uniform() })
      let cell = Guarded((0..<h).map { _ in random.normal() }, offset: h % 3)
      let previous = Guarded((0..<h).map { _ in random.normal() })
      let above = Guarded((0..<h).map { _ in random.normal() })
      let cellGradient = Guarded((0..<h).map { _ in random.normal() }, offset: h % 5)
      let before = cellGradient.values.map(Double.init)
      let gatesGradient = Guarded([Float](repeating: .nan, count: 4 * h), offset: h % 7)
      set(\.lstm_step_gradient)(
        gates.base, cell.base, hasPrevious ? previous.base : nil, above.base, cellGradient.base,
        gatesGradient.base, Int64(h))

      var expected = [Double](repeating: 0, count: 4 * h)
      var expectedCell = [Double](repeating: 0, count: h)
      for j in 0..<h {
        let (i, f) = (Double(gates[0, j]), Double(gates[0, h + j]))
        let (g, o) = (Double(gates[0, 2 * h + j]), Double(gates[0, 3 * h + j]))
        let t = tanh(Double(cell[0, j]))
        let dh = Double(above[0, j])
        let dc = before[j] + dh * o * (1 - t * t)
        expected[j] = dc * g * i * (1 - i)
        expected[h + j] = hasPrevious ? dc * Double(previous[0, j]) * f * (1 - f) : 0
        expected[2 * h + j] = dc * i * (1 - g * g)
        expected[3 * h + j] = dh * t * o * (1 - o)
        expectedCell[j] = dc * f
      }
      // The error of tanh and some roundings, times gradients and cells of up to about 4 each.
      #expect(firstMismatch(gatesGradient.values, expected) { _ in 1e-5 } == nil, "\(h)")
      #expect(firstMismatch(cellGradient.values, expectedCell) { _ in 1e-5 } == nil, "\(h)")
      #expect(gatesGradient.guardsHold && cellGradient.guardsHold && gates.guardsHold, "\(h)")
    }
  }
}
