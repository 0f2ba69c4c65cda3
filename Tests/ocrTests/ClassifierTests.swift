import Testing

/// Networks that give the class of a crop, from training to reading, by the command.
@Suite struct ClassifierTests {
  private static let network = "[1,32,0,1 Cr3,3,8 Mp4,4 Cr3,3,8 Mp8,1 S1(1x0)1,3 Gbxs8]"

  /// Crops of zeros are one class, crops of ones the other.
  private func writeCrops(_ sandbox: Sandbox) throws {
    var labels = ""
    for (folder, symbol, name) in [("zeros", "0", "round one"), ("ones", "1", "straight one")] {
      try sandbox.synthesize("crops/\(folder)", count: 24, alphabet: symbol)
      for line in try sandbox.lines("crops/\(folder)/labels.tsv") {
        labels += "\(folder)/\(line.split(separator: "\t")[0])\t\(name)\n"
      }
    }
    try sandbox.write("crops/labels.tsv", labels)
  }

  @Test func trainsGoesOnShowsQuantisesReadsAndMeasures() throws {
    let sandbox = try Sandbox()
    try writeCrops(sandbox)
    let arguments = [
      "train", "crops", "--validation", "crops", "--network", Self.network, "--batch-size", "8", "--output",
      "model", "--learning-rate", "0.01", "--average-decay", "0.9", "--augmentation", "0",
    ]
    let trained = try sandbox.start(arguments + ["--steps", "150"]).wait()
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.errors.contains("O0s2], ") && trained.errors.contains(" parameters, 2 classes\n"))
    let further = try sandbox.ocr("train", "--resume", "--steps", "200", "--output", "model")
    #expect(further.status == 0, "\(further.errors)")

    let shown = try sandbox.ocr("inspect", "model").output
    #expect(shown.contains("\nClasses   round one, straight one\n"))

    let quantized = try sandbox.ocr(
      "quantize", "model", "--output", "int8", "--calibration", "crops", "--crops", "12")
    #expect(quantized.status == 0, "\(quantized.errors)")
    for model in ["model", "int8"] {
      let measured = try sandbox.ocr("evaluate", "crops", "--model", model, "--format", "json")
      #expect(measured.status == 0, "\(measured.errors)")
      let exact = measured.output.firstMatch(of: /"exact": ?([0-9.]+)/).flatMap { Double($0.1) }
      #expect(exact ?? 0 > 0.9, "\(measured.output)")
      let read = try sandbox.ocr(
        "recognize", "crops/zeros", "--model", model, "--format", "jsonl", "--candidates", "2")
      #expect(read.output.split(separator: "\n").count == 24, "\(read.errors)")
      #expect(read.output.contains(#""text":"round one""#) && read.output.contains(#""characters":[]"#))
    }
    let refused = try sandbox.ocr("recognize", "crops", "--model", "model", "--pattern", "a")
    #expect(
      refused.status == 2
        && refused.errors.contains(
          "the model gives classes of crops and no texts: leave out what is known of texts")
    )
  }

  @Test func trainsOnCropsThatItTurnsAndTurnsCropsByIt() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 60, alphabet: "ABEFLPR247")
    let trained = try sandbox.ocr(
      "train", "crops", "--turned", "--validation", "crops", "--network",
      "[1,32,0,1 Cbr3,3,8 Mp2,2 Cbr3,3,16 Mp2,2 Cbr3,3,16 Mp2,2 S1(1x0)1,3 Lbxs16]", "--batch-size", "16",
      "--steps", "300", "--learning-rate", "0.01", "--average-decay", "0.9", "--augmentation", "0",
      "--output",
      "orientation")
    #expect(trained.status == 0, "\(trained.errors)")
    let accuracy = trained.errors.firstMatch(of: /the best model read ([0-9.]+)%/).flatMap { Double($0.1) }
    // By chance half of the wide ones.
    #expect(accuracy ?? 0 > 75, "\(trained.errors)")

    let shown = try sandbox.ocr("inspect", "orientation").output
    #expect(shown.contains("\nClasses   upright, clockwise, upside-down, counterclockwise\n"))
    #expect(shown.contains("\nTurning   higher than wide: by a quarter counter-clockwise\n"))
    let read = try sandbox.ocr("recognize", "crops", "--orientation", "orientation", "--format", "jsonl")
    #expect(read.status == 0 && read.output.split(separator: "\n").count == 60, "\(read.errors)")
  }

  @Test func whatDoesNotGoTogetherIsRefused() throws {
    let sandbox = try Sandbox()
    try writeCrops(sandbox)
    func error(_ arguments: String...) throws -> String {
      let outcome = try sandbox.start(["train", "crops", "--output", "model"] + arguments).wait()
      #expect(outcome.status == 2)
      return outcome.errors
    }
    #expect(
      try error("--network", Self.network, "--synthetic", "0.5")
        == "synthetic crops have texts for labels, and this network gives classes: leave --synthetic out, or add --turned, "
        + "which makes classes of how crops lie\n")
    #expect(
      try error("--network", "small", "--turned")
        == "with --turned the label of a crop is how it lies, and this network writes texts: give --network classifier or "
        + "another that gives classes, or leave --turned out\n")
    #expect(
      try error("--network", Self.network, "--alphabet", "ab")
        == "a network of classes has those of the labels and no alphabet: leave --alphabet out\n")
    #expect(
      try error("--network", String(Self.network.dropLast()) + " O0s5]")
        == "--network: the output layer O0s5 does not fit the classes, which need O0s2; leave it out, and it is added\n"
    )
  }
}
