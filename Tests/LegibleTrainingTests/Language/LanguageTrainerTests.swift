import LegibleLanguage
import LegibleLayers
import LegibleModels
import LegibleTensors
import LegibleTraining
import TestSupport
import Testing

@Suite struct LanguageTrainerTests {
  private let folder: TemporaryFolder
  private let alphabet: Alphabet

  init() throws {
    folder = try TemporaryFolder()
    alphabet = try Alphabet("abcdefgh ".map { String($0) })
  }

  /// Words in random order, from a fixed seed.
  private func text(lines: Int) throws -> String {
    var random = RandomSource(seed: 1)
    let words = ["abba", "cab", "deaf", "fed", "gag", "head", "beach"]
    let text = (0..<lines).map { _ in
      (0..<4).map { _ in words[Int.random(in: words.indices, using: &random)] }.joined(separator: " ")
    }
    return try folder.write("text", text.joined(separator: "\n") + "\n")
  }

  private func options(steps: Int) -> LanguageTrainingOptions {
    var options = LanguageTrainingOptions()
    options.network = "[Do0.1 Lfx16]"
    options.steps = steps
    options.streams = 8
    options.truncation = 6
    options.learningRate = 2e-2
    return options
  }

  private func trainer(
    _ path: String, _ options: LanguageTrainingOptions, threads: Int = 1
  ) throws -> LanguageTrainer {
    try LanguageTrainer([path], alphabet: alphabet, options: options, threads: threads)
  }

  private func weights(_ trainer: LanguageTrainer) -> [[UInt32]] {
    trainer.model.parameters.map { $0.tensorValues.array.bits }
  }

  @Test func theSameSeedGivesTheSameWeightsAtAnyNumberOfThreads() throws {
    let path = try text(lines: 300)
    var found: [[[UInt32]]] = []
    for (seed, threads) in [(1, 1), (1, 3), (2, 1)] as [(UInt64, Int)] {
      var options = options(steps: 20)
      options.seed = seed
      let trainer = try trainer(path, options, threads: threads)
      #expect(try trainer.run())
      found.append(weights(trainer))
    }
    #expect(found[0] == found[1] && found[0] != found[2])
  }

  /// Which word comes next nobody knows: a character then needs at least log2(7) bits a word, 4.4 characters with the
  /// space. A unigram model needs about 3 bits a character.
  @Test func itLearnsTheWordsOfATextAndPredictsWhatItHasNotSeen() throws {
    let trainer = try trainer(text(lines: 2000), options(steps: 400))
    var reports: [LanguageTrainingReport] = []
    #expect(
      try trainer.run { event in
        if case .report(let report) = event { reports.append(report) }
      })
    let bits = try #require(try trainer.heldOutEntropy().bitsPerCharacter)
    #expect(0.5 < bits && bits < 0.95, "\(bits)")
    #expect(reports.count == 20 && reports.last?.progress == 1 && reports.last?.step == 400)
    let last = try #require(reports.last?.heldOutBits)
    #expect(abs(last - bits) < 0.1)
    #expect(try #require(reports.first?.heldOutBits) > last)
    #expect(reports.allSatisfy { $0.gradientNorm > 0 && $0.largestGradientNorm >= $0.gradientNorm })
  }

  /// Held-out texts are never learnt from: with a character that they alone have, its weights stay as they began.
  @Test func textsThatAreHeldOutAreNotLearntFrom() throws {
    let path = try folder.write("text", (0..<400).map { $0 % 20 == 19 ? "hhh\n" : "abc\n" }.joined())
    var options = options(steps: 30)
    options.network = "[Fl4 Lfx8]"
    let trainer = try trainer(path, options)
    #expect(trainer.characters == 380 * 4)
    let h = try #require(alphabet.index(of: "h"))
    func column(_ symbol: Int32) -> [Float] {
      let weights = trainer.model.parameters[0].tensorValues.array
      return (0..<4).map { weights[$0 * 10 + Int(symbol)] }
    }
    let before = (column(h), column(1))
    #expect(try trainer.run())
    #expect(column(h) == before.0 && column(1) != before.1)
    #expect(try trainer.heldOutEntropy().characters == 20 * 4)
  }

  /// With pieces of one character no gradient goes back, but the state does go on: what a text began with is known at its
  /// end only by the state.
  @Test func theStateGoesOnFromPieceToPieceAndNotIntoTheNextText() throws {
    let path = try folder.write("text", (0..<200).map { $0 % 2 == 0 ? "abd\n" : "ebf\n" }.joined())
    var options = options(steps: 2000)
    options.network = "[Gfx32]"
    options.start = RecurrentStart(updateBias: 1)
    options.truncation = 1
    options.heldOutInterval = nil
    let trainer = try trainer(path, options)
    #expect(try trainer.run())
    var states = trainer.model.makeStates(capacity: 1)
    func logs(_ text: [Int32]) -> [Float] {
      states.start(row: 0)
      for symbol in text { states.advance([.init(from: 0, symbol: symbol, to: 0)]) }
      return Array(states.logProbabilities(row: 0))
    }
    // After `ab` comes `d` (4), after `eb` comes `f` (6).
    let (d, f) = (logs([1, 2]), logs([5, 2]))
    #expect(d[4] > -0.2 && f[6] > -0.2, "\(d[4]) \(f[6])")
    #expect(logs([])[1] < -0.4 && logs([])[5] < -0.4)
  }

  @Test func aRunThatIsInterruptedEndsBeforeItsNextStep() throws {
    let trainer = try trainer(text(lines: 100), options(steps: 1000))
    var steps = 0
    let isFinished = try trainer.run { event in
      if case .step(let step) = event { steps = step.number }
      if steps == 7 { trainer.interrupt() }
    }
    #expect(!isFinished && steps == 7)
  }

  /// A pass over the texts reads each character of each once, whatever the number of streams.
  @Test(arguments: [1, 3, 50])
  func anEpochIsEachTextOnce(streams: Int) throws {
    let path = try text(lines: 100)
    var options = options(steps: 1)
    (options.steps, options.epochs, options.streams) = (nil, 2, streams)
    let trainer = try trainer(path, options)
    var seen = 0
    #expect(
      try trainer.run { event in
        if case .step(let step) = event { seen = step.characters }
      })
    // The last step may go beyond by what it reads.
    #expect(2 * trainer.characters <= seen && seen < 2 * trainer.characters + streams * options.truncation)
  }

  @Test func whatCannotBeLearntFromIsNamed() throws {
    let empty = try folder.write("empty", "\n\n")
    let error = #expect(throws: LanguageTrainingError.self) { try trainer(empty, options(steps: 1)) }
    #expect(error?.description == "\(empty): no text to learn from")
    var wild = options(steps: 100)
    wild.network = "[Erfx64]"
    wild.learningRate = 1e30
    let path = try text(lines: 100)
    let other = #expect(throws: LanguageTrainingError.self) { _ = try trainer(path, wild).run() }
    #expect(
      other?.description.hasSuffix("lower the learning rate or the limit of the gradients") == true)
  }
}
