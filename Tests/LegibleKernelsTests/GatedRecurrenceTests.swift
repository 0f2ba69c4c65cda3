import Foundation
import LegibleKernels
import LegibleTensors
import TestSupport
import Testing

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// The steps of gated recurrent units and of the LSTM's kin, beside their equations in double precision.
/// `LSTMStepTests` has the LSTM's own.
@Suite struct GatedRecurrenceTests {
  /// An activation's error, and of a step what a few of them make together.
  private static let tolerance = 3e-6

  private func normals(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in random.normal() * scale }
  }

  private func blank(_ count: Int) -> Guarded { Guarded([Float](repeating: .nan, count: count), offset: 3) }

  private func expectClose(_ actual: Guarded, _ expected: [Double], _ what: String) {
    #expect(firstMismatch(actual.values, expected) { _ in Self.tolerance } == nil, "\(what)")
    #expect(actual.guardsHold, "\(what)")
  }

  @Test(arguments: KernelSet.all, [true, false])
  func aGRUsStepMatchesItsEquations(set: KernelSet, hasPrevious: Bool) {
    for h in Sizes.lengths {
      let sums = Guarded(normals(4 * h, seed: 1, scale: 2), offset: h % 5)
      let previous = Guarded(normals(h, seed: 2))
      let s = sums.values.map(Double.init)
      let before = (0..<h).map { hasPrevious ? Double(previous[0, $0]) : 0 }
      let hidden = blank(h)
      set(\.gru_step)(sums.base, hasPrevious ? previous.base : nil, hidden.base, Int64(h))
      let r = (0..<h).map { sigmoid(s[$0]) }
      let z = (0..<h).map { sigmoid(s[h + $0]) }
      let n = (0..<h).map { tanh(s[2 * h + $0] + r[$0] * s[3 * h + $0]) }
      expectClose(sums, r + z + n + s.suffix(h), "sums of \(h)")
      expectClose(hidden, (0..<h).map { (1 - z[$0]) * n[$0] + z[$0] * before[$0] }, "\(h)")
    }
  }

  @Test(arguments: KernelSet.all, [true, false])
  func theTwoHalvesOfAResetFirstGRUMatchTheirEquations(set: KernelSet, hasPrevious: Bool) {
    for h in Sizes.lengths {
      let sums = Guarded(normals(3 * h, seed: 1, scale: 2), offset: h % 5)
      let previous = Guarded(normals(h, seed: 2))
      let s = sums.values.map(Double.init)
      let before = (0..<h).map { hasPrevious ? Double(previous[0, $0]) : 0 }
      let (reset, hidden) = (blank(h), blank(h))
      set(\.gru_reset)(sums.base, hasPrevious ? previous.base : nil, reset.base, Int64(h))
      let r = (0..<h).map { sigmoid(s[$0]) }
      let z = (0..<h).map { sigmoid(s[h + $0]) }
      expectClose(sums, r + z + s.suffix(h), "sums of \(h)")
      expectClose(reset, (0..<h).map { r[$0] * before[$0] }, "reset of \(h)")
      set(\.gru_update)(sums.base, hasPrevious ? previous.base : nil, hidden.base, Int64(h))
      let n = (0..<h).map { tanh(s[2 * h + $0]) }
      expectClose(sums, r + z + n, "sums of \(h)")
      expectClose(hidden, (0..<h).map { (1 - z[$0]) * n[$0] + z[$0] * before[$0] }, "\(h)")
    }
  }

  @Test(arguments: KernelSet.all, [true, false])
  func anLSTMsStepWithPeepholesMatchesItsEquations(set: KernelSet, hasPrevious: Bool) {
    for h in Sizes.lengths {
      let gates = Guarded(normals(4 * h, seed: 1, scale: 2), offset: h % 5)
      let (peepholes, previous) = (Guarded(normals(3 * h, seed: 2)), Guarded(normals(h, seed: 3)))
      let (s, p) = (gates.values.map(Double.init), peepholes.values.map(Double.init))
      let before = (0..<h).map { hasPrevious ? Double(previous[0, $0]) : 0 }
      let (cell, hidden) = (blank(h), blank(h))
      set(\.peephole_lstm_step)(
        gates.base, peepholes.base, hasPrevious ? previous.base : nil, cell.base, hidden.base, Int64(h))
      let i = (0..<h).map { sigmoid(s[$0] + p[$0] * before[$0]) }
      let f = (0..<h).map { sigmoid(s[h + $0] + p[h + $0] * before[$0]) }
      let g = (0..<h).map { tanh(s[2 * h + $0]) }
      let c = (0..<h).map { f[$0] * before[$0] + i[$0] * g[$0] }
      let o = (0..<h).map { sigmoid(s[3 * h + $0] + p[2 * h + $0] * c[$0]) }
      expectClose(gates, i + f + g + o, "gates of \(h)")
      expectClose(cell, c, "cell of \(h)")
      expectClose(hidden, (0..<h).map { o[$0] * tanh(c[$0]) }, "\(h)")
    }
  }

  @Test(arguments: KernelSet.all, [true, false])
  func anLSTMsStepWithCoupledGatesMatchesItsEquations(set: KernelSet, hasPrevious: Bool) {
    for h in Sizes.lengths {
      let gates = Guarded(normals(3 * h, seed: 1, scale: 2), offset: h % 5)
      let previous = Guarded(normals(h, seed: 3))
      let s = gates.values.map(Double.init)
      let before = (0..<h).map { hasPrevious ? Double(previous[0, $0]) : 0 }
      let (cell, hidden) = (blank(h), blank(h))
      set(\.coupled_lstm_step)(
        gates.base, hasPrevious ? previous.base : nil, cell.base, hidden.base, Int64(h))
      let f = (0..<h).map { sigmoid(s[$0]) }
      let g = (0..<h).map { tanh(s[h + $0]) }
      let o = (0..<h).map { sigmoid(s[2 * h + $0]) }
      let c = (0..<h).map { f[$0] * before[$0] + (1 - f[$0]) * g[$0] }
      expectClose(gates, f + g + o, "gates of \(h)")
      expectClose(cell, c, "cell of \(h)")
      expectClose(hidden, (0..<h).map { o[$0] * tanh(c[$0]) }, "\(h)")
    }
  }

  /// Every place in the vectors and in the rest behind them computes the same bits.
  @Test(arguments: KernelSet.all)
  func theBitsDoNotDependOnThePlace(set: KernelSet) {
    let h = 43
    for seed: UInt64 in 1...30 {
      let numbers = normals(8, seed: seed)
      func row(_ index: Int) -> Guarded { Guarded([Float](repeating: numbers[index], count: h)) }
      func rows(_ count: Int) -> Guarded { Guarded((0..<count * h).map { numbers[$0 / h] }) }
      let before = row(5)
      func expectUniform(_ results: Guarded...) {
        for result in results {
          let bits = result.bits
          #expect(bits.indices.allSatisfy { bits[$0] == bits[$0 / h * h] })
        }
      }
      let (sums, hidden, gradient, previousGradient) = (rows(4), blank(h), blank(4 * h), row(6))
      set(\.gru_step)(sums.base, before.base, hidden.base, Int64(h))
      set(\.gru_step_gradient)(
        sums.base, before.base, row(7).base, previousGradient.base, gradient.base, Int64(h))
      expectUniform(sums, hidden, gradient, previousGradient)
      let (peepholes, cell) = (rows(3), blank(h))
      let (gates, cellGradient, peepholesGradient) = (rows(4), row(6), rows(3))
      set(\.peephole_lstm_step)(gates.base, peepholes.base, before.base, cell.base, hidden.base, Int64(h))
      set(\.peephole_lstm_step_gradient)(
        gates.base, peepholes.base, cell.base, before.base, row(7).base, cellGradient.base, gradient.base,
        peepholesGradient.base, Int64(h))
      expectUniform(gates, cell, hidden, cellGradient, gradient, peepholesGradient)
      let coupled = rows(3)
      set(\.coupled_lstm_step)(coupled.base, before.base, cell.base, hidden.base, Int64(h))
      expectUniform(coupled, cell, hidden)
    }
  }

  /// A NaN stays one and does not spread; extreme sums saturate.
  @Test(arguments: KernelSet.all)
  func extremeSumsAndNaNs(set: KernelSet) {
    let h = 35
    for place in [0, 7, 8, 16, 33, 34] {
      let sums = Guarded((0..<4 * h).map { $0 == place ? Float.nan : 0.5 })
      let hidden = blank(h)
      set(\.gru_step)(sums.base, Guarded([Float](repeating: 1, count: h)).base, hidden.base, Int64(h))
      #expect(hidden.values.indices.allSatisfy { hidden.values[$0].isNaN == ($0 == place) })
    }
    for extreme: Float in [100, 1e30, .infinity] {
      let sums = Guarded((0..<4 * h).map { $0 / h == 3 ? 0 : $0 / h == 1 ? -extreme : extreme })
      let hidden = blank(h)
      set(\.gru_step)(sums.base, Guarded([Float](repeating: 0.5, count: h)).base, hidden.base, Int64(h))
      #expect(hidden.values == [Float](repeating: 1, count: h))
    }
  }
}
