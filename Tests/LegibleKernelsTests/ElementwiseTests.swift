import Foundation
import LegibleKernels
import LegibleTensors
import TestSupport
import Testing

private func normals(_ rows: Int, _ columns: Int, offset: Int = 0, _ random: inout RandomSource) -> Guarded {
  Guarded(rows, columns, offset: offset) { _, _ in random.normal() }
}

/// Shapes of `positions` by `channels`, with channels around the block of 32.
private let shapes: [(positions: Int, channels: Int)] =
  [0, 1, 2, 9, 256].flatMap { positions in
    [1, 3, 31, 32, 33, 37, 64, 96, 97].map { (positions, $0) }
  }

@Suite struct ChannelTests {
  @Test(arguments: KernelSet.all)
  func channelSums(set: KernelSet) {
    var random = RandomSource(seed: 1)
    for (positions, channels) in shapes {
      let x = normals(positions, channels, offset: channels % 5, &random)
      let sum = normals(1, channels, &random)
      let squares = normals(1, channels, offset: 3, &random)
      func expect(_ start: Guarded, _ term: (Double) -> Double) -> [(Double, Double)] {
        (0..<channels).map { c in
          let terms = [Double(start[0, c])] + (0..<positions).map { term(Double(x[$0, c])) }
          let magnitude = terms.reduce(0) { $0 + abs($1) }
          return (terms.reduce(0, +), sumTolerance(terms: terms.count, magnitude: magnitude))
        }
      }
      let expectedSums = expect(sum) { $0 }
      let expectedSquares = expect(squares) { $0 * $0 }
      set(\.channel_sums)(x.base, Int64(positions), Int64(channels), sum.base, squares.base)
      #expect(firstMismatch(sum.values, expectedSums.map(\.0)) { expectedSums[$0].1 } == nil)
      #expect(firstMismatch(squares.values, expectedSquares.map(\.0)) { expectedSquares[$0].1 } == nil)
      #expect(sum.guardsHold && squares.guardsHold)
    }
  }

  @Test(arguments: KernelSet.all, [false, true])
  func scaleAndShift(set: KernelSet, relu: Bool) {
    var random = RandomSource(seed: 2)
    for (positions, channels) in shapes {
      let x = normals(positions, channels, offset: channels % 5, &random)
      let scale = normals(1, channels, &random)
      let shift = normals(1, channels, &random)
      let y = Guarded(positions, channels, offset: channels % 3) { _, _ in .nan }
      if positions > 0 { x[0, 0] = .nan }
      set(\.scale_shift)(
        x.base, scale.base, shift.base, relu, y.base, Int64(positions), Int64(channels))
      let expected = x.values.enumerated().map { index, x in
        let c = index % channels
        let value = Double(x) * Double(scale[0, c]) + Double(shift[0, c])
        return relu && value < 0 ? 0 : value
      }
      #expect(firstMismatch(y.values, expected) { _ in 4e-6 } == nil)
      #expect(y.guardsHold)
    }
  }

  @Test(arguments: KernelSet.all)
  func scaleAndShiftHaveTheSameBitsInEveryRow(set: KernelSet) {
    var random = RandomSource(seed: 3)
    let channels = 45
    let row = (0..<channels).map { _ in random.normal() }
    let x = Guarded(17, channels) { row[$1] }
    let scale = normals(1, channels, &random)
    let shift = normals(1, channels, &random)
    let y = Guarded(17, channels) { _, _ in 0 }
    set(\.scale_shift)(x.base, scale.base, shift.base, true, y.base, 17, Int64(channels))
    for position in 0..<17 {
      #expect((0..<channels).allSatisfy { y[position, $0].bitPattern == y[0, $0].bitPattern })
    }
  }

  @Test(arguments: KernelSet.all, [false, true])
  func normGradient(set: KernelSet, relu: Bool) {
    var random = RandomSource(seed: 4)
    for (positions, channels) in shapes {
      let dy = normals(positions, channels, offset: channels % 5, &random)
      // Some outputs are exactly zero, as a rectified output is.
      let y = Guarded(positions, channels) { _, _ in max(0, random.normal()) }
      let x = normals(positions, channels, &random)
      let rows = (0..<4).map { _ in normals(1, channels, &random) }
      let (mean, a, b, shift) = (rows[0], rows[1], rows[2], rows[3])
      let g = { (p: Int, c: Int) in relu && y[p, c] <= 0 ? 0 : Double(dy[p, c]) }
      let centred = { (p: Int, c: Int) in Double(x[p, c]) - Double(mean[0, c]) }

      let sum = normals(1, channels, &random)
      let product = normals(1, channels, &random)
      let starts = (sum.values.map(Double.init), product.values.map(Double.init))
      set(\.norm_gradient_sums)(
        dy.base, y.base, x.base, mean.base, relu, Int64(positions), Int64(channels), sum.base, product.base)
      let sums = (0..<channels).map { c in starts.0[c] + (0..<positions).reduce(0) { $0 + g($1, c) } }
      let products = (0..<channels).map { c in
        starts.1[c] + (0..<positions).reduce(0) { $0 + g($1, c) * centred($1, c) }
      }
      // Terms of up to about 20, of mean size 1.
      let tolerance = { (_: Int) in sumTolerance(terms: positions + 3, magnitude: 2 * Double(positions) + 20)
      }
      #expect(firstMismatch(sum.values, sums, tolerance: tolerance) == nil)
      #expect(firstMismatch(product.values, products, tolerance: tolerance) == nil)

      let expected = (0..<positions).flatMap { p in
        (0..<channels).map { c in
          g(p, c) * Double(a[0, c]) + centred(p, c) * Double(b[0, c]) + Double(shift[0, c])
        }
      }
      let dx = Guarded(positions, channels, offset: channels % 3) { _, _ in .nan }
      set(\.norm_gradient)(
        dy.base, y.base, x.base, mean.base, a.base, b.base, shift.base, relu, dx.base, Int64(positions),
        Int64(channels))
      #expect(firstMismatch(dx.values, expected) { _ in 1e-5 } == nil)
      #expect(dx.guardsHold && sum.guardsHold && product.guardsHold)

      let inPlace = Guarded(copy: dy)
      set(\.norm_gradient)(
        inPlace.base, y.base, x.base, mean.base, a.base, b.base, shift.base, relu, inPlace.base,
        Int64(positions), Int64(channels))
      #expect(inPlace.bits == dx.bits)
    }
  }
}

@Suite struct ElementwiseTests {
  @Test(arguments: KernelSet.all)
  func reluGradient(set: KernelSet) {
    var random = RandomSource(seed: 1)
    for count in Sizes.lengths {
      let dy = normals(1, count, offset: count % 5, &random)
      let special: [Float] = [0, -0.0, 1, -1, 0x1p-130, .infinity, -.infinity, .nan]
      let y = Guarded((0..<count).map { special[$0 % special.count] })
      let dx = Guarded(1, count, offset: 1) { _, _ in .nan }
      set(\.relu_gradient)(dy.base, y.base, dx.base, Int64(count))
      #expect(dx.values == (0..<count).map { y[0, $0] > 0 ? dy[0, $0] : 0 })
      #expect(dx.guardsHold)
      set(\.relu_gradient)(dy.base, y.base, dy.base, Int64(count))
      #expect(dy.bits == dx.bits)
    }
  }

  @Test(arguments: KernelSet.all)
  func add(set: KernelSet) {
    var random = RandomSource(seed: 2)
    for count in Sizes.lengths {
      let x = normals(1, count, offset: count % 5, &random)
      let y = normals(1, count, offset: count % 3, &random)
      let sums = (0..<count).map { x[0, $0] + y[0, $0] }
      set(\.add)(x.base, y.base, Int64(count))
      #expect(y.values == sums)
      #expect(y.guardsHold)
    }
  }

  @Test(arguments: KernelSet.all)
  func adamW(set: KernelSet) {
    var random = RandomSource(seed: 3)
    let options = LegibleAdamW(
      rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.1, correction1: 0.271,
      correction2: 0.002997,
      gradientScale: 0.5)
    for count in Sizes.lengths {
      let gradient = normals(1, count, offset: count % 5, &random)
      let m = normals(1, count, &random)
      let v = Guarded(1, count, offset: 2) { _, _ in random.uniform() }
      let weights = normals(1, count, offset: 1, &random)
      let expected = (0..<count).map { i -> (Double, Double, Double) in
        let g = Double(gradient[0, i]) * 0.5
        let first = 0.9 * Double(m[0, i]) + 0.1 * g
        let second = 0.999 * Double(v[0, i]) + 0.001 * g * g
        let step = first / 0.271 / ((second / 0.002997).squareRoot() + 1e-8)
        return (first, second, Double(weights[0, i]) - 0.01 * (0.1 * Double(weights[0, i]) + step))
      }
      withUnsafePointer(to: options) {
        set(\.adamw)($0, gradient.base, m.base, v.base, weights.base, Int64(count))
      }
      // 1 - beta2 of a float beta2 is off by 3e-5 of itself: 3e-8 of g squared, itself up to 10.
      #expect(firstMismatch(m.values, expected.map(\.0)) { _ in 1e-6 } == nil)
      #expect(firstMismatch(v.values, expected.map(\.1)) { _ in 1e-6 } == nil)
      #expect(firstMismatch(weights.values, expected.map(\.2)) { _ in 1e-5 } == nil)
      #expect(m.guardsHold && v.guardsHold && weights.guardsHold)
    }
  }

  @Test(arguments: KernelSet.all)
  func adamWWithoutAGradientYetStandsStill(set: KernelSet) {
    let options = LegibleAdamW(
      rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0, correction1: 0.1, correction2: 0.001,
      gradientScale: 1)
    let zeros = (0..<3).map { _ in Guarded(1, 19) { _, _ in 0 } }
    let weights = Guarded(1, 19) { Float($1) }
    withUnsafePointer(to: options) {
      set(\.adamw)($0, zeros[0].base, zeros[1].base, zeros[2].base, weights.base, 19)
    }
    #expect(weights.values == (0..<19).map { Float($0) })
  }

  @Test(arguments: KernelSet.all)
  func movingAverage(set: KernelSet) {
    var random = RandomSource(seed: 4)
    for count in Sizes.lengths {
      let x = normals(1, count, offset: count % 5, &random)
      let average = normals(1, count, &random)
      let expected = (0..<count).map {
        Double(average[0, $0]) + (Double(x[0, $0]) - Double(average[0, $0])) * 0.25
      }
      set(\.moving_average)(x.base, 0.25, average.base, Int64(count))
      #expect(firstMismatch(average.values, expected) { _ in 1e-6 } == nil)
      #expect(average.guardsHold)
    }
  }

  @Test func sumOfSquares() {
    var random = RandomSource(seed: 5)
    for count in Sizes.lengths + [10_001] {
      let x = normals(1, count, &random)
      let exact = x.values.reduce(0) { $0 + Double($1) * Double($1) }
      #expect(abs(legible_sum_of_squares(x.base, Int64(count)) - exact) <= 1e-12 * exact)
    }
    #expect(legible_sum_of_squares([1, .nan, 2], 3).isNaN)
    #expect(legible_sum_of_squares([1e30, 1e30], 2).isFinite)
  }
}
