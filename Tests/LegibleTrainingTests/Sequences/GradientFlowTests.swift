import LegibleLayers
import LegibleModels
import LegibleTensors
import LegibleTraining
import Testing

@Suite struct GradientFlowTests {
  private func network(_ text: String, start: RecurrentStart = RecurrentStart()) throws -> SequenceNetwork {
    let network = SequenceNetwork(try SequenceSpec(parsing: text, inputSize: 5, symbols: 4))
    network.initialize(seed: 2, start: start)
    return network
  }

  private func sequences(distance: Int) -> (input: Strip, targets: SequenceTargets) {
    let input = Strip()
    var random = RandomSource(seed: 3)
    return (input, RecallTask(choices: 4, distance: distance).fill(input, count: 6, using: &random))
  }

  /// Step by step, the gradient that arrives at the beginning is that of a pass over the whole sequences.
  @Test(arguments: ["[Lfx5]", "[Gfx4 Etfx3]", "[Jtfx4,s3]"])
  func theLastNormIsThatOfTheWholeSequence(text: String) throws {
    let network = try network(text)
    let (input, targets) = sequences(distance: 7)
    let norms = GradientFlow(of: network, input, targets).norms
    #expect(norms.count == 8)

    let states = RecurrentStates(items: 6)
    let layers = network.spec.states.map { states.state(of: $0.name, size: $0.size) }
    var context = TrainingContext(threads: 1)
    context.states = states
    let pass = SequencePass(network)
    _ = pass.forward(input, targets, context: context)
    states.zeroGradients()
    pass.backward(context: context)
    var squares = 0.0
    for layer in layers {
      for index in 0..<6 * layer.size {
        squares += Double(layer.gradients.base[index] * layer.gradients.base[index])
      }
    }
    let expected = (squares / 6).squareRoot()
    let last = try #require(norms.last)
    #expect(expected > 0 && abs(last - expected) <= 1e-5 * expected, "\(last), not \(expected)")
  }

  @Test func measuringLeavesNoGradientBehind() throws {
    let network = try network("[Lfx5]")
    let (input, targets) = sequences(distance: 7)
    let first = GradientFlow(of: network, input, targets).norms
    #expect(
      network.parameters.allSatisfy { parameter in
        (0..<parameter.count).allSatisfy { parameter.gradient.base[$0] == 0 }
      })
    #expect(GradientFlow(of: network, input, targets).norms == first)
  }

  /// What a logistic network loses at each step is at least three quarters; an open forget gate keeps nearly all.
  @Test func theForgetGateKeepsWhatALogisticNetworkLoses() throws {
    let (input, targets) = sequences(distance: 50)
    let open = RecurrentStart(forgetBias: 5, updateBias: 5)
    func rest(_ text: String, _ start: RecurrentStart) throws -> Double {
      let norms = GradientFlow(of: try network(text, start: start), input, targets).norms
      return try #require(norms.last) / norms[0]
    }
    #expect(try rest("[Esfx16]", RecurrentStart()) < 1e-20)
    #expect(try rest("[Lfx16]", open) > 0.3)
    #expect(try rest("[Gfx16]", open) > 0.3)
    // One half of the cell after each step.
    let closed = try rest("[Lfx16]", RecurrentStart(forgetBias: 0))
    #expect(1e-20 < closed && closed < 1e-8)
  }
}
