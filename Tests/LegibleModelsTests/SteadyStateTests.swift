import LegibleLayers
import LegibleModels
import LegibleTensors
import TestSupport
import Testing

#if os(Linux)
  /// Memory is asked for until every size has been seen, and then no more.
  @Suite struct SteadyStateTests {
    /// All kinds of layers: folded and unfolded, padded and not, convolutions computed both ways, blocks
    /// within blocks.
    private static let spec =
      "[1,32,0,1 Cbr3,3,16 Mp2,2 Cvr3,3,16 Rr[Cbr3,3,16 Rl[Cr1,1,16] Cl3,3,16] Cl3,3,16 Mp2,2 Mp7,1 S1(1x0)1,3 "
      + "Do0.1 Lbx12 Rl[Do0.1 Lbx12] Lfx8 Gbx6 Gpfx7 Lpfx6 Lcrx6 Etfx8 Erfx5 Jtfx5,s9 Fr9 O1c6]"

    private let network: Network

    init() throws {
      network = Network(try NetworkSpec(parsing: Self.spec))
      network.initialize(seed: 3)
    }

    /// Batches of different widths and counts, larger and smaller in turn.
    private func batches() -> [Strip] {
      var random = RandomSource(seed: 5)
      return [3, 70, 1, 40, 12].map { count in
        let widths = (0..<count).map { _ in Int(random.uniform(in: 16...120)) }
        let layout = StripLayout(height: 32, widths: widths, gap: network.spec.gap)
        return randomStrip(layout, channels: 1, seed: UInt64(count))
      }
    }

    @Test func theCounterCounts() {
      var kept: [[Int]] = []
      #expect(allocations { kept = (0..<10).map { Array(repeating: $0, count: 100) } } >= 10)
      #expect(kept.count == 10)
    }

    @Test func readingAllocatesNothing() {
      let (reader, session, batches) = (network.reading(), ReadingSession(), batches())
      func readAll() { for batch in batches { _ = reader.run(batch, session: session) } }
      #expect(allocations(readAll) > 0)
      #expect(allocations(readAll) == 0)
    }

    @Test func readingWithBytesAllocatesNothing() throws {
      let batches = batches()
      let calibration = try Calibration(network)
      try calibration.add(batches[0])
      let (reader, session) = (try calibration.quantizedNetwork().reading(), ReadingSession())
      let floats = network.reading().run(batches[0], session: ReadingSession()).elements
      #expect(reader.run(batches[0], session: ReadingSession()).elements != floats, "no bytes are read")
      func readAll() { for batch in batches { _ = reader.run(batch, session: session) } }
      #expect(allocations(readAll) > 0)
      #expect(allocations(readAll) == 0)
    }

    @Test func aTrainingPassAllocatesNothing() {
      let (pass, gradient, batches) = (TrainingSeries(network.layers), Strip(), batches())
      let workspace = Workspace()
      func trainOnAll() {
        for (step, batch) in batches.enumerated() {
          let context = TrainingContext(threads: 1, seed: 1, step: step, workspace: workspace)
          let output = pass.forward(batch, context: context)
          gradient.reshape(output.layout, channels: output.channels)
          gradient.zero()
          pass.backward(gradient, context: context)
        }
      }
      #expect(allocations(trainOnAll) > 0)
      #expect(allocations(trainOnAll) == 0)
    }
  }
#endif
