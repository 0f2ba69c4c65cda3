import Foundation
import Testing

@Suite struct CharacterBoxesTests {
  /// The shipped model over crops from DejaVu, as floats and as int8.
  @Test func boxesHoldTheirLetters() throws {
    let sandbox = try Sandbox()
    var repository = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { repository.deleteLastPathComponent() }
    let model = repository.appendingPathComponent("models/small.safetensors").path
    let drawn = try sandbox.ocr(
      "synthesize", "crops", "--count", "400", "--seed", "5", "--fonts", Sandbox.fonts, "--boxes")
    try #require(drawn.status == 0, "\(drawn.errors)")
    let quantized = try sandbox.ocr("quantize", model, "--calibration", "crops", "--output", "int8")
    try #require(quantized.status == 0, "\(quantized.errors)")
    for model in [model, "int8"] {
      let outcome = try sandbox.ocr("evaluate", "crops", "--model", model, "--boxes", "--format", "json")
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any],
        "\(outcome.errors)")
      let boxes = try #require(report["boxes"] as? [String: Double])
      #expect(Set(boxes.keys) == ["characters", "meanIntersectionOverUnion", "missed"])
      // Some 1,600 characters of texts that are read rightly; another instruction set may read one otherwise.
      #expect(try #require(boxes["characters"]) > 1_000)
      #expect(try #require(boxes["meanIntersectionOverUnion"]) >= 0.6)
      #expect(boxes["missed"] == 0)
    }

    try FileManager.default.removeItem(atPath: sandbox.file("crops/boxes.jsonl"))
    let without = try sandbox.ocr("evaluate", "crops", "--model", model, "--boxes")
    #expect(without.status == 2)
    #expect(
      without.errors
        == "crops/boxes.jsonl: cannot be opened: No such file or directory; ocr synthesize --boxes writes a data set "
        + "with boxes\n")
  }
}
