import LegibleLayers
import LegibleModels
import LegibleTensors
import LegibleTraining
import TestSupport
import Testing

@Suite struct SequencePassTests {
  private func network(_ text: String, inputs: Int = 4, symbols: Int? = 5) throws -> SequenceNetwork {
    let network = SequenceNetwork(try SequenceSpec(parsing: text, inputSize: inputs, symbols: symbols))
    network.initialize(seed: 3)
    // No bias is zero, so that leaving one out shows.
    var random = RandomSource(seed: 4)
    for parameter in network.parameters where parameter.shape.count == 1 {
      parameter.fillUniform(bound: 0.5, using: &random)
    }
    return network
  }

  /// Of every parameter, through all layers and the loss, for sequences of different lengths that start from states
  /// that are not zeros. Differences as in `LayerCase.gradientMismatch`; the losses are of size 1, and there are about
  /// ten of them.
  private func expectGradients(of network: SequenceNetwork, _ input: Strip, _ targets: SequenceTargets) throws
  {
    let pass = SequencePass(network)
    func forward() -> (SequencePass.Outcome, TrainingContext) {
      let states = RecurrentStates(items: input.layout.count)
      var random = RandomSource(seed: 5)
      for state in network.spec.states {
        let layer = states.state(of: state.name, size: state.size)
        for index in 0..<input.layout.count * state.size {
          layer.values.base[index] = random.uniform(in: -0.8...0.8)
        }
      }
      var context = TrainingContext(threads: 1)
      context.states = states
      return (pass.forward(input, targets, context: context), context)
    }
    let (_, context) = forward()
    context.states?.zeroGradients()
    pass.backward(context: context)
    for parameter in network.parameters {
      for index in 0..<parameter.count {
        let place = parameter.value.base + index
        let value = place.pointee
        func difference(_ h: Float) -> Double {
          place.pointee = value + h
          let (upper, above) = (place.pointee, forward().0.loss)
          place.pointee = value - h
          let (lower, below) = (place.pointee, forward().0.loss)
          place.pointee = value
          return (above - below) / Double(upper - lower)
        }
        let expected = (4 * difference(0.02) - difference(0.04)) / 3
        let found = Double(parameter.gradient.base[index])
        #expect(abs(found - expected) <= 1e-3, "\(parameter.name)[\(index)]: \(found), not \(expected)")
      }
    }
  }

  @Test(arguments: ["[Lfx4]", "[Fl3 Gfx4]", "[Lpfx3 Lcfx3]", "[Etfx5]", "[Jsfx3,s4]"])
  func gradientsOfTheWholeModelMatchCentralDifferences(text: String) throws {
    let input = randomStrip(StripLayout(height: 1, widths: [4, 1, 3]), channels: 4, seed: 6)
    // Gaps between the items, and a column without a target.
    let targets: [Int32] = [-1, 2, 0, 4, 1, -1, 3, -1, -1, 0, 4, -1]
    try expectGradients(of: try network(text), input, .symbols(targets))
  }

  @Test func gradientsOfSquaredErrorsMatchCentralDifferences() throws {
    let input = randomStrip(StripLayout(height: 1, widths: [4, 2]), channels: 4, seed: 7)
    let none = Float.nan
    try expectGradients(
      of: try network("[Lfx4 Fl1]", symbols: nil), input,
      .numbers([none, none, none, none, 0.7, none, -0.2, 1.1, none]))
  }

  @Test func theLossIsTheSumOverTheTargets() throws {
    let network = try network("[Lfx4]")
    let input = randomStrip(StripLayout(height: 1, widths: [3, 2]), channels: 4, seed: 6)
    func outcome(_ targets: [Int32], threads: Int = 1) -> SequencePass.Outcome {
      SequencePass(network).forward(
        input, .symbols(targets), context: TrainingContext(threads: threads))
    }
    let all = outcome([-1, 1, 2, 3, -1, 4, 0, -1])
    #expect(all.targets == 5)
    let parts = [outcome([-1, 1, 2, -1, -1, 4, -1, -1]), outcome([-1, -1, -1, 3, -1, -1, 0, -1])]
    #expect(parts.map(\.targets) == [3, 2])
    #expect(abs(all.loss - parts[0].loss - parts[1].loss) < 1e-9)
    #expect(outcome([-1, 1, 2, 3, -1, 4, 0, -1], threads: 3).loss == all.loss)
  }
}
