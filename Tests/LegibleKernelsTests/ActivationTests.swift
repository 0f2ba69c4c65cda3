import Foundation
import LegibleKernels
import LegibleTensors
import TestSupport
import Testing

@Suite struct ActivationTests {
  private static let activations: [(kind: LegibleActivation, value: @Sendable (Double) -> Double)] = [
    (LegibleTanh, { tanh($0) }), (LegibleLogistic, { 1 / (1 + exp(-$0)) }),
    (LegibleRectifier, { max(0, $0) }),
  ]

  private func normals(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in random.normal() * scale }
  }

  @Test(arguments: KernelSet.all)
  func activationsAndTheirDerivatives(set: KernelSet) {
    for (kind, value) in Self.activations {
      for count in Sizes.lengths {
        let x = Guarded(normals(count, seed: 1, scale: 2), offset: count % 5)
        let (y, dx) = (Guarded(x.values, offset: 1), Guarded(x.values, offset: 2))
        set(\.activate)(x.base, kind, y.base, Int64(count))
        // The error of the steps' activations.
        #expect(firstMismatch(y.values, x.values.map { value(Double($0)) }) { _ in 6e-7 } == nil)
        let dy = Guarded(normals(count, seed: 2))
        set(\.activate_gradient)(dy.base, y.base, kind, dx.base, Int64(count))
        let expected = (0..<count).map { index in
          let y = Double(y[0, index])
          let slope = kind == LegibleTanh ? 1 - y * y : kind == LegibleLogistic ? y * (1 - y) : y > 0 ? 1 : 0
          return Double(dy[0, index]) * slope
        }
        // Three roundings of numbers of up to 4.
        #expect(firstMismatch(dx.values, expected) { _ in 1e-6 } == nil)
        #expect(y.guardsHold && dx.guardsHold)
      }
    }
  }

  @Test(arguments: KernelSet.all)
  func aSoftmaxAndItsDerivative(set: KernelSet) {
    for count in Sizes.lengths where count > 0 {
      for scale: Float in [1, 30] {
        let x = Guarded(normals(count, seed: 3, scale: scale), offset: count % 5)
        let (y, dx) = (Guarded(x.values, offset: 1), Guarded(x.values, offset: 2))
        set(\.softmax)(x.base, y.base, Int64(count))
        let largest = Double(x.values.max()!)
        let shares = x.values.map { exp(Double($0) - largest) }
        let sum = shares.reduce(0, +)
        #expect(firstMismatch(y.values, shares.map { $0 / sum }) { _ in 6e-7 } == nil)
        let dy = normals(count, seed: 4)
        set(\.softmax_gradient)(Guarded(dy).base, y.base, dx.base, Int64(count))
        let mean = (0..<count).reduce(0.0) { $0 + Double(dy[$1]) * Double(y[0, $1]) }
        let expected = (0..<count).map { Double(y[0, $0]) * (Double(dy[$0]) - mean) }
        #expect(firstMismatch(dx.values, expected) { _ in 2e-6 } == nil)
        #expect(y.guardsHold && dx.guardsHold)
      }
    }
  }

  /// Scores that would overflow by themselves.
  @Test(arguments: KernelSet.all)
  func aSoftmaxOfLargeScores(set: KernelSet) {
    let y = Guarded([0, 0, 0, 0])
    set(\.softmax)(Guarded([1e4, 1e4, -1e4, 0]).base, y.base, 4)
    #expect(firstMismatch(y.values, [0.5, 0.5, 0, 0]) { _ in 1e-30 } == nil)
  }
}
