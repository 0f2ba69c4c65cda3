import Foundation
import LegibleModels
import Testing

@Suite struct CalibrateTests {
  /// The model that comes with the repository, which reads a good half of these crops.
  private let model: String
  private let sandbox: Sandbox

  init() throws {
    var repository = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { repository.deleteLastPathComponent() }
    model = repository.appendingPathComponent("models/small.safetensors").path
    sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 420, seed: 3)
  }

  @Test func theWeightsStayAndTheConfidencesSayWhatTheyMean() throws {
    let outcome = try sandbox.ocr("calibrate", model, "crops", "--output", "calibrated")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = outcome.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    #expect(rows.first == ["data set", "crops", "right", "error before", "after"])
    #expect(rows.dropFirst().map { $0[0] } == ["crops, first half", "crops, second half"])
    #expect(rows.dropFirst().map { $0[1] } == ["210", "210"])
    for row in rows.dropFirst() {
      #expect(row[2].hasSuffix("%"))
      let errors = [Double(row[3]) ?? -1, Double(row[4]) ?? -1]
      #expect(errors.allSatisfy { 0...1 ~= $0 })
    }
    #expect(outcome.errors.hasPrefix("calibrated: confidences calibrated, slope "))
    #expect(outcome.errors.hasSuffix(", on 420 crops of crops; right is case-insensitive alphanumeric\n"))
    let bytes = try tensorBytes(Data(contentsOf: URL(fileURLWithPath: model)))
    #expect(try tensorBytes(sandbox.read("calibrated")) == bytes)

    // On the crops of the fit the mean confidence is the share of right texts.
    let evaluated = try sandbox.ocr("evaluate", "crops", "--model", "calibrated", "--format", "json")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(evaluated.output.utf8)) as? [String: Any])
    let bins = try #require(report["reliability"] as? [[String: Double]])
    let sum = bins.reduce(0.0) { $0 + ($1["count"] ?? 0) * ($1["confidence"] ?? 0) }
    let mean = sum / 420
    let right = try #require(report["caseInsensitiveAlphanumeric"] as? Double)
    #expect(abs(mean - right) < 0.01)
    let counted = bins.reduce(0.0) { $0 + ($1["count"] ?? 0) }
    #expect(counted == 420)
    let shown = try sandbox.ocr("inspect", "calibrated")
    #expect(shown.output.contains("\nConfidence slope "))

    // In place, by another rule.
    let exact = try sandbox.ocr(
      "calibrate", "calibrated", "crops", "--output", "calibrated", "--right", "exact")
    #expect(exact.errors.hasSuffix("; right is exact\n"))
    #expect(try tensorBytes(sandbox.read("calibrated")) == bytes)
    let text = try sandbox.ocr("evaluate", "crops", "--model", "calibrated")
    #expect(text.output.contains("\nConfidence, and how many texts are right (exact)\n"))
    let other = try sandbox.ocr("evaluate", "crops", "--model", "calibrated", "--right", "alphanumeric")
    #expect(
      other.output.contains("\nConfidence, and how many texts are right (case-insensitive alphanumeric)\n"))

    // A quantised model keeps it, or has its own.
    let arguments = ["quantize", "calibrated", "--calibration", "crops", "--crops", "8", "--output"]
    let kept = try sandbox.start(arguments + ["kept"]).wait()
    #expect(
      kept.errors.hasSuffix(
        "kept: its confidences are calibrated as the float32 model's; ocr calibrate or --confidence fits them anew\n"
      ))
    func confidence(_ name: String) throws -> ConfidenceCalibration? {
      try ModelFile(contentsOf: sandbox.file(name)).confidence
    }
    #expect(try confidence("kept") == confidence("calibrated"))
    let refitted = try sandbox.start(arguments + ["refitted", "--confidence", "crops"]).wait()
    #expect(refitted.status == 0, "\(refitted.errors)")
    #expect(try confidence("refitted")?.crops == 420)
    #expect(try confidence("refitted") != confidence("calibrated"))
  }

  @Test func tooFewCropsLeaveTheModelAsItIs() throws {
    let labels = try sandbox.lines("crops/labels.tsv").prefix(30)
    try sandbox.write("crops/few.tsv", labels.joined(separator: "\n"))
    let outcome = try sandbox.ocr("calibrate", model, "crops/few.tsv", "--output", "calibrated")
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.contains(
        "are too few to calibrate confidences on; 200 are needed, 20 of each kind among them\n"))
    #expect(outcome.output.hasSuffix("\t-\n"))
    #expect(!sandbox.exists("calibrated"))
  }

  @Test func textsBelowTheMinimumAreEmptyInEveryFormat() throws {
    func read(_ format: String) throws -> Sandbox.Outcome {
      try sandbox.ocr(
        "recognize", "crops/000001.png", "--model", model, "--minimum-confidence", "1", "--format", format)
    }
    let remark = "left unread, because its confidence of 0."
    let text = try read("text")
    #expect(text.status == 0)
    #expect(text.output == "crops/000001.png\t\n")
    #expect(text.errors.hasPrefix("warning: crops/000001.png: \(remark)"))
    let tsv = try read("tsv").output.split(separator: "\n")[1].split(
      separator: "\t", omittingEmptySubsequences: false)
    #expect(tsv[1] == "")
    #expect((Double(tsv[2]) ?? 0) > 0)
    #expect(tsv[3] == "")
    #expect(tsv[4].hasPrefix(remark))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(read("jsonl").output.utf8)) as? [String: Any])
    #expect(object["text"] as? String == "")
    #expect((object["characters"] as? [Any])?.isEmpty == true)
    #expect((object["remarks"] as? [String])?.first?.hasPrefix(remark) == true)
    for format in ["hocr", "alto", "page"] {
      let page = try read(format)
      #expect(page.status == 0)
      for word in ["class=\"ocrx_word", "<String", "<Word"] { #expect(!page.output.contains(word)) }
      #expect(page.errors.contains(remark))
    }
    let wrong = try sandbox.ocr("recognize", "x", "--minimum-confidence", "1.5")
    #expect(wrong.status == 2)
    #expect(wrong.errors.hasPrefix("Error: --minimum-confidence is a number from 0 to 1."))
  }
}
