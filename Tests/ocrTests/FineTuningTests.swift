import Foundation
import Testing

/// `ocr train --from` as a new user types it.
@Suite struct FineTuningTests {
  private let sandbox: Sandbox

  /// Crops of figures, and a model that has learnt nothing yet.
  init() throws {
    sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 20, alphabet: "0123456789")
    let first = try sandbox.ocr(
      "train", "crops", "--network", Sandbox.tinyNetwork, "--steps", "1", "--output", "first")
    try #require(first.status == 0, "\(first.errors)")
  }

  /// - Parameter synthesis: a folder in the place of ~/.cache/legible.
  private func train(_ arguments: String..., synthesis: String = "nowhere") throws -> Sandbox.Outcome {
    try sandbox.start(
      ["train", "crops", "--from", "first", "--output", "tuned", "--threads", "1"] + arguments,
      environment: ["XDG_CACHE_HOME": sandbox.file(synthesis)]
    ).wait()
  }

  @Test func itSaysHowItReadWhatWasHeldOutBeforeAndAfterAndWhatItMisreads() throws {
    let outcome = try train()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.errors.split(separator: "\n").map(String.init)
    #expect(
      lines.first
        == "no fonts in \(sandbox.file("nowhere"))/legible/synthesis, so no synthetic crops: the model may forget how to "
        + "read other text than yours; Scripts/install-synthesis-data.sh fetches some")
    #expect(
      lines.contains(
        "5 of 20 crops are held out: they are never trained on, and say how well the model reads; copies of a crop stay on "
          + "one side"))
    #expect(lines.contains("training for 284 steps of 16 crops, 1 threads"))
    #expect(lines.contains { $0.hasPrefix("before the first step: exact ") })
    let start = try #require(lines.firstIndex(of: "crops that were not trained on:"))
    #expect(lines[start + 1].hasPrefix("  before  0.0% right (0 of 5), "))
    #expect(lines[start + 2].hasPrefix("  after   "))
    #expect(lines[start + 3].hasPrefix("of all such crops it reads between "))
    #expect(lines[start + 3].hasSuffix("% (95% confidence); more labelled crops would tell better"))
    // A network of eight features is wrong somewhere.
    let list = try #require(lines.firstIndex(of: "what it still misreads:"))
    let misread = lines[(list + 1)...]
    #expect((1...5).contains(misread.count))
    #expect(misread.allSatisfy { $0.hasPrefix("  crops/0000") && $0.contains("\" read as \"") })
  }

  @Test func layersUpToOneCanBeFrozen() throws {
    let outcome = try train("--freeze", "C", "--steps", "3")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let unknown = try sandbox.ocr(
      "train", "crops", "--from", "first", "--freeze", "Q", "--output", "other", "--synthetic", "0")
    #expect(unknown.status == 2)
    #expect(
      unknown.errors.hasPrefix("--freeze: no layer of the network is named Q: give a number from 1 to 8, or"))
    let without = try sandbox.ocr("train", "crops", "--freeze", "C", "--output", "other")
    #expect(
      without.errors.hasPrefix(
        "Error: --freeze keeps the weights of a trained model: give --from, or leave it out."))
  }

  @Test func oneCropIsTrainedOnAndNothingIsPromised() throws {
    try sandbox.write("crops/labels.tsv", "000000.png\t7\n")
    let outcome = try train("--steps", "2")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains("\nno crop is held out, for there are too few, or all are copies of one: "))
    #expect(!outcome.errors.contains("crops that were not trained on"))
    #expect(sandbox.exists("tuned"))
  }

  @Test func wherePossibleAQuarterOfTheCropsIsSynthetic() throws {
    let folder = sandbox.file("cache/legible/synthesis")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/fonts", withDestinationPath: Sandbox.fonts)
    let outcome = try train("--steps", "2", synthesis: "cache")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("synthetic crops: "))
    #expect(try sandbox.ocr("inspect", "tuned").output.contains("synthetic share  0.25"))
    // Where the user asks for none, there is none, and nothing is said of fonts.
    try FileManager.default.removeItem(atPath: sandbox.file("tuned.checkpoint"))
    let without = try train("--steps", "2", "--synthetic", "0")
    #expect(without.errors.hasPrefix("crops: 20 crops\n"), "\(without.errors)")
  }
}
