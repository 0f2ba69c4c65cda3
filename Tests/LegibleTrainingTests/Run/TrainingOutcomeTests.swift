import LegibleImages
import LegibleModels
import LegibleTensors
import LegibleTraining
import TestSupport
import Testing

/// Runs that start from a model.
@Suite struct TrainingOutcomeTests {
  private let folder: TemporaryFolder

  /// Two kinds of picture: dark before light says "ab", light before dark "ba".
  init() throws {
    folder = try TemporaryFolder()
    let text = { (index: Int) in index % 2 == 0 ? "ab" : "ba" }
    try folder.write("crops/labels.tsv", (0..<20).map { "\($0).png\t\(text($0))\n" }.joined())
    var random = RandomSource(seed: 1)
    for index in 0..<20 {
      let pixels = (0..<64 * 16).map { pixel in
        UInt8.random(in: (pixel % 64 < 32) == (text(index) == "ab") ? 0...90 : 160...255, using: &random)
      }
      try Image(width: 64, height: 16, pixels: pixels).writePNG(to: folder.file("crops/\(index).png"))
    }
  }

  private func run(_ name: String, _ change: (inout TrainingOptions) -> Void) throws -> TrainingRun {
    var options = TrainingOptions()
    options.datasets = [folder.file("crops")]
    options.augmentation = 0
    (options.batchSize, options.steps, options.stepsPerReport) = (8, 30, 10)
    (options.learningRate, options.averageDecay) = (0.02, 0.8)
    change(&options)
    return try TrainingRun(TrainingPlan(options, output: folder.file(name)), threads: 1)
  }

  /// A model that has learnt something, to start from.
  private func makeStart(steps: Int) throws {
    let run = try run("start") {
      ($0.network, $0.steps) = ("[1,16,0,1 Cbr3,3,8 Mp4,4 Mp4,1 S1(1x0)1,3 Lbx12]", steps)
    }
    try run.run()
  }

  private func tensors(_ name: String) throws -> [[UInt8]] {
    let file = try SafeTensors(contentsOf: folder.file(name))
    return file.tensors.map { tensor in file.withBytes(of: tensor) { Array($0) } }
  }

  @Test func theStartIsMeasuredFirstAndIsKeptWhereNoStepReadsBetter() throws {
    try makeStart(steps: 500)
    // A rate that destroys everything.
    let run = try run("tuned") { ($0.start, $0.learningRate, $0.averageDecay) = (folder.file("start"), 1, 0) }
    var events: [String] = []
    try run.run { event in
      switch event {
      case .start(let validation): events.append("start \(validation.all.count) \(validation.all.exact)")
      case .report(let report): events.append("\(report.step) \(report.isBest)")
      case .step, .checkpoint: break
      }
    }
    #expect(events == ["start 5 1.0", "10 false", "20 false", "30 false"])
    #expect(try tensors("tuned") == tensors("start"))
    let outcome = try #require(try run.outcome(threads: 1))
    #expect((outcome.before.exact, outcome.after.exact, outcome.after.count) == (1, 1, 5))
    #expect(outcome.misreadings.isEmpty)
  }

  @Test func theOutcomeHasWhatTheWrittenModelReadsAndMisreads() throws {
    try makeStart(steps: 1)
    // What it holds out can be learnt only as far as its labels are right.
    let run = try run("tuned") { ($0.start, $0.steps) = (folder.file("start"), 500) }
    try run.run()
    let outcome = try #require(try run.outcome(threads: 1))
    #expect(outcome.before.exact < 1)
    #expect(outcome.after.exact == 1)
    #expect(run.state.start == outcome.before)

    // The same model, measured on labels of which one is wrong.
    try folder.write("other/labels.tsv", "../crops/0.png\tab\n../crops/1.png\tbb\n")
    let other = try self.run("remeasured") {
      ($0.start, $0.validation, $0.learningRate, $0.steps) =
        (folder.file("tuned"), [folder.file("other")], 1e-6, 1)
    }
    try other.run()
    let misreadings = try #require(try other.outcome(threads: 1)).misreadings
    #expect(misreadings.map(\.label) == ["bb"])
    #expect(misreadings.map(\.prediction) == ["ba"])
  }

  @Test func withoutAStartOrWithNothingToMeasureOnThereIsNoOutcome() throws {
    try makeStart(steps: 1)
    let fresh = try run("fresh") { $0.network = "[1,16,0,1 Cbr3,3,8 Mp4,4 Mp4,1 S1(1x0)1,3 Lbx12]" }
    try fresh.run()
    #expect(try fresh.outcome(threads: 1) == nil)
    try folder.write("crops/labels.tsv", "0.png\tab\n1.png\tba\n2.png\tab\n")
    let few = try run("few") { $0.start = folder.file("start") }
    #expect(few.findings.last?.hasPrefix("no crop is held out, for there are too few") == true)
    try few.run { event in
      if case .start = event { Issue.record("nothing to measure on") }
    }
    #expect(try few.outcome(threads: 1) == nil)
  }

  @Test func layersThatCannotBeFrozenAreRefused() throws {
    try makeStart(steps: 1)
    func message(_ name: String) throws -> String? {
      let error = #expect(throws: TrainingPlanError.self) {
        try run("tuned") { ($0.start, $0.frozen) = (folder.file("start"), name) }
      }
      return error?.description
    }
    #expect(
      try message("Gbx")
        == "no layer of the network is named Gbx: give a number from 1 to 6, or the beginning of one of Cbr3,3,8 Mp4,4 "
        + "Mp4,1 S1(1x0)1,3 Lbx12 O1c3")
    #expect(
      try message("O")
        == "with all layers up to O frozen nothing is left to train: name one before the output")
    let error = #expect(throws: TrainingOptionsError.self) { try run("tuned") { $0.frozen = "C" } }
    #expect(error == .frozenWithoutStart)
    #expect(
      error?.description
        == "frozen layers keep the weights of a start, and there is none: give a start, or freeze nothing")
  }
}
