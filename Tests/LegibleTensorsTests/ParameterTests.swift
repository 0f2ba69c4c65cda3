import LegibleTensors
import TestSupport
import Testing

@Suite struct ParameterTests {
  @Test func startsFilledWithAGradientOfZero() {
    let parameter = Parameter(name: "w", shape: [3, 5], kind: .weight, fill: 2)
    #expect(parameter.count == 15)
    #expect(parameter.values == [Float](repeating: 2, count: 15))
    #expect(parameter.gradients == [Float](repeating: 0, count: 15))
  }

  @Test func fillsStayInTheirBounds() {
    let parameter = Parameter(name: "w", shape: [100, 100], kind: .weight)
    var random = RandomSource(seed: 1)
    parameter.fillUniform(bound: 0.25, using: &random)
    #expect(parameter.values.allSatisfy { abs($0) <= 0.25 } && parameter.values.contains { $0 < -0.24 })
    parameter.fillNormal(standardDeviation: 3, using: &random)
    let variance = parameter.values.reduce(0) { $0 + Double($1) * Double($1) } / 10_000
    // Four standard errors, sqrt(2/n) of the variance each.
    #expect(abs(variance - 9) < 9 * 0.057)
  }

  @Test func adoptsMemoryWithoutACopy() {
    let parameter = Parameter(name: "w", shape: [4], kind: .weight)
    let memory = FloatBuffer(count: 4)
    memory.base[2] = 3
    parameter.adopt(memory)
    #expect(parameter.value === memory && parameter.values == [0, 0, 3, 0])
  }
}
