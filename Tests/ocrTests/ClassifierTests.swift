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
    let trained = try sandbox.start(arguments + ["--steps", "300"]).wait()
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.errors.contains("O0s2], ") && trained.errors.contains(" parameters, 2 classes\n"))
    let further = try sandbox.ocr("train", "--resume", "--steps", "400", "--output", "model")
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

  private func train(_ sandbox: Sandbox, _ arguments: String...) throws -> Sandbox.Outcome {
    try sandbox.start(
      ["train", "crops", "--output", "model", "--batch-size", "8", "--synthetic", "0"] + arguments
    ).wait()
  }

  @Test func classesAreReportedByTheirNamesAndHaveNeitherWordsNorBoxes() throws {
    let sandbox = try Sandbox()
    try writeCrops(sandbox)
    let trained = try train(sandbox, "--network", Self.network, "--steps", "2")
    #expect(trained.status == 0, "\(trained.errors)")
    func text(_ name: String) throws -> String { String(decoding: try sandbox.read(name), as: UTF8.self) }
    for shown in ["<dt>Classes</dt><dd>2</dd>", "<h3>Loss (cross-entropy, nats)</h3>"] {
      #expect(try text("model.report.html").contains(shown))
    }
    // Whatever the model says, half of the crops are wrong.
    let labels = try sandbox.lines("crops/labels.tsv").map { "\($0)" }
    let wrong = labels.map { line in
      "\(line.split(separator: "\t")[0])\t" + (line.hasSuffix("round one") ? "straight one" : "round one")
    }
    try sandbox.write("crops/labels_both.tsv", (labels + wrong).map { $0 + "\n" }.joined())
    let measured = try sandbox.ocr(
      "evaluate", "crops/labels_both.tsv", "--model", "model", "--report", "report.html", "--worst", "3",
      "--compare", "model")
    #expect(measured.status == 0, "\(measured.errors)")
    let page = try text("report.html")
    #expect(page.contains("<dt>Classes</dt><dd>round one, straight one</dd>"))
    #expect(
      page.contains("Share of all wrong crops") && !page.contains("what the network says of its columns"))
    #expect(page.components(separatedBy: "data:image/png;base64,").count == 4, "three pictures")

    try sandbox.write("crops/labels_words.tsv", labels.map { $0 + "\ta\n" }.joined())
    let words = try sandbox.ocr("evaluate", "crops/labels_words.tsv", "--model", "model", "--own-words")
    #expect(words.status == 2)
    #expect(
      words.errors == "model: the model gives classes of crops and no words: leave --own-words out\n")
    _ = try sandbox.ocr("synthesize", "boxed", "--count", "2", "--boxes", "--fonts", Sandbox.fonts)
    let boxes = try sandbox.ocr("evaluate", "boxed", "--model", "model", "--boxes")
    #expect(boxes.status == 2)
    #expect(boxes.errors == "the model gives classes of crops and no characters: leave --boxes out\n")
  }

  @Test func aClassifierLearnsFurtherClasses() throws {
    let sandbox = try Sandbox()
    try writeCrops(sandbox)
    let trained = try train(sandbox, "--network", Self.network, "--steps", "2")
    #expect(trained.status == 0, "\(trained.errors)")
    let labels = try sandbox.lines("crops/labels.tsv").enumerated().map { number, line in
      number % 3 == 0 ? "\(line.split(separator: "\t")[0])\tother one\n" : "\(line)\n"
    }
    try sandbox.write("crops/labels.tsv", labels.joined())
    let tuned = try sandbox.start(
      ["train", "crops", "--from", "model", "--output", "tuned", "--steps", "2", "--freeze", "4"],
      environment: ["XDG_CACHE_HOME": sandbox.file("nowhere")]
    ).wait()
    #expect(tuned.status == 0, "\(tuned.errors)")
    #expect(!tuned.errors.contains("no fonts"))
    #expect(tuned.errors.contains("\nclasses that the model learns: other one\n"))
    #expect(tuned.errors.contains("\ncrops that were not trained on:\n"))
    #expect(!tuned.errors.contains("of the characters"))
    #expect(
      try sandbox.ocr("inspect", "tuned").output.contains("\nClasses   round one, straight one, other one\n"))
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
