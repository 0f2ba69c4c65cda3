import Foundation
import Testing

@Suite struct ReportTests {
  @Test func aReportIsOneFileWithoutNetwork() throws {
    let sandbox = try ReportSandbox()
    let outcome = try sandbox.evaluate("--report", "report.html", "--worst", "3")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let page = try sandbox.page("report.html")
    #expect(page.hasPrefix("<!DOCTYPE html>\n"))
    #expect(page.contains("default-src 'none'; img-src data:"))
    for address in ["http://", "https://", "src=\"/", "@import", "url("] {
      #expect(!page.contains(address), "\(address)")
    }
    #expect(page.components(separatedBy: "data:image/png;base64,").count == 4, "three pictures")
    for title in ["Figures", "Groups", "Reliability", "Confusions", "Worst crops"] {
      #expect(page.contains(">\(title)</h2>"))
    }
    #expect(page.contains("95%: "))
  }

  @Test func labelsAndPathsOfStrangersStayTexts() throws {
    let sandbox = try ReportSandbox()
    let page = try sandbox.page(after: sandbox.evaluate("--report", "report.html"))
    #expect(!page.contains("<img src=x"))
    #expect(!page.contains("\u{202E}"))
    #expect(page.contains("&lt;img src=x"))
    #expect(page.contains(#"\u{202E}"#))
  }

  /// A model beside itself changes nothing; beside another the four counts add up.
  @Test func comparesTwoModels() throws {
    let sandbox = try ReportSandbox()
    let same = try sandbox.evaluate("--compare", "model.safetensors")
    #expect(same.output.contains("\nCompared with model.safetensors, crops read exactly\n  by both "))
    #expect(same.output.contains("McNemar's test, exact: p = 1.0000. Both read the same crops exactly."))
    let json = try sandbox.evaluate("--compare", "other.safetensors", "--format", "json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let comparison = try #require(object["comparison"] as? [String: Any])
    #expect(comparison["model"] as? String == "other.safetensors")
    let counts = ["both", "onlyThis", "onlyOther", "neither"].compactMap { comparison[$0] as? Int }
    #expect(counts.count == 4 && counts.reduce(0, +) == object["count"] as? Int)
    #expect((0...1).contains(try #require(comparison["pValue"] as? Double)))
    let gone = try sandbox.evaluate("--compare", "gone.safetensors")
    #expect(gone.status == 2)
    #expect(gone.errors == "gone.safetensors: cannot be opened: No such file or directory\n")
  }

  @Test func aReportReplacesNothingButAReport() throws {
    let sandbox = try ReportSandbox()
    let labels = try sandbox.sandbox.read("crops/labels.tsv")
    let refused = try sandbox.evaluate("--report", "crops/labels.tsv")
    #expect(refused.status == 2)
    #expect(refused.errors == "crops/labels.tsv: this is another file than a report; give another --report\n")
    #expect(try sandbox.sandbox.read("crops/labels.tsv") == labels)
    for _ in 0..<2 { #expect(try sandbox.evaluate("--report", "report.html").status == 0) }
    let nowhere = try sandbox.evaluate("--report", "gone/report.html")
    #expect(nowhere.status == 2 && nowhere.output == "")
  }

  @Test func trainingWritesAPageOfItself() throws {
    let sandbox = try ReportSandbox()
    let page = try sandbox.page("model.safetensors.report.html")
    #expect(page.contains("<title>Trained for 6 steps</title>"))
    #expect(!page.contains("http-equiv=\"refresh\""), "it is done")
    for title in ["Loss (CTC, nats)", "Accuracy on the validation crops", "Learning rate"] {
      #expect(page.contains("<h3>\(title)</h3>"))
    }
    #expect(page.components(separatedBy: "<figure>").count == 41)
    // A run that goes on has the curves of all its parts.
    let longer = try sandbox.sandbox.ocr(
      "train", "--resume", "--steps", "12", "--output", "model.safetensors")
    #expect(longer.status == 0, "\(longer.errors)")
    #expect(longer.errors.contains("\nreport: model.safetensors.report.html\n"))
    let next = try sandbox.page("model.safetensors.report.html")
    #expect(next.contains("<title>Trained for 12 steps</title>"))
    func reports(_ page: String) -> Int {
      let path = page.components(separatedBy: "class=\"line first\" d=\"").dropFirst().first ?? ""
      return path.prefix { $0 != "\"" }.filter { $0 == "M" || $0 == "L" }.count
    }
    #expect(reports(page) == 3 && reports(next) == 6)
    // Where nobody sees a live line, the first step is told at once.
    #expect(longer.errors.contains("\nstep 7  "))
  }

  @Test func aPageOfTrainingReplacesNothingElse() throws {
    let sandbox = try ReportSandbox()
    func train(_ report: String) throws -> String {
      let outcome = try sandbox.sandbox.ocr(
        "train", "crops", "--steps", "1", "--output", "new", "--report", report)
      #expect(outcome.status == 2)
      return outcome.errors
    }
    for path in ["crops/labels.tsv", "new", "new.checkpoint", "new.log.tsv"] {
      #expect(try train(path) == "\(path): this is another file than a report; give another --report\n")
    }
  }
}

/// Crops with labels that would be markup, two models that read nonsense, and their pages.
struct ReportSandbox {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 12)
    var lines = try sandbox.lines("crops/labels.tsv").map(String.init)
    let hostile = [
      "<img src=x onerror=console.error(1)>", "</script><script>console.error(2)</script>", "\u{202E}abc\"'&",
    ]
    for (index, label) in hostile.enumerated() {
      lines[index] = String(lines[index].prefix { $0 != "\t" }) + "\t" + label
    }
    try sandbox.write("crops/labels.tsv", lines.joined(separator: "\n") + "\n")
    for (name, seed) in [("model", "1"), ("other", "2")] {
      let trained = try sandbox.ocr(
        "train", "crops", "--validation", "crops", "--network", Sandbox.tinyNetwork, "--steps", "6",
        "--report-steps", "2", "--seed", seed, "--output", name + ".safetensors")
      try #require(trained.status == 0, "\(trained.errors)")
    }
  }

  func evaluate(_ arguments: String...) throws -> Sandbox.Outcome {
    try sandbox.start(["evaluate", "crops", "--model", "model.safetensors"] + arguments).wait()
  }

  func page(_ name: String) throws -> String { String(decoding: try sandbox.read(name), as: UTF8.self) }

  func page(after outcome: Sandbox.Outcome) throws -> String {
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try page("report.html")
  }
}
