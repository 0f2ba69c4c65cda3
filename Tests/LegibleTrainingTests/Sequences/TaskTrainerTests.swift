import Foundation
import LegibleLayers
import LegibleModels
import LegibleTensors
import LegibleTraining
import Testing

@Suite struct TaskTrainerTests {
  /// Trains on recalling one of four symbols after 100 steps.
  private func lossOfRecall(_ network: String, steps: Int, seed: UInt64) throws -> Double {
    let trainer = try TaskTrainer(
      network, on: RecallTask(choices: 4, distance: 100),
      start: RecurrentStart(forgetBias: 5, updateBias: 5), batchSize: 16, rate: 3e-3, seed: seed)
    for _ in 0..<steps { _ = try #require(trainer.step()) }
    return trainer.loss(sequences: 200)
  }

  /// Who knows nothing has a loss of ln 4 = 1.386; who is sure of the right symbol nine times in ten has less than 0.1.
  /// Gates that start open hand the gradient back over all 100 steps.
  @Test(arguments: ["[Lfx32]", "[Gfx32]"], [1, 2, 3] as [UInt64])
  func gatedNetworksRecallASymbolAfterAHundredSteps(network: String, seed: UInt64) throws {
    #expect(try lossOfRecall(network, steps: 400, seed: seed) < 0.1)
  }

  /// The logistic function's slope is at most a quarter, and what a hundred of them leave of a gradient is no number
  /// that a float can hold.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func aLogisticElmanNetworkDoesNot(seed: UInt64) throws {
    #expect(try lossOfRecall("[Esfx32]", steps: 400, seed: seed) > 1.35)
  }

  /// Both neighbours are known to a network that walks both ways, and to no other.
  @Test func oneDirectionKnowsOneSideOnly() throws {
    func loss(_ network: String) throws -> Double {
      let trainer = try TaskTrainer(
        network, on: NeighboursTask(choices: 2, length: 12), looksAhead: true, rate: 2e-2)
      for _ in 0..<400 { _ = try #require(trainer.step()) }
      return trainer.loss(sequences: 100)
    }
    #expect(try loss("[Etbx16 Fr32]") < 0.05)
    // At the last step nothing follows, which a forward network cannot know either.
    for network in ["[Etfx32 Fr32]", "[Etrx32 Fr32]"] { #expect(try loss(network) > 0.6) }
  }

  @Test func aRunIsAFunctionOfItsSeed() throws {
    func weights(_ seed: UInt64, threads: Int) throws -> [Float] {
      let trainer = try TaskTrainer(
        "[Lfx8]", on: AddingTask(length: 10), seed: seed, threads: threads)
      for _ in 0..<5 { _ = try #require(trainer.step()) }
      return trainer.network.parameters.flatMap { $0.tensorValues.array }
    }
    let first = try weights(1, threads: 1)
    #expect(try weights(1, threads: 3) == first)
    #expect(try weights(2, threads: 1) != first)
  }

  @Test func aNetworkMayNotLookAheadUnlessItIsAllowedTo() {
    let error = #expect(throws: NetworkSpecError.self) {
      try TaskTrainer("[Lbx8]", on: RecallTask(distance: 3))
    }
    #expect(
      error?.description
        == "network spec, position 3: found 'bx8', expected f, forward: what comes later is not known yet")
  }
}
