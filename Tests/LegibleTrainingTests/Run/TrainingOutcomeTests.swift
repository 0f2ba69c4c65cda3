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
