import Foundation
import Testing

/// Runs that have ended, or whose data has moved, and that go on.
@Suite struct ResumedTrainingTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 20)
  }

  private func train(_ arguments: String...) throws -> Sandbox.Outcome {
    try sandbox.start(
      ["train"] + arguments + ["--threads", "1", "--output", "model"]
    ).wait()
  }

  private func begin(_ arguments: String...) throws -> Sandbox.Outcome {
    let outcome = try sandbox.start(
      [
        "train", "crops", "--network", Sandbox.tinyNetwork, "--batch-size", "8", "--threads", "1", "--output",
        "model",
      ]
        + arguments
    ).wait()
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  private func steps() throws -> Substring? {
    try sandbox.ocr("inspect", "model.checkpoint").output.split(separator: "\n").first {
      $0.hasPrefix("  steps ")
    }?.dropFirst(19)
  }

  @Test func aRunThatHasEndedSaysHowToLengthenIt() throws {
    _ = try begin("--steps", "6")
    let model = try sandbox.read("model")
    let resumed = try train("--resume")
    #expect(resumed.status == 0)
    #expect(
      resumed.errors.hasSuffix(
        "model.checkpoint: the run had ended at step 6, nothing is left to do; give larger --steps, --epochs or "
          + "--minutes to lengthen it\n"))
    #expect(try tensorBytes(sandbox.read("model")) == tensorBytes(model))

    let again = try train("crops", "--steps", "6")
    #expect(again.status == 2)
    #expect(
      again.errors
        == "model.checkpoint holds a run that ended at step 6: give --resume with larger --steps, --epochs or --minutes "
        + "to lengthen it, another --output, or remove the file to start anew\n")
    #expect(try sandbox.read("model") == model)
  }

  /// Whatever said when the run ended, the new length takes its place.
  @Test func aNewLengthTakesThePlaceOfTheOldOne() throws {
    _ = try begin("--epochs", "2")
    #expect(try steps() == "4 of 4")
    let longer = try train("--resume", "--steps", "9")
    #expect(longer.status == 0, "\(longer.errors)")
    #expect(
      longer.errors.contains(
        "the run ends after 9 steps now, not 4 steps: its learning rate follows the schedule of that length, 0.0012 "
          + "instead of 2e-05 at step 4\n"), "\(longer.errors)")
    #expect(try steps() == "9 of 9")
    #expect(try train("--resume", "--epochs", "6").status == 0)
    #expect(try steps() == "12 of 12")
    #expect(try train("--resume", "--minutes", "0.02").status == 0)
    #expect(try steps()?.contains(" of ") == false)

    let shorter = try train("--resume", "--steps", "10")
    #expect(shorter.status == 2)
    #expect(shorter.errors.hasPrefix("the run of model.checkpoint is past 10 steps: it has come to "))
    #expect(shorter.errors.hasSuffix(" steps; give a later end\n"))
  }

  @Test func patienceThatIsLostCanBeGivenAnew() throws {
    let ended = try begin(
      "--steps", "100", "--report-steps", "1", "--patience", "2", "--learning-rate", "1e-30", "--validation",
      "crops")
    #expect(ended.errors.contains("no better validation for 2 reports"))
    let resumed = try train("--resume", "--steps", "200")
    #expect(
      resumed.errors.hasSuffix("nothing is left to do; give a larger --patience to lengthen it\n"),
      "\(resumed.errors)")
    #expect(try train("--resume", "--patience", "4").errors.contains("no better validation for 4 reports"))
    #expect(try steps() == "5 of 200")
  }

  /// The same labels and pictures under other names, in another form of data set, are the same data.
  @Test func dataMayLieElsewhere() throws {
    try sandbox.synthesize("check", count: 5, seed: 2)
    _ = try begin("--steps", "6", "--validation", "check")
    let straight = try train("--resume", "--steps", "9")
    #expect(straight.status == 0, "\(straight.errors)")
    let model = try tensorBytes(sandbox.read("model.checkpoint"))

    for name in ["model", "model.checkpoint", "model.log.tsv"] {
      try FileManager.default.removeItem(atPath: sandbox.file(name))
    }
    _ = try begin("--steps", "6", "--validation", "check")
    try FileManager.default.createDirectory(atPath: sandbox.file("deep"), withIntermediateDirectories: true)
    for (name, place) in [("crops", "deep/crops"), ("check", "deep/check")] {
      try FileManager.default.moveItem(atPath: sandbox.file(name), toPath: sandbox.file(place))
    }
    let gone = try train("--resume", "--steps", "9")
    #expect(gone.status == 2)
    #expect(
      gone.errors
        == "crops: No such file or directory; the run of model.checkpoint needs it: put it back, or give its path as it is "
        + "now beside --resume (the data sets in their order, --validation, --synthesis-data)\n")
    let moved = try train("deep/crops", "--resume", "--validation", "deep/check", "--steps", "9")
    #expect(moved.status == 0, "\(moved.errors)")
    #expect(!moved.errors.contains("sought anew"))
    #expect(try tensorBytes(sandbox.read("model.checkpoint")) == model)
    // From here on it is known where the data lies.
    #expect(try train("--resume").status == 0)
  }

  @Test func fontsMayLieElsewhereToo() throws {
    let files = FileManager.default
    try sandbox.write("data/words/list.txt", "alpha\nbeta\n")
    try files.copyItem(atPath: Sandbox.fonts, toPath: sandbox.file("data/fonts"))
    let begun = try train(
      "--synthetic", "1", "--synthesis-data", "data", "--validation", "crops", "--network",
      Sandbox.tinyNetwork,
      "--steps", "2")
    #expect(begun.status == 0, "\(begun.errors)")
    try files.moveItem(atPath: sandbox.file("data"), toPath: sandbox.file("moved"))
    let gone = try train("--resume", "--steps", "4")
    #expect(gone.status == 2)
    #expect(gone.errors.hasPrefix("no usable font in data/fonts (0 files rejected); "))
    #expect(
      gone.errors.contains(
        "; the run of model.checkpoint needs it: put it back, or give its path as it is now "))
    let resumed = try train("--resume", "--synthesis-data", "moved", "--steps", "4")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try steps() == "4 of 4")
    try sandbox.write("moved/words/list.txt", "alpha\nbeta\ngamma\n")
    let other = try train("--resume", "--steps", "6")
    #expect(other.status == 2)
    #expect(
      other.errors.contains("(then 22 fonts, 2 words, 0 backgrounds, now 22 fonts, 3 words, 0 backgrounds)"),
      "\(other.errors)")
  }

  @Test func dataWithOtherContentIsNamedWithWhatItWas() throws {
    try sandbox.synthesize("others", count: 12, seed: 3)
    _ = try begin("others", "--steps", "3", "--validation", "crops")
    let labels = try sandbox.lines("others/labels.tsv")
    func differences() throws -> String {
      let outcome = try train("--resume", "--steps", "6")
      #expect(outcome.status == 2)
      let words = outcome.errors.split(separator: "(").last?.split(separator: ")").first
      return String(words ?? "")
    }
    try sandbox.write("others/labels.tsv", labels.dropFirst(2).joined(separator: "\n"))
    #expect(try differences() == "then 12 crops in others, now 10")
    try sandbox.write("others/labels.tsv", labels.reversed().joined(separator: "\n"))
    #expect(try differences() == "then 12 crops in others, now 12 with other labels or pictures")
    try sandbox.write("others/labels.tsv", labels.joined(separator: "\n"))
    try sandbox.read("crops/000001.png").write(to: URL(fileURLWithPath: sandbox.file("others/000001.png")))
    #expect(try differences() == "then 12 crops in others, now 12 with other labels or pictures")
    let fewer = try train("crops", "--resume", "--steps", "6")
    #expect(fewer.errors.contains("(then 2 data sets, now 1)"))
  }

  @Test func whatIsMeasuredOnMayChangeAndTheBestModelIsSoughtAnew() throws {
    try sandbox.synthesize("check", count: 5, seed: 2)
    _ = try begin("--steps", "3", "--validation", "crops")
    let other = try train("--resume", "--validation", "check", "--steps", "6")
    #expect(other.status == 0, "\(other.errors)")
    #expect(
      other.errors.contains(
        "the validation crops are not what they were (then 20 crops in crops, now 5 in check): the best model is sought "
          + "anew\n"))
    // A model that is gone is not better than one that is there.
    try FileManager.default.removeItem(atPath: sandbox.file("model"))
    let gone = try train("--resume", "--steps", "9", "--learning-rate", "0.002")
    #expect(gone.errors.contains("model is not there: the best model is sought anew\n"), "\(gone.errors)")
    #expect(sandbox.exists("model"))
  }

  /// With sets to measure on, the crops that are held out would be trained on.
  @Test func heldOutCropsStayHeldOut() throws {
    _ = try begin("--steps", "3")
    let outcome = try train("--resume", "--validation", "crops", "--steps", "6")
    #expect(outcome.status == 2)
    #expect(
      outcome.errors
        == "the run of model.checkpoint has no --validation, not [\"crops\"]: leave --validation out to go on with it, or "
        + "start a new run with --from model and another --output\n")
  }

  @Test func aDamagedCheckpointIsNotWrittenOverAndTheModelBesideItIsNamed() throws {
    _ = try begin("--steps", "3")
    var bytes = try sandbox.read("model.checkpoint")
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: URL(fileURLWithPath: sandbox.file("model.checkpoint")))
    let reason =
      "truncated or changed after it was written: its checksum does not match; get the file again"
    let resumed = try train("--resume")
    #expect(resumed.status == 2)
    #expect(
      resumed.errors
        == "model.checkpoint: \(reason), or begin a new run with --from model, which is whole, and another --output\n"
    )
    let new = try train("crops", "--steps", "3")
    #expect(new.status == 2)
    #expect(
      new.errors
        == "model.checkpoint is there already, and no run can go on from it (\(reason)): give another --output or "
        + "--checkpoint, or remove it\n")
    #expect(try sandbox.read("model.checkpoint") == bytes)
    try FileManager.default.removeItem(atPath: sandbox.file("model"))
    #expect(try train("--resume").errors == "model.checkpoint: \(reason)\n")
  }

  @Test func filesThatCannotBeWrittenAreToldBeforeTraining() throws {
    func errors(_ arguments: String...) throws -> String {
      let outcome = try sandbox.start(["train", "crops", "--steps", "3"] + arguments).wait()
      #expect(outcome.status == 2)
      return outcome.errors
    }
    #expect(try errors("--output", "crops") == "crops: cannot be written: Is a directory\n")
    #expect(try errors("--output", "no/model") == "no/model: cannot be written: No such file or directory\n")
    #expect(
      try errors("--output", "model", "--checkpoint", "no/c")
        == "no/c: cannot be written: No such file or directory\n")
    #expect(
      try errors("--output", "model", "--checkpoint", "model")
        == "model would be both model and checkpoint: give another --checkpoint\n")
    let labels = try sandbox.read("crops/labels.tsv")
    #expect(
      try errors("--output", "model", "--log", "crops/labels.tsv")
        == "crops/labels.tsv: this is another file than a log of training; give another --log\n")
    #expect(try sandbox.read("crops/labels.tsv") == labels)
    #expect(!sandbox.exists("model"))
  }
}
