import LegibleTensors
import LegibleTraining
import Testing

@Suite struct AdamWTests {
  /// Algorithm 2 of Loshchilov and Hutter (2019) in double precision.
  private struct Reference {
    var weights: [Double]
    var m: [Double]
    var v: [Double]
    var time = 0.0

    mutating func step(_ gradient: [Double], rate: Double, decay: Double) {
      time += 1
      for i in weights.indices {
        m[i] = 0.9 * m[i] + 0.1 * gradient[i]
        v[i] = 0.999 * v[i] + 0.001 * gradient[i] * gradient[i]
        let (mean, square) = (m[i] / (1 - power(0.9, time)), v[i] / (1 - power(0.999, time)))
        weights[i] -= rate * (decay * weights[i] + mean / (square.squareRoot() + 1e-8))
      }
    }

    private func power(_ base: Double, _ exponent: Double) -> Double {
      (0..<Int(exponent)).reduce(1) { product, _ in product * base }
    }
  }

  /// `count` is no multiple of any vector length, so that the tail of the loop is seen too.
  private func parameter(_ kind: Parameter.Kind, count: Int = 37) -> Parameter {
    let parameter = Parameter(name: "p", shape: [count], kind: kind)
    var random = RandomSource(seed: 2)
    parameter.fillNormal(standardDeviation: 1, using: &random)
    return parameter
  }

  @Test(arguments: [Parameter.Kind.weight, .bias])
  func stepsAreThoseOfTheAlgorithm(_ kind: Parameter.Kind) {
    let parameter = parameter(kind)
    let optimizer = AdamW([parameter])
    let start = (0..<37).map { Double(parameter.value.base[$0]) }
    let zeros = [Double](repeating: 0, count: 37)
    var reference = Reference(weights: start, m: zeros, v: zeros)
    var random = RandomSource(seed: 5)
    for step in 0..<20 {
      let gradient = (0..<37).map { _ in random.normal() }
      for index in 0..<37 { parameter.gradient.base[index] = gradient[index] * 4 }
      optimizer.step(step, rate: 0.01, gradientScale: 0.25, threads: 1)
      // Only weights decay.
      reference.step(gradient.map { Double($0) }, rate: 0.01, decay: kind == .weight ? 0.01 : 0)
    }
    for index in 0..<37 {
      // Twenty steps of 0.01, each right to a few units in the last place of float32.
      #expect(abs(Double(parameter.value.base[index]) - reference.weights[index]) < 2e-6)
      #expect(parameter.gradient.base[index] == 0, "gradients start anew after a step")
    }
  }

  @Test func statisticsAreNotTrained() {
    let statistic = parameter(.statistic)
    let before = (0..<37).map { statistic.value.base[$0] }
    let optimizer = AdamW([statistic, parameter(.weight)])
    #expect(optimizer.parameters.count == 1)
    for index in 0..<37 { statistic.gradient.base[index] = 1 }
    optimizer.step(0, rate: 1, gradientScale: 1, threads: 1)
    #expect((0..<37).map { statistic.value.base[$0] } == before)
  }

  @Test func theNormIsThatOfAllGradientsTogether() {
    let (a, b) = (parameter(.weight, count: 9), parameter(.bias, count: 16))
    for index in 0..<9 { a.gradient.base[index] = 1 }
    for index in 0..<16 { b.gradient.base[index] = -2 }
    #expect(AdamW([a, b]).gradientNorm() == (9.0 + 64.0).squareRoot())
  }
}
