import Foundation
import ImageFixtures
import Testing

@Suite struct RecognizeTests {
  /// A sandbox with crops and a model of random weights: what it reads does not matter here, but that it
  /// reads.
  private func sandbox(crops: Int = 5) throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: crops)
    let trained = try sandbox.ocr(
      "train", "crops", "--validation", "crops", "--network", Sandbox.tinyNetwork, "--steps", "1", "--output",
      "model.safetensors")
    try #require(trained.status == 0, "\(trained.errors)")
    return sandbox
  }

  @Test func readsFilesFoldersAndLists() throws {
    let sandbox = try sandbox()
    let folder = try sandbox.ocr("recognize", "crops", "--model", "model.safetensors")
    #expect(folder.status == 0, "\(folder.errors)")
    let lines = folder.output.split(separator: "\n").map { $0.split(separator: "\t").first }
    #expect(lines == (0..<5).map { "crops/00000\($0).png" })
    #expect(folder.errors == "")

    let list = (0..<5).map { "crops/00000\($0).png\n" }.joined()
    let listed = try sandbox.ocr("recognize", "-", "--model", "model.safetensors", input: list)
    #expect(listed.output == folder.output)
    let variable = try sandbox.ocr(
      "recognize", "crops/000000.png", "crops/", environment: ["LEGIBLE_MODEL": "model.safetensors"])
    #expect(variable.output.hasSuffix(folder.output))
    #expect(variable.output.split(separator: "\n").count == 6)
  }

  @Test func findsTheModelFromTheFolderItRunsIn() throws {
    let sandbox = try sandbox(crops: 1)
    try FileManager.default.createDirectory(
      atPath: sandbox.file("models"), withIntermediateDirectories: false)
    try FileManager.default.moveItem(
      atPath: sandbox.file("model.safetensors"), toPath: sandbox.file("models/small.safetensors"))
    let outcome = try sandbox.ocr("recognize", "crops")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func aListMayComeFromAnySystem() throws {
    let sandbox = try sandbox()
    try FileManager.default.copyItem(
      atPath: sandbox.file("crops/000000.png"), toPath: sandbox.file("crops/a\tb\nc.png"))
    let paths = ["crops/000000.png", "crops/a\tb\nc.png", "crops/000001.png"]
    func read(_ list: String) throws -> Sandbox.Outcome {
      try sandbox.ocr("recognize", "-", "--model", "model.safetensors", "--format", "jsonl", input: list)
    }
    let all = try read(paths.map { $0 + "\0" }.joined())
    #expect(all.status == 0, "\(all.errors)")
    #expect(all.output.split(separator: "\n").count == 3)
    #expect(all.output.contains(#"{"path":"crops/a\tb\nc.png","text""#))
    for separator in ["\r\n", "\r"] {
      let some = try read(paths[0] + separator + paths[2] + separator)
      #expect(some.status == 0, "\(some.errors)")
      #expect(some.output.split(separator: "\n").count == 2)
    }
    let mixed = try read("\(paths[0])\n\(paths[2])\n" + String(repeating: "x\n", count: 40_000) + "\0")
    #expect(mixed.status == 1)
    #expect(
      mixed.errors.hasSuffix(
        "standard input: a zero byte in a list of lines; give all paths one a line, or each with a zero byte behind it\n"
      ))
  }

  /// The list goes on as long as somebody reads, in bounded memory: both ends are kept waiting.
  @Test func anEndlessListIsReadWhileItComes() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.shell(
      "yes crops/000000.png | \"$OCR\" recognize - --model model.safetensors 2>errors | head -n 3")
    #expect(outcome.output.split(separator: "\n").count == 3)
    #expect(try sandbox.read("errors").isEmpty)
  }

  @Test func whatIsInANameReachesNeitherTheTerminalNorTheNextColumn() throws {
    let sandbox = try sandbox(crops: 1)
    let name = "a\t\u{1B}[31m\\b\n\r.png"
    try FileManager.default.moveItem(
      atPath: sandbox.file("crops/000000.png"), toPath: sandbox.file("crops/" + name))
    try sandbox.write("crops/bad" + name, "")
    func read(_ format: String) throws -> Sandbox.Outcome {
      try sandbox.ocr(
        "recognize", "crops/" + name, "crops/bad" + name, "--model", "model.safetensors", "--format", format)
    }
    let text = try read("text")
    #expect(text.output.hasPrefix(#"crops/a\t\u{1B}[31m\b\n\r.png"# + "\t"))
    #expect(text.errors == #"crops/bada\t\u{1B}[31m\b\n\r.png: the file is empty (0 bytes)"# + "\n")
    let rows = try read("tsv").output.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    #expect(rows.count == 3 && rows.allSatisfy { $0.count == 5 })
    #expect(rows[1][0] == #"crops/a\t\u{1B}[31m\\b\n\r.png"#)
    #expect(rows[2][0] == #"crops/bada\t\u{1B}[31m\\b\n\r.png"#)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(read("jsonl").output.split(separator: "\n")[0].utf8))
        as? [String: Any])
    #expect(object["path"] as? String == "crops/" + name, "JSON has its own escapes")
  }

  @Test func remarksStandInEveryFormat() throws {
    let sandbox = try sandbox(crops: 1)
    try Data(
      PNGWriter(
        width: 20, height: 60, colorType: .gray, bitDepth: 8, samples: (0..<1200).map { $0 * 37 % 256 }
      ).bytes()
    ).write(
      to: URL(fileURLWithPath: sandbox.file("column.png")))
    func read(_ format: String) throws -> Sandbox.Outcome {
      try sandbox.ocr(
        "recognize", "column.png", "crops", "--model", "model.safetensors", "--format", format)
    }
    let remark =
      "20x60 pixels, at least twice as high as wide; if its text is turned or stacked, turn the picture so that it reads "
      + "from left to right"
    let text = try read("text")
    #expect(text.status == 0)
    #expect(text.errors == "warning: column.png: \(remark)\n")
    #expect(try read("tsv").output.split(separator: "\n")[1].hasSuffix("\t\t\(remark)"))
    for format in ["json", "jsonl"] {
      let outcome = try read(format)
      #expect(outcome.errors == "")
      #expect(outcome.output.components(separatedBy: "\"remarks\":[\"\(remark)\"]").count == 2)
    }
  }

  @Test func goesOnPastBadFiles() throws {
    let sandbox = try sandbox()
    try sandbox.write("bad.png", "GIF89a")
    let outcome = try sandbox.ocr(
      "recognize", "bad.png", "crops/000001.png", "gone.png", "--model", "model.safetensors")
    #expect(outcome.status == 1)
    #expect(outcome.output.hasPrefix("crops/000001.png\t"))
    #expect(outcome.output.split(separator: "\n").count == 1)
    #expect(
      outcome.errors == """
        bad.png: a GIF file, not a PNG or JPEG; convert it to PNG
        gone.png: cannot be read: No such file or directory

        """)
    let none = try sandbox.ocr("recognize", "crops", "--model", "gone.safetensors")
    #expect(none.status == 2)
    #expect(none.errors == "gone.safetensors: cannot be opened: No such file or directory\n")
    let image = try sandbox.ocr("recognize", "crops", "--model", "crops/000000.png")
    #expect(image.status == 2)
  }

  @Test func damagedPicturesAreReadOnDemandWithAWarning() throws {
    let sandbox = try sandbox(crops: 2)
    let bytes = Array(try sandbox.read("crops/000000.png"))
    try Data(bytes.prefix(bytes.count / 2)).write(to: URL(fileURLWithPath: sandbox.file("cut.png")))
    let fact =
      "cut.png: truncated PNG: the file ends early, after \(bytes.count / 2) bytes; fetch or save it again"
    func read(_ arguments: String...) throws -> Sandbox.Outcome {
      try sandbox.start(["recognize", "cut.png", "--model", "model.safetensors"] + arguments).wait()
    }
    let refused = try read()
    #expect(refused.status == 1 && refused.output == "")
    #expect(refused.errors == "\(fact), or use what is left of it with --damaged\n")

    let allowed = try read("--damaged")
    #expect(allowed.status == 0)
    #expect(allowed.output.hasPrefix("cut.png\t"))
    #expect(allowed.errors == "warning: \(fact)\n")
    let object = try read("--damaged", "--format", "jsonl")
    let members = try JSONSerialization.jsonObject(with: Data(object.output.utf8)) as? [String: Any]
    #expect(members?["warning"] as? String == fact)

    try sandbox.write("labels.tsv", "cut.png\t1\n")
    let evaluated = try sandbox.ocr("evaluate", "labels.tsv", "--model", "model.safetensors")
    #expect(evaluated.status == 1)
    #expect(evaluated.output.contains("or use what is left of it with --damaged"))
    let counted = try sandbox.ocr(
      "evaluate", "labels.tsv", "--model", "model.safetensors", "--damaged", "--format", "json")
    #expect(counted.status == 0)
    #expect(counted.output.contains("\"failed\": 0") || counted.output.contains("\"failed\":0"))
    #expect(counted.errors.contains("warning: "))
    #expect(counted.errors.contains("truncated PNG"))
  }

  @Test func aLineOfStandardInputMayComeInPiecesButNotWithoutEnd() throws {
    let sandbox = try sandbox()
    // Longer than a piece of input, with a path at each end.
    let middle = String(repeating: "x", count: 200_000)
    let outcome = try sandbox.ocr(
      "recognize", "-", "--model", "model.safetensors",
      input: "crops/000000.png\n\(middle)\r\n\ncrops/000001.png")
    #expect(outcome.status == 1)
    #expect(
      outcome.output.split(separator: "\n").map { $0.split(separator: "\t")[0] } == [
        "crops/000000.png", "crops/000001.png",
      ])
    #expect(outcome.errors == "\(middle): cannot be read: File name too long\n")

    let endless = try sandbox.ocr(
      "recognize", "-", "--model", "model.safetensors", input: String(repeating: "x", count: 64 << 20))
    #expect(endless.status == 1)
    #expect(endless.errors == "standard input: a line of more than 1048576 bytes; give one path a line\n")
  }

  @Test func whatCannotBeListedIsReported() throws {
    let sandbox = try sandbox()
    let name: [UInt8] = Array((sandbox.path + "/crops/").utf8) + [0xFF] + Array(".png".utf8) + [0]
    let file = name.withUnsafeBytes {
      open($0.baseAddress!.assumingMemoryBound(to: CChar.self), O_CREAT | O_WRONLY, 0o644)
    }
    try #require(file >= 0)
    close(file)
    let outcome = try sandbox.ocr("recognize", "crops", "--model", "model.safetensors")
    #expect(outcome.status == 1)
    #expect(outcome.output.split(separator: "\n").count == 5)
    #expect(outcome.errors == "crops/\u{FFFD}.png: the name is not UTF-8; rename it\n")
  }

  @Test func printsForPrograms() throws {
    let sandbox = try sandbox()
    try sandbox.write("bad \"1\".png", "")
    func read(_ format: String) throws -> String {
      let outcome = try sandbox.ocr(
        "recognize", "crops", "bad \"1\".png", "--format", format, "--model", "model.safetensors")
      #expect(outcome.status == 1)
      #expect(outcome.errors == "")
      return outcome.output
    }
    let texts = try sandbox.ocr("recognize", "crops", "--model", "model.safetensors").output.split(
      separator: "\n"
    )
    .map { String($0.split(separator: "\t", omittingEmptySubsequences: false)[1]) }

    let objects = try read("jsonl").split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    try #require(objects.count == 6)
    for (index, object) in objects.prefix(5).enumerated() {
      #expect(Set(object.keys) == ["path", "text", "confidence", "characters"])
      #expect(object["path"] as? String == "crops/00000\(index).png")
      #expect(object["text"] as? String == texts[index])
      #expect(0...1 ~= (try #require(object["confidence"] as? Double)))
      let characters = try #require(object["characters"] as? [[String: Any]])
      #expect(characters.compactMap { $0["character"] as? String }.joined() == texts[index])
      for character in characters {
        #expect(Set(character.keys) == ["character", "confidence", "box"])
        #expect((character["box"] as? [Double])?.count == 4)
      }
    }
    #expect(
      objects[5] as? [String: String] == [
        "path": "bad \"1\".png", "error": "bad \"1\".png: the file is empty (0 bytes)",
      ])

    let array = try #require(
      try JSONSerialization.jsonObject(with: Data(read("json").utf8)) as? [[String: Any]])
    #expect(array.count == 6)
    #expect(array.compactMap { $0["text"] as? String } == texts)

    let rows = try read("tsv").split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    #expect(rows.first == ["path", "text", "confidence", "error", "remarks"])
    #expect(rows.count == 7)
    #expect(rows.allSatisfy { $0.count == 5 })
  }

  @Test func endsQuietlyWhenNobodyReads() throws {
    let sandbox = try sandbox()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // The reader is gone before the command writes.
    process.arguments = [
      "-c",
      "{ sleep 0.2; \"$0\" recognize crops --model model.safetensors 2>errors; echo $? >status; } | true",
      RunningCommand.executable.path,
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: sandbox.path)
    try process.run()
    process.waitUntilExit()
    #expect(try sandbox.read("errors").isEmpty)
    let status = try #require(try sandbox.lines("status").first.flatMap { Int($0) })
    #expect(status == 128 + Int(SIGPIPE) || status == 0)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "a device of Linux"))
  func outputThatTakesNoMoreIsASentence() throws {
    let sandbox = try sandbox(crops: 1)
    let model = "--model model.safetensors"
    let commands =
      ["text", "tsv", "json", "jsonl", "hocr", "alto", "page"].map {
        "recognize crops \(model) --format \($0)"
      }
      + ["text", "json"].map { "evaluate crops \(model) --format \($0)" }
      + ["inspect model.safetensors", "--help", "recognize --help", "--version"]
    for command in commands {
      let full = try sandbox.shell("\"$OCR\" \(command) >/dev/full")
      #expect(full.status == 1, "\(command)")
      #expect(full.errors == "standard output: No space left on device\n", "\(command)")
      let closed = try sandbox.shell("\"$OCR\" \(command) >&-")
      #expect(closed.status == 1, "\(command)")
      #expect(closed.errors == "standard output: Bad file descriptor\n", "\(command)")
    }
  }

  @Test func evaluateRemarksOnOddLabels() throws {
    let sandbox = try sandbox(crops: 1)
    try sandbox.write("crops/labels.tsv", "000000.png\t\"a\u{1B}\"\n")
    let outcome = try sandbox.ocr("evaluate", "crops", "--model", "model.safetensors")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("1 label in quotes, in crops/labels.tsv:1 ('\"a\\u{1B}\"'); "))
    #expect(
      outcome.errors.contains("\n1 label with tabs or other control characters, in crops/labels.tsv:1 "))
    #expect(!(outcome.output + outcome.errors).contains("\u{1B}"))
  }

  @Test func evaluatesLabelledCrops() throws {
    let sandbox = try sandbox()
    let labels = try sandbox.lines("crops/labels.tsv")
    try sandbox.write("crops/labels.tsv", (labels + ["gone.png\tx"]).joined(separator: "\n"))
    let text = try sandbox.ocr("evaluate", "crops", "--model", "model.safetensors")
    #expect(text.status == 1)
    #expect(text.output.hasPrefix("crops                                  5\nfailed"))
    #expect(
      text.errors
        == "crops: 5 crops, 1 lines rejected:\n  crops/labels.tsv:6: no image file \"crops/gone.png\"\n")

    let json = try sandbox.ocr(
      "evaluate", "crops", "crops", "--format", "json", "--model", "model.safetensors")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(
      Set(report.keys) == [
        "count", "failed", "exact", "caseInsensitiveAlphanumeric", "oneMinusNED", "cer", "wer",
        "imagesPerSecond", "expectedCalibrationError", "reliability", "at99Precision",
      ])
    #expect(report["count"] as? Int == 10)
    #expect(report["failed"] as? Int == 0)
    let bins = try #require(report["reliability"] as? [[String: Double]])
    #expect(bins.count == 10)
    #expect(Set(bins[0].keys) == ["lowest", "count", "confidence", "right"])
  }

  @Test func whatIsKnownOfTheTextsIsAnOption() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 6, alphabet: "01")
    let trained = try sandbox.ocr(
      "train", "crops", "--network", Sandbox.tinyNetwork, "--steps", "2", "--output", "model")
    #expect(trained.status == 0, "\(trained.errors)")
    try sandbox.write("words", "01\n110\n")
    try sandbox.write("text", "0 1\n0 1 1 0\n")
    #expect(try sandbox.ocr("train-language", "text", "--output", "language", "--all").status == 0)
    func texts(_ arguments: String...) throws -> [String] {
      let outcome = try sandbox.start(["recognize", "crops", "--model", "model"] + arguments).wait()
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output.split(separator: "\n").map { String($0.split(separator: "\t").last ?? "") }
    }
    #expect(try texts("--pattern", "1{3}") == Array(repeating: "111", count: 6))
    #expect(try texts("--pattern", "[01]{2}", "--symbols", "0") == Array(repeating: "00", count: 6))
    #expect(try Set(texts("--lexicon", "words")).isSubset(of: ["01", "110"]))
    #expect(try texts("--language", "language", "--language-weight", "0.1").count == 6)
    #expect(try texts("--effort", "high", "--pattern", "1{3}") == Array(repeating: "111", count: 6))
    let json = try sandbox.ocr(
      "recognize", "crops", "--model", "model", "--format", "json", "--candidates", "3", "--alternatives",
      "1",
      "--pattern", "[01]+")
    let objects = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
    for object in objects {
      let candidates = try #require(object["candidates"] as? [[String: Any]])
      #expect(candidates.count == 3)
      #expect(candidates[0]["text"] as? String == object["text"] as? String)
      let characters = try #require(object["characters"] as? [[String: Any]])
      #expect(characters.allSatisfy { ($0["alternatives"] as? [[String: Any]])?.count == 1 })
    }
    let wrong = try sandbox.ocr("recognize", "crops", "--model", "model", "--pattern", "1{")
    #expect(wrong.status == 2)
    #expect(
      wrong.errors
        == "the pattern: { is followed by a number of times, {3}, or by two, {2,4}; \\{ is the character\n  1{\n   ^\n"
    )
    let unused = try sandbox.ocr("recognize", "crops", "--model", "model", "--ignore-case")
    #expect(unused.errors.contains("--ignore-case is for the words of a --lexicon"))
  }

  @Test func aCropMayHaveWordsOfItsOwn() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 6, alphabet: "01")
    let trained = try sandbox.ocr(
      "train", "crops", "--network", Sandbox.tinyNetwork, "--steps", "2", "--output", "model")
    #expect(trained.status == 0, "\(trained.errors)")
    let paths = try sandbox.lines("crops/labels.tsv").map { $0.prefix { $0 != "\t" } }
    // What the network says has no part in it: each crop has one word alone, and only the last one another text.
    let words = ["0", "1", "01", "10", "110", "0"]
    let texts = words.dropLast() + ["1"]
    let lines = zip(paths, zip(texts, words)).map { "\($0)\t\($1.0)\t\($1.1)\n" }
    try sandbox.write("crops/words.tsv", lines.joined())
    func exact(_ options: String...) throws -> Double? {
      let outcome = try sandbox.start(
        ["evaluate", "crops/words.tsv", "--own-words", "--model", "model", "--format", "json"] + options
      ).wait()
      let report = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
      #expect(report?["count"] as? Int == 6, "\(outcome.errors)")
      return report?["exact"] as? Double
    }
    let share = try #require(try exact())
    #expect(abs(share - 5.0 / 6) < 1e-4)
    let ofMoreLooks = try exact("--effort", "high", "--threads", "1")
    #expect(ofMoreLooks == share)

    try sandbox.write("crops/words.tsv", "\(paths[0])\t0\tx\n")
    let foreign = try sandbox.ocr("evaluate", "crops/words.tsv", "--own-words", "--model", "model")
    #expect(foreign.status == 1)
    #expect(
      foreign.output.contains(
        "crops/words.tsv:1: the one word cannot be read: the model cannot write"
      ))
  }
}
