import Foundation
import LegibleModels
import Testing

@Suite struct TrainTests {
  /// The arguments of a run that is over in seconds, on a data set, with checkpoints as often as can be.
  private func arguments(_ output: String, steps: Int, extra: [String] = []) -> [String] {
    [
      "train", "crops", "--validation", "crops", "--network", Sandbox.tinyNetwork, "--steps", "\(steps)",
      "--batch-size", "8", "--report-steps", "20", "--checkpoint-seconds", "0", "--threads", "1", "--output",
      output,
    ] + extra
  }

  @Test func overfitsTwentyCrops() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 20, seed: 5, alphabet: "0123456789")
    let trained = try sandbox.ocr(
      "train", "crops", "--validation", "crops", "--network",
      "[1,32,0,1 Cbr3,3,16 Mp2,2 Cbr3,3,24 Mp2,2 Mp4,1 S1(1x0)1,3 Lbx32]", "--steps", "1000", "--batch-size",
      "20",
      "--learning-rate", "0.01", "--augmentation", "0", "--average-decay", "0.9", "--output",
      "model.safetensors")
    #expect(trained.status == 0, "\(trained.errors)")

    let evaluated = try sandbox.ocr(
      "evaluate", "crops", "--model", "model.safetensors", "--format", "json")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(evaluated.output.utf8)) as? [String: Any])
    #expect(report["count"] as? Int == 20)
    #expect(report["exact"] as? Double == 1, "\(trained.errors)")
    #expect(
      trained.errors.contains(
        "\nconfidences are not calibrated: 20 texts read rightly and 0 wrongly are too few"))
  }

  @Test func resumedAfterAnInterruptionItGivesTheSameBits() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 20)
    let straight = try sandbox.start(arguments("straight", steps: 150)).wait()
    #expect(straight.status == 0, "\(straight.errors)")

    let running = try sandbox.start(arguments("model", steps: 150))
    while running.isRunning, !sandbox.exists("model.checkpoint") { usleep(1000) }
    running.send(SIGINT)
    let interrupted = try running.wait()
    #expect(interrupted.status == 130)
    #expect(interrupted.errors.contains("to go on: ocr train --resume --output model"))

    // On another number of threads, which must not matter either.
    let resumed = try sandbox.ocr("train", "--resume", "--threads", "2", "--output", "model")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.errors.contains("going on from model.checkpoint: step "))
    try expectSameRun(sandbox, "model", "straight")
  }

  @Test func killedAtAnyMomentItGoesOn() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 20)
    let straight = try sandbox.start(arguments("straight", steps: 150)).wait()
    #expect(straight.status == 0, "\(straight.errors)")

    // At once, which may be before the first checkpoint, and after so many checkpoints were seen to be
    // replaced: each is a new file. Where in its step, or in its writing, the process then is, its timing
    // decides.
    for checkpoints in [0, 1, 2, 5, 10, 20] {
      let resume = sandbox.exists("model.checkpoint") ? ["--resume"] : []
      let running = try sandbox.start(arguments("model", steps: 150, extra: resume))
      var seen: Set<Int> = []
      while running.isRunning, seen.count < checkpoints {
        if let number = sandbox.fileNumber("model.checkpoint") { seen.insert(number) }
        usleep(200)
      }
      running.send(SIGKILL)
      _ = try running.wait()
    }
    let resume = sandbox.exists("model.checkpoint") ? ["--resume"] : []
    let last = try sandbox.start(arguments("model", steps: 150, extra: resume)).wait()
    #expect(last.status == 0, "\(last.errors)")
    try expectSameRun(sandbox, "model", "straight")
  }

  /// The model's tensors, the checkpoint's, and the log but for its times.
  private func expectSameRun(_ sandbox: Sandbox, _ name: String, _ other: String) throws {
    for suffix in ["", ".checkpoint"] {
      let (a, b) = (try sandbox.read(name + suffix), try sandbox.read(other + suffix))
      #expect(try tensorBytes(a) == tensorBytes(b), "\(name + suffix)")
    }
    func log(_ name: String) throws -> [[Substring]] {
      try sandbox.lines(name + ".log.tsv").map { line in
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        return fields.indices.filter { $0 != 1 && $0 != 5 }.map { fields[$0] }
      }
    }
    #expect(try log(name) == log(other))
    #expect(try log(name).count == 1 + 150 / 20 + 1)
  }

  @Test func aResumedRunRefusesOtherDataAndOptions() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 20)
    let none = try sandbox.ocr("train", "--resume", "--output", "model")
    #expect(none.status == 2)
    #expect(
      none.errors
        == "model.checkpoint: there is no checkpoint to go on from; leave --resume out to start a run\n")

    let running = try sandbox.start(arguments("model", steps: 3000))
    while running.isRunning, !sandbox.exists("model.checkpoint") { usleep(1000) }
    running.send(SIGTERM)
    #expect(try running.wait().status == 143)

    // What decides the arithmetic is refused by name; the same value again is agreed to.
    for (option, value, was) in [
      ("--seed", "2", "has --seed 1, not 2"), ("--clip", "1", "has --clip 5.0, not 1.0"),
      ("--learning-rate", "0.1", "has --learning-rate 0.002, not 0.1"),
      ("--synthetic", "0.5", "has --synthetic 0.0, not 0.5"),
      ("--batch-size", "9", "has --batch-size 8, not 9"), ("--warmup", "9", "has --warmup 300, not 9"),
      ("--augmentation", "0", "has --augmentation 0.5, not 0.0"),
      ("--average-decay", "0", "has --average-decay 0.999, not 0.0"),
      ("--stretch", "none", "has --stretch 4.0,0.5, not none"), ("--from", "x", "has no --from, not x"),
    ] {
      let outcome = try sandbox.ocr("train", "--resume", option, value, "--output", "model")
      #expect(outcome.status == 2)
      #expect(
        outcome.errors
          == "the run of model.checkpoint \(was): leave \(option) out to go on with it, or start a new run with --from "
          + "model and another --output\n")
    }

    let again = try sandbox.start(arguments("model", steps: 100)).wait()
    #expect(again.status == 2)
    #expect(again.errors.hasPrefix("model.checkpoint holds an unfinished run at step "))
    #expect(
      again.errors.hasSuffix(
        ": give --resume to go on with it, another --output, or remove the file to start anew\n"))

    let labels = try sandbox.lines("crops/labels.tsv")
    try sandbox.write("crops/labels.tsv", labels.dropLast().joined(separator: "\n"))
    let data = try sandbox.ocr("train", "--resume", "--output", "model")
    #expect(data.status == 2)
    #expect(
      data.errors
        == "model.checkpoint: the data is not what the run was trained on (then 20 crops in crops, now 19): put it back "
        + "as it was, or start a new run with --from model and another --output\n")
  }

  @Test func saysWhatIsWrongWithTheDataBeforeItStarts() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 20, alphabet: "0123456789")
    var labels = try sandbox.lines("crops/labels.tsv").map(String.init)
    labels[0] = "000000.png\tß"
    labels[1] = "000001.png\t" + String(repeating: "1", count: 900)
    labels[2] = "gone.png\t1"
    labels[3] = "no tab"
    labels.append("broken.png\t5")
    try sandbox.write("crops/broken.png", "GIF89a")
    try sandbox.write("crops/labels.tsv", labels.joined(separator: "\n"))
    let outcome = try sandbox.start(
      arguments("model", steps: 1, extra: ["--alphabet", "0123456789"])
    ).wait()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = """
      crops: 16 crops
      2 lines rejected:
        crops/labels.tsv:3: no image file "crops/gone.png"
        crops/labels.tsv:4: no tab between path and text
      1 unreadable image left out:
        crops/labels.tsv:21: crops/broken.png: a GIF file, not a PNG or JPEG; convert it to PNG
      1 crop left out for characters outside the alphabet:
        "ß" (U+00DF) once, in crops/labels.tsv:1
      1 crop too narrow for the label left out:
        crops/labels.tsv:2: "
      """
    #expect(outcome.errors.hasPrefix(report), "\(outcome.errors)")
  }

  @Test func damagedCropsAreTrainedOnOnDemand() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 12)
    let bytes = Array(try sandbox.read("crops/000003.png"))
    try Data(bytes.prefix(bytes.count / 2)).write(to: URL(fileURLWithPath: sandbox.file("crops/000003.png")))
    let reason = "crops/labels.tsv:4: crops/000003.png: truncated PNG: the file ends early"
    let refused = try sandbox.start(arguments("model", steps: 1)).wait()
    #expect(refused.status == 0)
    #expect(refused.errors.hasPrefix("crops: 11 crops\n1 unreadable image left out:\n  \(reason)"))
    let allowed = try sandbox.start(arguments("other", steps: 1, extra: ["--damaged"])).wait()
    #expect(allowed.status == 0, "\(allowed.errors)")
    #expect(
      allowed.errors.hasPrefix("crops: 12 crops\n1 damaged image used as far as possible:\n  \(reason)"))
  }

  @Test func whereNoCropIsLeftItSaysWhyBeforeItEnds() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 1, alphabet: "0")
    let outcome = try sandbox.ocr("train", "crops", "--alphabet", "x", "--output", "model")
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.hasPrefix("crops: 0 crops\n1 crop left out for characters outside the alphabet:\n"))
    #expect(
      outcome.errors.hasSuffix(
        "\nno crop is left to train on; see the reasons above, or add synthetic crops with --synthetic\n"))
  }

  /// The weights of a checkpoint made infinite, and the run resumed.
  @Test func aLossThatIsNotFiniteEndsTheRunWithAWayOut() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 20)
    let running = try sandbox.start(arguments("model", steps: 3000))
    while running.isRunning, !sandbox.exists("model.checkpoint") { usleep(1000) }
    running.send(SIGTERM)
    #expect(try running.wait().status == 143)

    let file = try SafeTensors(contentsOf: sandbox.file("model.checkpoint"))
    let tensors = file.tensors.map { tensor in
      let bytes = file.withBytes(of: tensor) { Array($0) }
      // Little-endian infinities.
      let infinities = (0..<bytes.count).map { [0, 0, 0x80, 0x7F][$0 % 4] as UInt8 }
      return SafeTensors.Source(
        tensor.name, .float32, shape: tensor.shape,
        bytes: tensor.name.hasPrefix("weights.") ? infinities : bytes)
    }
    try SafeTensors.write(
      tensors, metadata: file.metadata.filter { $0.key == "checkpoint" },
      to: sandbox.file("broken.checkpoint"))
    let outcome = try sandbox.ocr("train", "--resume", "--output", "broken")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("\nthe loss is not finite at step "))
    #expect(outcome.errors.contains(": a smaller --learning-rate may help; the batch was crops/"))
  }

  @Test func fineTuningKeepsWhatTheModelKnows() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 20, alphabet: "0123456789")
    let first = try sandbox.start(arguments("first", steps: 20)).wait()
    #expect(first.status == 0, "\(first.errors)")

    // At a rate of nearly nothing the tuned model is the first one, with one symbol more.
    let labels = try sandbox.lines("crops/labels.tsv")
    try sandbox.write("crops/more.tsv", (labels.dropFirst() + ["000000.png\tÅ"]).joined(separator: "\n"))
    let tuned = try sandbox.ocr(
      "train", "crops/more.tsv", "--from", "first", "--validation", "crops", "--steps", "1",
      "--learning-rate",
      "1e-30", "--synthetic", "0", "--output", "tuned")
    #expect(tuned.status == 0, "\(tuned.errors)")
    let alphabet = try sandbox.ocr("inspect", "tuned").output
    #expect(alphabet.contains("11 characters: 0 1 2 3 4 5 6 7 8 9 Å"))
    func texts(_ model: String) throws -> String {
      try sandbox.ocr("recognize", "crops", "--model", model).output
    }
    #expect(try texts("tuned").replacingOccurrences(of: "Å", with: "") == texts("first"))
  }

  @Test func refusesWhatCannotStart() throws {
    let sandbox = try Sandbox()
    func errors(_ arguments: String...) throws -> String {
      let outcome = try sandbox.start(["train", "--output", "model"] + arguments).wait()
      #expect(outcome.status == 2)
      return outcome.errors
    }
    #expect(try errors().hasPrefix("Error: Nothing to train on: give a data set, or --synthetic 1."))
    #expect(
      try errors("--synthetic", "1").hasPrefix(
        "Error: Synthetic crops have no end: give --steps or --minutes."))
    #expect(try errors("crops", "--clip", "0").hasPrefix("Error: --clip is a number above 0."))
    #expect(try errors("nowhere") == "nowhere: No such file or directory\n")
    #expect(
      try errors("--synthetic", "1", "--steps", "1", "--synthesis-data", "nowhere")
        == "no usable font in nowhere/fonts (0 files rejected); Scripts/install-synthesis-data.sh fetches a good set\n"
    )
    try sandbox.synthesize("crops", count: 2)
    #expect(
      try errors("crops", "--network", "huge")
        == "--network huge: neither a preset (crnn, small, classifier) nor a spec, which begins with [1,32,0,1\n"
    )
  }
}
