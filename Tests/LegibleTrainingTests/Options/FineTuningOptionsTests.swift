import LegibleLanguage
import LegibleModels
import LegibleTraining
import TestSupport
import Testing

@Suite struct FineTuningOptionsTests {
  private func options(_ labels: [String], synthesisFolder: String? = nil) throws -> TrainingOptions {
    let folder = try TemporaryFolder()
    try folder.write("x.png")
    try folder.write("labels.tsv", labels.map { "x.png\t\($0)\n" }.joined())
    return try TrainingOptions(
      fineTuning: "model", on: [folder.file("labels.tsv")], synthesisFolder: synthesisFolder)
  }

  @Test(
    arguments: [
      (1, 180, 16), (20, 284, 16), (50, 362, 16), (500, 820, 16), (5000, 2271, 32), (40_000, 6150, 64),
    ])
  func stepsAndBatchesSuitTheNumberOfCrops(crops: Int, steps: Int, batchSize: Int) throws {
    let options = try options((0..<crops).map { "\($0)" })
    #expect((options.steps, options.batchSize) == (steps, batchSize))
    #expect(options.stepsPerReport == steps / 20)
    #expect((options.learningRate, options.syntheticShare) == (1e-3, 0))
    #expect(abs(options.averageDecay - min(0.999, 1 - 10 / Float(steps))) < 1e-6)
    #expect(throws: Never.self) { try options.check() }
  }

  @Test func syntheticCropsHaveTextsLikeTheLabels() throws {
    let long = String(repeating: "x", count: 80)
    let options = try options(["b", "a", "", "b", long], synthesisFolder: "fonts")
    #expect(options.syntheticShare == 0.25)
    #expect(options.synthesis?.labels == ["a", "b", long])
    #expect(options.synthesis?.maximumLength == 50)
    // A checkpoint holds them, and not a million.
    let many = try self.options((0..<20_000).map { "\($0)" }, synthesisFolder: "fonts")
    #expect((1000...5000).contains(many.synthesis?.labels.count ?? 0))
    #expect(many.synthesis?.maximumLength == 25)
  }

  /// Their labels are texts, so only a model that tells how they lie can learn from them.
  @Test(arguments: [(false, 0), (true, 0.25)] as [(Bool, Float)])
  func aModelOfClassesGetsSyntheticCropsOnlyToTellHowTheyLie(laysFlat: Bool, share: Float) throws {
    let folder = try TemporaryFolder()
    let network = Network(try NetworkSpec(parsing: "[1,8,0,1 Mp8,1 S1(1x0)1,3 Lfxs2 O0s2]"))
    try Model(
      network: network, vocabulary: .classes(try ClassNames(["gas", "water"])),
      crops: CropRule(laysFlat: laysFlat)
    ).write(to: folder.file("model"))
    try folder.write("x.png")
    try folder.write("labels.tsv", "x.png\tgas\n")
    let options = try TrainingOptions(
      fineTuning: folder.file("model"), on: [folder.file("labels.tsv")], synthesisFolder: "fonts")
    #expect(options.syntheticShare == share && (options.synthesis == nil) == (share == 0))
  }

  @Test func aDataSetThatCannotBeOpenedIsRefused() {
    #expect(throws: DatasetError.self) {
      try TrainingOptions(fineTuning: "model", on: ["/nowhere/at-all"])
    }
  }
}
