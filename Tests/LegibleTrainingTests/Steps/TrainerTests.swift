import LegibleImages
import LegibleLanguage
import LegibleModels
import LegibleTensors
import LegibleTraining
import TestSupport
import Testing

@Suite struct TrainerTests {
  /// Crops of noise that shows nothing, each a function of its index: what is trained on does not matter
  /// here.
  private struct NoiseSource: CropSource {
    /// Pixels.
    var widths = 20...60
    /// A crop whose label is another.
    var other: UInt64?

    func makeReader() -> any CropReader { Reader(source: self) }

    private final class Reader: CropReader {
      let source: NoiseSource

      init(source: NoiseSource) { self.source = source }

      func crop(_ index: UInt64) -> TrainingCrop {
        var random = RandomSource(seed: 7, stream: index)
        let width = Int.random(in: source.widths, using: &random)
        let pixels = (0..<width * 16).map { _ in UInt8.random(in: 0...255, using: &random) }
        let drawn = ["a", "ba", "bb"].randomElement(using: &random) ?? ""
        let text = source.other == index ? "abab" : drawn
        return TrainingCrop(
          image: Image(width: width, height: 16, pixels: pixels), text: text, origin: "crop \(index)")
      }
    }
  }

  private func trainer(
    threads: Int = 1, _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    let network = Network(
      try NetworkSpec(parsing: "[1,32,0,1 Cbr3,3,8 Mp2,2 Cr3,3,8 Mp2,2 Mp8,1 S1(1x0)1,3 Do0.2 Lbx8 O1c3]"))
    network.initialize(seed: 3)
    return makeTrainer(Model(network: network, alphabet: try Alphabet(["a", "b"])), threads: threads, change)
  }

  private func makeTrainer(
    _ model: Model, source: NoiseSource = NoiseSource(), threads: Int,
    _ change: (inout TrainingOptions) -> Void = { _ in }
  ) -> Trainer {
    var options = TrainingOptions()
    options.batchSize = 8
    options.warmupSteps = 5
    options.steps = 20
    options.stepsPerReport = 6
    change(&options)
    return Trainer(
      model, source: source, options: options, threads: threads, loaderThreads: threads)
  }

  private func bits(_ network: Network) -> [UInt32] {
    network.parameters.flatMap { parameter in
      (0..<parameter.count).map { parameter.value.base[$0].bitPattern }
    }
  }

  @Test func aRunResumedAfterAnyStepGivesTheSameBits() throws {
    let straight = try trainer()
    var expected: [TrainingReport] = []
    let end = try straight.run { if case .report(let report) = $0 { expected.append(report) } }
    #expect(end == .finished)

    for step in [1, 6, 13] {
      let folder = try TemporaryFolder()
      let path = folder.file("checkpoint")
      let first = try trainer()
      var reports: [TrainingReport] = []
      let end = try first.run { event in
        switch event {
        case .step(let taken): if taken.number == step { first.interrupt() }
        case .start: break
        case .report(let report): reports.append(report)
        case .checkpoint: try Checkpoint.write(first, data: DataFingerprint(), to: path)
        }
      }
      #expect(end == .interrupted)
      #expect(first.state.step == step)

      let checkpoint = try Checkpoint(contentsOf: path)
      #expect(!checkpoint.header.isFinished)
      #expect(checkpoint.header.options == first.options)
      let second = makeTrainer(try checkpoint.model(), threads: 2)
      try checkpoint.restore(second)
      #expect(second.state == first.state)
      #expect(
        try second.run { if case .report(let report) = $0 { reports.append(report) } } == .finished)

      #expect(bits(second.model.network) == bits(straight.model.network))
      #expect(bits(second.averagedModel().network) == bits(straight.averagedModel().network))
      #expect(reports.map(\.step) == [6, 12, 18, 20])
      #expect(reports.map(\.loss) == expected.map(\.loss))
      #expect(reports.map(\.learningRate) == expected.map(\.learningRate))
    }
  }

  /// Weights and statistics of the frozen layers, in the model and in its average; the others move.
  @Test(arguments: [("1", 1), ("C", 3), ("S1", 6), ("7", 7), ("L", 8)])
  func frozenLayersKeepTheirBits(name: String, count: Int) throws {
    let start = try trainer().model.network
    let trainer = try trainer { ($0.start, $0.frozen) = ("model", name) }
    _ = try trainer.run()
    for network in [trainer.model.network, trainer.averagedModel().network] {
      for (layer, before) in zip(network.layers, start.layers).prefix(count) {
        #expect(layer.parameters.map(values) == before.parameters.map(values))
      }
      let moved = zip(network.layers, start.layers).dropFirst(count).flatMap { layer, before in
        zip(layer.parameters, before.parameters).map { values($0) != values($1) }
      }
      #expect(!moved.isEmpty && moved.allSatisfy { $0 })
    }
  }

  private func values(_ parameter: Parameter) -> [UInt32] {
    (0..<parameter.count).map { parameter.value.base[$0].bitPattern }
  }

  /// Eight crops of up to 4000 columns are too wide for one strip. Without normalisation the loss is the mean of
  /// what each has alone; every one of them moves the weights, on any number of threads to the same bits.
  @Test func cropsTooWideForOneStripAreTrainedOnInSeveral() throws {
    func trainer(
      threads: Int = 1, batchSize: Int = 8, rate: Float = 1e-3, other: UInt64? = nil
    ) throws -> Trainer {
      let network = Network(
        try NetworkSpec(parsing: "[1,32,0,1 Cr3,3,4 Mp4,4 Mp8,4 S1(1x0)1,3 Lfx4 O1c3]"))
      network.initialize(seed: 3)
      return makeTrainer(
        Model(network: network, alphabet: try Alphabet(["a", "b"])),
        source: NoiseSource(widths: 2900...4000, other: other), threads: threads
      ) {
        ($0.batchSize, $0.steps, $0.learningRate, $0.warmupSteps) = (batchSize, 8 / batchSize, rate, 0)
      }
    }
    func losses(_ trainer: Trainer) throws -> [Double] {
      var losses: [Double] = []
      _ = try trainer.run { if case .step(let step) = $0 { losses.append(step.loss) } }
      return losses
    }
    let together = try trainer()
    let loss = try #require(try losses(together).first)
    let alone = try losses(try trainer(batchSize: 1, rate: 1e-30))
    #expect(alone.count == 8)
    #expect(abs(loss - alone.reduce(0, +) / 8) < 1e-4 * loss)

    let weights = bits(together.model.network)
    for threads in [1, 2] {
      let again = try trainer(threads: threads)
      _ = try again.run()
      #expect(bits(again.model.network) == weights)
    }
    for index in 0..<8 as Range<UInt64> {
      let other = try trainer(other: index)
      _ = try other.run()
      #expect(bits(other.model.network) != weights, "crop \(index)")
    }
  }

  /// Gradients beyond the limit are brought down to it: a lower limit gives other weights, and one that
  /// nothing reaches the same as one that is higher still.
  @Test func gradientsAreClippedAtTheNormOfTheOptions() throws {
    func weights(_ norm: Double) throws -> [UInt32] {
      let trainer = try trainer { ($0.clippingNorm, $0.steps) = (norm, 6) }
      _ = try trainer.run()
      return bits(trainer.model.network)
    }
    #expect(try weights(1e-3) != weights(1e6))
    #expect(try weights(1e9) == weights(1e6))
  }

  @Test func whatTheHandlerThrowsEndsTheRun() throws {
    struct Enough: Error {}
    let trainer = try trainer()
    #expect(throws: Enough.self) {
      _ = try trainer.run { if case .report = $0 { throw Enough() } }
    }
    #expect(trainer.state.step == 6)
  }

  @Test func aLossThatIsNotFiniteStopsTheRunAndNamesTheBatch() throws {
    let trainer = try trainer()
    var steps = 0
    let error = #expect(throws: TrainingError.self) {
      _ = try trainer.run { event in
        guard case .step(let step) = event else { return }
        steps += 1
        if step.number == 2 { trainer.model.network.parameters[0].value.base[0] = .nan }
      }
    }
    #expect(steps == 2)
    #expect(error == .notFinite(step: 2, origins: (16..<24).map { "crop \($0)" }))
    #expect(
      error?.description
        == "the loss is not finite at step 2: a smaller learning rate may help; the batch was crop 16, crop 17, "
        + "crop 18, crop 19, crop 20, crop 21, crop 22, crop 23")
  }

  @Test func aCharacterOutsideTheAlphabetStopsTheRunAndNamesTheCrop() throws {
    let network = Network(
      try NetworkSpec(parsing: "[1,32,0,1 Cr3,3,4 Mp2,2 Mp16,1 S1(1x0)1,3 O1c2]"))
    network.initialize(seed: 3)
    let trainer = Trainer(
      Model(network: network, alphabet: try Alphabet(["a"])), source: NoiseSource(),
      options: TrainingOptions(),
      threads: 1)
    let error = #expect(throws: TrainingError.self) { _ = try trainer.run() }
    #expect(error?.description.hasSuffix("is not in the alphabet") == true)
    #expect(error?.description.hasPrefix("crop ") == true)
  }
}
