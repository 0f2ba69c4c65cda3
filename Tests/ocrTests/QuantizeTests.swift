import Foundation
import Testing

@Suite struct QuantizeTests {
  /// The sizes are those of the files, in tenths of 1,000,000 bytes.
  @Test func theMessageHasTheSizesOfBothFiles() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 8, alphabet: "01")
    let network = "[1,16,0,1 Cr3,3,32 Mp4,4 Cr3,3,256 Mp4,1 S1(1x0)1,3 Lbx64]"
    let trained = try sandbox.ocr(
      "train", "crops", "--network", network, "--steps", "1", "--output", "model")
    #expect(trained.status == 0, "\(trained.errors)")
    let outcome = try sandbox.ocr("quantize", "model", "--output", "int8", "--calibration", "crops")
    let sizes = try ["int8", "model"].map { Double(try sandbox.read($0).count / 100_000) / 10 }
    #expect(sizes[0] > 0 && sizes[1] > 3 * sizes[0])
    #expect(outcome.errors.hasSuffix("; \(sizes[0]) MB instead of \(sizes[1]) MB\n"), "\(outcome.errors)")
  }

  @Test func aQuantisedModelIsReadWithAsAnyOther() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 40, alphabet: "01")
    let trained = try sandbox.ocr(
      "train", "crops", "--network", Sandbox.tinyNetwork, "--steps", "30", "--output", "model")
    #expect(trained.status == 0, "\(trained.errors)")
    let outcome = try sandbox.ocr(
      "quantize", "model", "--output", "int8", "--calibration", "crops", "--crops", "16")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("int8: int8, calibrated on 16 crops of crops; "))
    // The same crops give the same file, but for nothing.
    _ = try sandbox.ocr("quantize", "model", "--output", "again", "--calibration", "crops", "--crops", "16")
    #expect(try sandbox.read("again") == sandbox.read("int8"))

    for threads in ["1", "2"] {
      let read = try sandbox.ocr("recognize", "crops", "--model", "int8", "--threads", threads)
      #expect(read.status == 0, "\(read.errors)")
      #expect(read.output.split(separator: "\n").count == 40)
    }
    let measured = try sandbox.ocr("evaluate", "crops", "--model", "int8", "--format", "json")
    #expect(measured.status == 0)
    #expect(measured.output.hasPrefix(#"{"count":40,"#))

    let shown = try sandbox.ocr("inspect", "int8")
    #expect(shown.output.contains("\nPrecision int8\n"))
    #expect(shown.output.contains("\nMargin    paper beyond 25% of the text's height is cut off\n"))
    #expect(shown.output.contains("int8, calibrated on 16 crops of crops\n"))
    let plain = try sandbox.ocr("inspect", "model")
    #expect(!plain.output.contains("Precision"))

    let message = "its weights are int8, for reading alone: give the float32 model that it was made from\n"
    let twice = try sandbox.ocr("quantize", "int8", "--output", "more", "--calibration", "crops")
    #expect(twice.status == 2)
    #expect(twice.errors == "int8: " + message)
    let training = try sandbox.ocr("train", "crops", "--from", "int8", "--steps", "1", "--output", "more")
    #expect(training.status == 2)
    #expect(training.errors == "int8: " + message)
    #expect(!sandbox.exists("more"))
  }

  @Test func refusesWhatCannotStart() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 10, alphabet: "01")
    let trained = try sandbox.ocr(
      "train", "crops", "--network", Sandbox.tinyNetwork, "--steps", "1", "--output", "model")
    #expect(trained.status == 0)
    func errors(_ arguments: String...) throws -> String {
      let outcome = try sandbox.start(["quantize"] + arguments).wait()
      #expect(outcome.status == 2)
      return outcome.errors
    }
    #expect(try errors("model").hasPrefix("Error: Missing expected argument '--output <model>'"))
    #expect(
      try errors("nowhere", "--output", "x") == "nowhere: cannot be opened: No such file or directory\n")
    #expect(
      try errors("model", "--output", "x", "--crops", "0").hasPrefix(
        "Error: --crops is a number from 1 to 100000."))
    #expect(
      try errors("model", "--output", "x", "--synthesis-data", "nowhere")
        == "no usable font in nowhere/fonts (0 files rejected); Scripts/install-synthesis-data.sh fetches a good set, "
        + "or give crops of your own with --calibration\n")
    #expect(
      try errors("model", "--output", "x", "--calibration", "nowhere")
        == "nowhere: No such file or directory\n")
    #expect(
      try errors("model", "--output", "crops", "--calibration", "crops")
        == "crops: cannot be written: Is a directory\n")
    try sandbox.write("labels.tsv", "missing.png\t1\n")
    #expect(
      try errors("model", "--output", "x", "--calibration", "labels.tsv").hasPrefix(
        "labels.tsv: no usable crop, all 1 rejected:"))
    #expect(!sandbox.exists("x"))
    let whole = try sandbox.read("model")
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.file("link"), withDestinationPath: sandbox.file("model"))
    #expect(
      try errors("model", "--output", "link", "--calibration", "crops")
        == "link: this is the float32 model itself, which can be trained further; give another --output\n")
    #expect(try sandbox.read("model") == whole)
  }

  /// Synthetic crops are the default; they come from the fonts of a folder as the other commands find them.
  @Test func calibratesOnSyntheticCrops() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 10, alphabet: "01")
    _ = try sandbox.ocr(
      "train", "crops", "--network", Sandbox.tinyNetwork, "--steps", "1", "--output", "model")
    try FileManager.default.createDirectory(atPath: sandbox.file("data"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.file("data/fonts"), withDestinationPath: Sandbox.fonts)
    let outcome = try sandbox.ocr(
      "quantize", "model", "--output", "int8", "--synthesis-data", "data", "--crops", "20")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("int8: int8, calibrated on 20 synthetic crops;"))
  }
}
