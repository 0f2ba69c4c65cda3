import Foundation
import Legible
import LegibleImages
import LegibleModels
import LegibleSynthesis
import LegibleTensors
import LegibleTraining
import TestSupport
import Testing

/// Whole runs, driven as another program would.
@Suite struct TrainingRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A data set of two kinds of picture: dark before light says "ab", light before dark "ba".
  private func writeCrops(_ count: Int) throws {
    try folder.write(
      "crops/labels.tsv", (0..<count).map { "\($0).png\t\(Self.text($0))\n" }.joined())
    var random = RandomSource(seed: 1)
    for index in 0..<count {
      let pixels = (0..<64 * 16).map { pixel in
        let isDark = (pixel % 64 < 32) == (Self.text(index) == "ab")
        return UInt8.random(in: isDark ? 0...90 : 160...255, using: &random)
      }
      try Image(width: 64, height: 16, pixels: pixels).writePNG(to: folder.file("crops/\(index).png"))
    }
  }

  private static func text(_ index: Int) -> String { index % 2 == 0 ? "ab" : "ba" }

  private func options(_ change: (inout TrainingOptions) -> Void = { _ in }) -> TrainingOptions {
    var options = TrainingOptions()
    options.datasets = [folder.file("crops")]
    options.validation = options.datasets
    options.network = "[1,16,0,1 Cbr3,3,8 Mp4,4 Mp4,1 S1(1x0)1,3 Lbx12]"
    options.augmentation = 0
    options.batchSize = 8
    options.steps = 30
    options.stepsPerReport = 10
    options.learningRate = 0.02
    options.averageDecay = 0.8
    change(&options)
    return options
  }

  private func run(_ name: String, _ change: (inout TrainingOptions) -> Void = { _ in }) throws -> TrainingRun
  {
    try TrainingRun(TrainingPlan(options(change), output: folder.file(name)), threads: 1)
  }

  private func tensors(_ name: String) throws -> [[UInt8]] {
    let file = try SafeTensors(contentsOf: folder.file(name))
    return file.tensors.map { tensor in file.withBytes(of: tensor) { Array($0) } }
  }

  private func reports(_ run: TrainingRun) throws -> [TrainingReport] {
    var reports: [TrainingReport] = []
    try run.run { if case .report(let report) = $0 { reports.append(report) } }
    return reports
  }

  @Test func aRunFromSwiftEndsWithAModelThatReadsTheCrops() throws {
    try writeCrops(20)
    let run = try run("model") { ($0.steps, $0.epochs) = (nil, 200) }
    // 200 passes of 20 crops in steps of 8.
    #expect(run.options.lastStep == 500)
    #expect(run.findings == ["\(folder.file("crops")): 20 crops"])
    let reports = try reports(run)
    #expect(reports.map(\.step) == Array(stride(from: 10, through: 500, by: 10)))
    #expect(reports.last?.progress == 1)
    #expect((reports.last?.loss ?? 1) < 0.1 * reports[0].loss)
    #expect(run.state.bestExact == 1)
    #expect(reports.filter(\.isBest).last?.validation?.all.exact == 1)

    let recognizer = try Recognizer(contentsOf: folder.file("model"))
    let texts = try (0..<20).map { number in
      recognizer.recognize(try Image(contentsOf: folder.file("crops/\(number).png"))).text
    }
    #expect(texts == (0..<20).map(Self.text))
    let record = try Model(contentsOf: folder.file("model")).trainingRecord
    #expect(record["length"] == "500 steps")
    #expect((record["batch size"], record["learning rate"], record["seed"]) == ("8", "0.02", "1"))
    #expect((record["crops"], record["moving average"]) == ("20", "0.8"))
    #expect(record["accuracy"]?.hasPrefix("exact 100.0%") == true)
    #expect(record["validation"] == "\(folder.path.split(separator: "/").last ?? "")/crops (20)")
  }

  @Test(arguments: [1, 9, 10, 25])
  func interruptedAndResumedItGivesTheSameBits(step: Int) throws {
    try writeCrops(20)
    let straight = try reports(try run("straight"))

    let first = try run("model")
    var seen: [TrainingReport] = []
    let end = try first.run { event in
      switch event {
      case .step(let taken): if taken.number == step { first.interrupt() }
      case .start: break
      case .report(let report): seen.append(report)
      case .checkpoint: break
      }
    }
    #expect(end == .interrupted)
    let plan = try TrainingPlan(resuming: folder.file("model"), changing: { $0.secondsPerCheckpoint = 7 })
    let second = try TrainingRun(plan, threads: 2)
    #expect(second.state.step == step)
    #expect(second.options.secondsPerCheckpoint == 7)
    seen += try reports(second)

    for suffix in ["", ".checkpoint"] {
      #expect(try tensors("model" + suffix) == tensors("straight" + suffix), "\(suffix)")
    }
    #expect(seen.map(\.step) == straight.map(\.step))
    #expect(seen.map(\.loss) == straight.map(\.loss))
    #expect(seen.map(\.isBest) == straight.map(\.isBest))
    #expect(seen.map { $0.validation?.all.oneMinusNED } == straight.map { $0.validation?.all.oneMinusNED })
  }

  /// Training goes on, and no report can be better than the first that reads everything.
  @Test func theModelFileKeepsTheBestReport() throws {
    try writeCrops(20)
    let run = try run("model") { ($0.steps, $0.secondsPerCheckpoint) = (500, 0) }
    var best: [[UInt8]] = []
    var later = 0
    try run.run { event in
      guard case .report(let report) = event else { return }
      if best.isEmpty {
        guard report.validation?.all.exact == 1 else { return }
        #expect(report.isBest)
        best = try tensors("model")
      } else {
        #expect(!report.isBest)
        later += 1
      }
    }
    #expect(!best.isEmpty && later > 0)
    #expect(try tensors("model") == best)
  }

  @Test func withoutValidationTheModelFileHoldsTheLatest() throws {
    try writeCrops(3)
    let run = try run("model") { $0.validation = [] }
    let reports = try reports(run)
    #expect(reports.allSatisfy { $0.validation == nil && $0.isBest })
    let latest = run.trainer.averagedModel()
    try latest.write(to: folder.file("latest"))
    #expect(try tensors("model") == tensors("latest"))
    #expect(run.state.bestExact == nil)
  }

  @Test func patienceEndsARunThatGetsNoBetter() throws {
    try writeCrops(20)
    let run = try run("model") {
      ($0.steps, $0.stepsPerReport, $0.patience, $0.learningRate) = (1000, 2, 3, 1e-30)
    }
    #expect(try run.run() == .noImprovement)
    // The first report is the best, and three more of the same follow.
    #expect(run.state.step == 8)
    #expect(try Checkpoint(contentsOf: folder.file("model.checkpoint")).header.isFinished)
  }

  @Test func aNewRunDoesNotWriteOverAnUnfinishedOne() throws {
    try writeCrops(20)
    let first = try run("model")
    try first.run { if case .step = $0 { first.interrupt() } }
    let path = folder.file("model.checkpoint")
    let error = #expect(throws: TrainingPlanError.self) { try run("model") }
    #expect(
      error?.description
        == "\(path) holds an unfinished run at step 1: go on with it, give another output, or remove the file to start "
        + "anew")
    try TrainingRun(TrainingPlan(resuming: folder.file("model")), threads: 1).run()
    let bytes = try folder.read("model.checkpoint")
    let ended = #expect(throws: TrainingPlanError.self) { try run("model") }
    #expect(ended == .finishedRun(checkpoint: path, step: 30))
    #expect(
      ended?.description
        == "\(path) holds a run that ended at step 30: go on with it for longer, give another output, or remove the file "
        + "to start anew")
    // Nor over what is no checkpoint.
    try folder.write("model.checkpoint", "precious")
    let other = #expect(throws: TrainingPlanError.self) { try run("model") }
    #expect(other?.description.hasPrefix("\(path) is there already, and no run can go on from it (") == true)
    #expect(try folder.read("model.checkpoint") == Array("precious".utf8))
    try folder.write("model.checkpoint", bytes)
  }

  @Test func aRunGoesOnToALaterEndAndRefusesWhatWouldMakeAnotherOfIt() throws {
    try writeCrops(20)
    try run("model").run()
    let path = folder.file("model.checkpoint")
    func resumed(_ change: (inout TrainingOptions) -> Void = { _ in }) throws -> TrainingRun {
      try TrainingRun(TrainingPlan(resuming: folder.file("model"), changing: change), threads: 1)
    }
    #expect(try resumed().hasEnded)
    #expect(try resumed().savedStep == 30)
    let longer = try resumed { $0.steps = 60 }
    #expect(!longer.hasEnded)
    #expect(longer.findings.count == 2)
    // Half of the way is done: the rate is at half of its highest, but for the share that is left at the end.
    #expect(
      longer.findings.last
        == "the run ends after 60 steps now, not 30 steps: its learning rate follows the schedule of that length, 0.01 "
        + "instead of 0.0002 at step 30")
    var rates: [Float] = []
    try longer.run { if case .step(let step) = $0 { rates.append(step.learningRate) } }
    let schedule = Schedule(peak: 0.02, warmupSteps: 3)
    #expect(rates == (30..<60).map { schedule.rate(step: $0, progress: Double($0) / 60) })
    #expect(longer.savedStep == 60)

    let changes: [(String, (inout TrainingOptions) -> Void)] = [
      ("learningRate", { $0.learningRate = 1 }), ("seed", { $0.seed = 9 }),
      ("batchSize", { $0.batchSize = 9 }),
      ("syntheticShare", { ($0.syntheticShare, $0.synthesis) = (0.5, SynthesisOptions(folder: "x")) }),
      ("weightDecay", { $0.weightDecay = 0 }), ("inversion", { $0.inversion = 1 }),
      ("finalRateShare", { $0.finalRateShare = 1 }), ("warmupSteps", { $0.warmupSteps = 9 }),
      ("alphabet", { $0.alphabet = "x" }), ("stretching", { $0.stretching = .proportional }),
      ("averageDecay", { $0.averageDecay = 0 }), ("clippingNorm", { $0.clippingNorm = 9 }),
      ("augmentation", { $0.augmentation = 1 }), ("network", { $0.network = "small" }),
      ("validation", { $0.validation = [] }),
    ]
    for (name, change) in changes {
      let error = #expect(throws: TrainingPlanError.self) { try resumed(change) }
      #expect(error?.description.hasPrefix("\(name) is a part of the run of \(path) (") == true, "\(name)")
    }
    let error = #expect(throws: TrainingPlanError.self) { try resumed { $0.steps = 10 } }
    #expect(
      error?.description == "the run of \(path) is past 10 steps: it has come to 60 steps; give a later end")
  }

  /// The log's disk is full, say: nothing of the run is lost.
  @Test func whatTheHandlerThrowsEndsTheRunWithACheckpointOfItsLastStep() throws {
    struct Full: Error {}
    try writeCrops(20)
    let first = try run("model")
    #expect(throws: Full.self) {
      try first.run { if case .report(let report) = $0, report.step == 20 { throw Full() } }
    }
    #expect(first.savedStep == 20)
    #expect(try TrainingRun(TrainingPlan(resuming: folder.file("model")), threads: 1).state.step == 20)
  }

  @Test func aCropThatGoesAwayEndsTheRunWithACheckpoint() throws {
    try writeCrops(200)
    let first = try run("model") { $0.steps = 200 }
    let error = #expect(throws: ImageError.self) {
      try first.run { event in
        guard case .step(let step) = event, step.number == 1 else { return }
        for index in 0..<200 { try FileManager.default.removeItem(atPath: folder.file("crops/\(index).png")) }
      }
    }
    #expect(error?.description.hasPrefix(folder.file("crops/")) == true)
    #expect(first.savedStep == first.state.step)
    try writeCrops(200)
    try TrainingRun(TrainingPlan(resuming: folder.file("model")), threads: 1).run()
  }

  @Test func aRunDoesNotGoOnWithOtherData() throws {
    try writeCrops(20)
    let first = try run("model")
    try first.run { if case .step = $0 { first.interrupt() } }
    try writeCrops(22)
    let plan = try TrainingPlan(resuming: folder.file("model"))
    let error = #expect(throws: TrainingPlanError.self) { try TrainingRun(plan, threads: 1) }
    let words = try #require(error?.description)
    #expect(
      words.hasPrefix("\(folder.file("model.checkpoint")): the data is not what the run was trained on "))
    #expect(words.contains("(then 20 crops in \(folder.file("crops")), now 22): "))
    #expect(
      words.hasSuffix("put it back as it was, or start a new run from \(folder.file("model"))"))
  }

  @Test func aRunStartsFromATrainedModelWithTheCharactersOfTheDataBesides() throws {
    try writeCrops(20)
    try run("first") { $0.stretching = .narrow(aspect: 6, share: 0.25) }.run()
    try folder.write("crops/labels.tsv", "0.png\tÅa\n1.png\tba\n")
    let plan = try TrainingPlan(
      options {
        ($0.start, $0.network) = (folder.file("first"), nil)
      }, output: folder.file("second"))
    #expect(plan.model.alphabet?.symbols == ["a", "b", "Å"])
    #expect(plan.newNames == ["Å"])
    #expect(
      try TrainingRun(plan, threads: 1).findings.contains("characters that the model learns to write: Å"))
    #expect(plan.model.crops == CropRule(stretching: .init(aspect: 6, share: 0.25), margin: 0.25))
    let proportional = try TrainingPlan(
      options {
        ($0.start, $0.network, $0.stretching) = (folder.file("first"), nil, .proportional)
      }, output: folder.file("second"))
    #expect(proportional.model.crops.stretching == nil)
  }

  /// In labels they are slips, as a rule, and no picture teaches them; joiners within an emoji show.
  @Test func charactersThatShowNothingAreLearntOnlyWhereTheyAreAskedFor() throws {
    try writeCrops(4)
    try folder.write(
      "crops/labels.tsv", "0.png\ta\u{200B}b\n1.png\tb\u{FEFF}\n2.png\tb\u{AD}a\n3.png\ta👩\u{200D}👩\u{A0}\n")
    let found = try TrainingPlan(options(), output: folder.file("model")).model.alphabet
    #expect(found?.symbols == ["a", "b", "\u{A0}", "👩\u{200D}👩"])
    let asked = try TrainingPlan(options { $0.alphabet = "ab\u{200B}" }, output: folder.file("model"))
    #expect(asked.model.alphabet?.symbols == ["a", "b", "\u{200B}"])

    let findings = try run("model").findings.joined(separator: "\n")
    #expect(findings.contains("\"\\u{200B}\" (U+200B) once, in "))
    #expect(findings.contains("3 labels with characters that show nothing, first in "))
    #expect(findings.contains("1 label with spaces other than U+0020, in "))
  }

  @Test func networksThatDoNotFitAreRefused() throws {
    try writeCrops(2)
    func error(_ network: String) throws -> String? {
      let error = #expect(throws: TrainingPlanError.self) { try run("model") { $0.network = network } }
      return error?.description
    }
    #expect(
      try error("huge")
        == "huge: neither a preset (crnn, small, classifier) nor a spec, which begins with [1,32,0,1")
    #expect(
      try error("[1,32,0,1 Mp32,1 S1(1x0)1,3 O1c9]")
        == "the output layer O1c9 does not fit the alphabet, which needs O1c3; leave it out, and it is added")
  }
}
