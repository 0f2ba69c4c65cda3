import Foundation
import Testing

@Suite struct LanguageTests {
  static let text = (0..<200).map { "the quick fox \($0 % 7) jumps over the lazy dog\n" }.joined()

  @Test func aModelIsTrainedMeasuredAndCompletesATextFromTheCommandLine() throws {
    let sandbox = try Sandbox()
    try sandbox.write("text", Self.text)
    let trained = try sandbox.ocr("train-language", "text", "--output", "model")
    #expect(trained.status == 0, "\(trained.errors)")
    let parts = trained.output.split(separator: " ")
    let bits = try #require(Double(parts[0]))
    // The text repeats itself: all but one character in forty follows from those before.
    #expect(0 < bits && bits < 0.3)
    #expect(parts.dropFirst().joined(separator: " ") == "bits per character, over 400 held-out characters\n")
    #expect(trained.errors.contains("sequences of up to 6 characters, 31 different ones"))

    let shown = try sandbox.ocr("inspect", "model")
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(shown.output.hasPrefix("model\n\nLanguage model of n-grams, order 6\nAlphabet  31 characters: "))
    #expect(shown.output.contains("Training\n  characters  "))
    let mistaken = try sandbox.ocr("recognize", "text", "--model", "model")
    #expect(
      mistaken.errors
        == "model: a language model, which reads no pictures; give it as such, beside a model that does\n")

    let best = try sandbox.ocr("complete", "--model", "model", "the qui", "--best", "1", "--length", "6")
    #expect(best.output == "the quick fox\n")
    let drawn = try ["1", "1", "2"].map {
      try sandbox.ocr("complete", "--model", "model", "", "--samples", "5", "--seed", $0).output
    }
    #expect(drawn[0] == drawn[1] && drawn[0] != drawn[2])
    #expect(drawn[0].split(separator: "\n").count == 5)
  }

  @Test func aRecurrentModelDoesAllThatAnotherDoes() throws {
    let sandbox = try Sandbox()
    try sandbox.write("text", Self.text)
    let trained = try sandbox.ocr(
      "train-language", "text", "--network", "[Lfx24]", "--steps", "300", "--learning-rate", "0.02",
      "--output",
      "model", "--log", "log.tsv")
    #expect(trained.status == 0, "\(trained.errors)")
    let bits = try #require(Double(trained.output.split(separator: " ")[0]))
    #expect(0 < bits && bits < 0.5)
    #expect(trained.output.hasSuffix(" bits per character, over 400 held-out characters\n"))
    // 4 * 24 * (32 + 24 + 2), then 24 * 32 + 32.
    #expect(trained.errors.hasSuffix("model: a network of 6368 parameters for 31 different characters\n"))
    let log = try sandbox.lines("log.tsv")
    #expect(log.count == 301 && log[0].split(separator: "\t")[4] == "gradient_norm")

    let shown = try sandbox.ocr("inspect", "model")
    #expect(
      shown.output.hasPrefix(
        "model\n\nLanguage model, a recurrent network\nNetwork   [Lfx24 O1c32]\nAlphabet  31 characters: "))
    #expect(shown.output.contains("  Lfx24  24           5,568\n"), "\(shown.output)")
    let best = try sandbox.ocr("complete", "--model", "model", "the qui", "--best", "1", "--length", "6")
    #expect(best.output == "the quick fox\n")
    let again = try sandbox.ocr(
      "train-language", "text", "--network", "[Lfx24]", "--steps", "300", "--learning-rate", "0.02",
      "--output",
      "again", "--threads", "1")
    #expect(again.output == trained.output)
    #expect(try tensorBytes(sandbox.read("model")) == tensorBytes(sandbox.read("again")))
  }

  @Test func aSignalEndsTheTrainingOfARecurrentModelWithItsFile() throws {
    let sandbox = try Sandbox()
    try sandbox.write("text", Self.text)
    let outcome = try sandbox.shell(
      """
      $OCR train-language text --network '[Lfx24]' --steps 100000 --output model --log log.tsv &
      until [ $(wc -l <log.tsv 2>/dev/null || echo 0) -gt 20 ]; do sleep 0.02; done; kill -INT $!; wait $!
      """)
    #expect(outcome.status == 130, "\(outcome.errors)")
    #expect(outcome.output == "")
    let shown = try sandbox.ocr("inspect", "model")
    #expect(shown.status == 0 && shown.output.contains("[Lfx24 O1c32]"))
  }

  @Test func wordsWithCountsAndASizeMakeASmallerModel() throws {
    let sandbox = try Sandbox()
    let words = (0..<2000).map { "word\($0 &* 7919 % 2000)\t\($0 % 9 + 1)\n" }.joined()
    try sandbox.write("words", words)
    let whole = try sandbox.ocr("train-language", "words", "--counts", "-o", "whole", "--all")
    #expect(whole.status == 0 && whole.output == "", "\(whole.errors)")
    let small = try sandbox.ocr("train-language", "words", "--counts", "-o", "small", "--kilobytes", "4")
    #expect(small.status == 0, "\(small.errors)")
    // The header, and the values that the bytes stand for, come to the arrays.
    #expect(try sandbox.read("small").count < 16_000)
    #expect(try sandbox.read("whole").count > sandbox.read("small").count)
  }

  /// With a language model of exactly the labels the samples are read better, and the weights are kept in its file.
  @Test func theWeightsThatReadBestAreFoundAndKept() throws {
    let repository = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let samples = repository.appendingPathComponent("samples").path
    let model = repository.appendingPathComponent("models/small.safetensors").path
    let labels = try String(contentsOfFile: samples + "/labels.tsv", encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: "\t")[1] + "\n" }.joined()
    let sandbox = try Sandbox()
    try sandbox.write("text", labels)
    #expect(try sandbox.ocr("train-language", "text", "--all", "--output", "language").status == 0)
    let before = try sandbox.read("language")
    let arguments = ["tune-language", samples, "--model", model, "--language", "language"]
    let tried = try sandbox.start(arguments + ["--dry-run"]).wait()
    #expect(tried.status == 0, "\(tried.errors)")
    #expect(try sandbox.read("language") == before)

    let tuned = try sandbox.start(arguments).wait()
    #expect(tuned.output == tried.output)
    #expect(tuned.errors.contains(" points more; written into language\n"), "\(tuned.errors)")
    let rows = tuned.output.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    #expect(rows.count == 2 + 21 && rows[1][0] == "none")
    let shares = try rows.dropFirst().map { try #require(Double($0[3].dropLast())) }
    let best = try #require(shares.max())
    #expect(best > shares[0])
    // Reading with the file gives what was found.
    let measured = try sandbox.ocr(
      "evaluate", samples, "--model", model, "--language", "language", "--format", "json")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(measured.output.utf8)) as? [String: Any])
    let exact = try #require(report["exact"] as? Double)
    #expect(abs(100 * exact - best) < 0.06)
  }

  @Test func eachMistakeIsNamedWithTheWayOut() throws {
    let sandbox = try Sandbox()
    try sandbox.write("text", Self.text)
    try sandbox.write("empty", "\n")
    #expect(try sandbox.ocr("train-language", "text", "-o", "model").status == 0)
    let cases: [([String], Int32, String)] = [
      (["train-language", "empty", "-o", "x"], 2, "empty: no text to learn from\n"),
      (["train-language", "none", "-o", "x"], 2, "none: cannot be opened: No such file or directory\n"),
      (
        ["train-language", "text", "--counts", "-o", "x"], 2,
        "text:1: not a text, a tab, and how often it was seen; give counts in that form, or text without them\n"
      ),
      (
        ["train-language", "text", "--order", "40", "-o", "x"], 2,
        "sequences of 40 are too long with 31 characters; give --order 12 or less, or fewer characters with "
          + "--alphabet\n"
      ),
      (
        ["train-language", "text", "--network", "[Lbx8]", "-o", "x"], 2,
        "--network: network spec, position 3: found 'bx8', expected f, forward: what comes later is not known yet\n"
      ),
      (
        ["train-language", "text", "--network", "[Lfx8]", "--counts", "-o", "x"], 2,
        "Error: --counts is for n-gram models: leave it or --network out."
      ),
      (
        ["train-language", "text", "--truncation", "8", "-o", "x"], 2,
        "Error: --truncation is for recurrent networks: give a --network, or leave it out."
      ),
      (
        ["train-language", "text", "--network", "[Lfx8]", "--streams", "0", "-o", "x"], 2,
        "Error: --streams is a number from 1 to 4096."
      ),
      (
        ["complete", "--model", "model", "THE"], 2,
        "the beginning has \"T\", which the model does not know\n"
      ),
      (
        ["complete", "--model", "text", "the"], 2,
        "text: not a safetensors file but a text file; give a .safetensors file that Legible has written\n"
      ),
    ]
    for (arguments, status, message) in cases {
      let outcome = try sandbox.start(arguments).wait()
      // The parser adds how the command is used.
      #expect(
        outcome.status == status && outcome.errors.hasPrefix(message), "\(arguments): \(outcome.errors)")
    }
  }
}
