import Foundation
import LegibleLanguage
import LegibleModels
import Testing

@Suite struct CommandTests {
  @Test func helpAndVersion() throws {
    let sandbox = try Sandbox()
    let help = try sandbox.ocr("--help")
    #expect(help.status == 0)
    for command in ["recognize", "evaluate", "train", "synthesize", "quantize", "calibrate", "inspect"] {
      #expect(help.output.contains(command))
      let own = try sandbox.ocr(command, "--help")
      #expect(own.status == 0)
      #expect(own.output.contains("Example"))
      #expect(own.errors == "")
    }
    #expect(try sandbox.ocr("--version").output == "0.1.0\n")
  }

  #if os(Linux)
    /// Loading it takes longer than reading a word.
    @Test func theCommandDoesNotLinkAllOfFoundation() throws {
      let command = try Data(contentsOf: RunningCommand.executable)
      #expect(
        command.range(of: Data("libFoundationEssentials.so\0".utf8)) != nil, "names of libraries stand here")
      #expect(command.range(of: Data("libFoundation.so\0".utf8)) == nil)
    }
  #endif

  @Test func anUnknownInstructionSetGivesTwo() throws {
    let sandbox = try Sandbox()
    let wrong = try sandbox.ocr("recognize", "x", environment: ["LEGIBLE_ISA": "fast"])
    #expect(wrong.status == 2)
    #expect(
      wrong.errors.hasPrefix(
        #"LEGIBLE_ISA: "fast" is no instruction set of this processor; it has portable"#))
    #expect(wrong.errors.split(separator: "\n").count == 1)
    for name in ["portable", ""] {
      #expect(
        try !sandbox.ocr("recognize", "x", environment: ["LEGIBLE_ISA": name]).errors.contains("LEGIBLE_ISA"))
    }
  }

  @Test func wrongArgumentsGiveTwo() throws {
    let sandbox = try Sandbox()
    for arguments in [
      ["fly"], ["recognize"], ["recognize", "x", "--threads", "0"], ["evaluate", "x", "--worst", "-1"],
    ] {
      let outcome = try sandbox.start(arguments).wait()
      #expect(outcome.status == 2)
      #expect(outcome.errors.hasPrefix("Error: "))
      #expect(outcome.output == "")
    }
  }

  @Test func synthesizesTheSameCropsFromTheSameSeed() throws {
    let sandbox = try Sandbox()
    func synthesize(_ folder: String, seed: Int, threads: Int) throws -> Sandbox.Outcome {
      try sandbox.ocr(
        "synthesize", folder, "--count", "70", "--seed", "\(seed)", "--threads", "\(threads)", "--fonts",
        Sandbox.fonts, "--boxes", "--contact-sheet", folder + ".png")
    }
    #expect(try synthesize("a", seed: 3, threads: 1).status == 0)
    #expect(try synthesize("b", seed: 3, threads: 2).status == 0)
    #expect(try synthesize("c", seed: 4, threads: 2).status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: sandbox.file("a"))
    #expect(names.count == 72)
    for name in names { #expect(try sandbox.read("a/" + name) == sandbox.read("b/" + name)) }
    #expect(try sandbox.read("a.png") == sandbox.read("b.png"))
    #expect(try sandbox.lines("a/labels.tsv") != sandbox.lines("c/labels.tsv"))

    for (line, label) in zip(try sandbox.lines("a/boxes.jsonl"), try sandbox.lines("a/labels.tsv")) {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let characters = try #require(object["characters"] as? [[String: Any]])
      let text = characters.compactMap { $0["character"] as? String }.joined()
      #expect("\(try #require(object["path"] as? String))\t\(text)" == label)
      #expect(characters.allSatisfy { ($0["box"] as? [Double])?.count == 4 })
    }

    let again = try synthesize("a", seed: 3, threads: 1)
    #expect(again.status == 2)
    #expect(again.errors == "a/labels.tsv is there already: give another folder, or remove this one\n")
    let file = try synthesize("a/labels.tsv/deeper/b", seed: 3, threads: 1)
    #expect(file.status == 2)
    #expect(file.errors.hasSuffix("a/labels.tsv/deeper/b: the folder cannot be made: Not a directory\n"))
    #expect(try synthesize("d/e/f", seed: 3, threads: 1).status == 0)
    // What is not its own it does not write over; what a killed drawing has left it does.
    try sandbox.write("mine/000069.png", "precious")
    let taken = try synthesize("mine", seed: 3, threads: 1)
    #expect(taken.status == 2)
    #expect(
      taken.errors
        == "mine/000069.png is there already: give another folder, or remove what is in this one\n")
    try sandbox.write("mine/labels.tsv.partial", "")
    #expect(try synthesize("mine", seed: 3, threads: 1).status == 0)
    #expect(try sandbox.read("mine/000069.png") == sandbox.read("a/000069.png"))
    let sheet = try sandbox.ocr(
      "synthesize", "new", "--count", "1", "--fonts", Sandbox.fonts, "--contact-sheet", "a")
    #expect(sheet.status == 2)
    #expect(sheet.errors.hasSuffix("\na: cannot be written: Is a directory\n"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.file("new")).isEmpty)
  }

  @Test func inspectsModelsAndCheckpoints() throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 4, alphabet: "01")
    let trained = try sandbox.ocr(
      "train", "crops", "--validation", "crops", "--network", Sandbox.tinyNetwork, "--steps", "2", "--output",
      "model")
    #expect(trained.status == 0, "\(trained.errors)")
    let model = try sandbox.ocr("inspect", "model")
    #expect(model.status == 0)
    #expect(
      model.output.hasPrefix(
        """
        model

        Network   [1,32,0,1 Cr3,3,8 Mp2,2 Cr3,3,8 Mp2,2 Mp8,1 S1(1x0)1,3 Lbx8 O1c3]
        Alphabet  2 characters: 01
        Width     in proportion; narrower than 4.0 to 1, 50% of what is lacking is added
        Margin    paper beyond 25% of the text's height is cut off

        Layers, for a crop of 128 x 32 pixels
          layer       output        parameters  multiply-adds
          Cr3,3,8     32 x 128 x 8          80        294,912
          Mp2,2       16 x 64 x 8            0              0
          Cr3,3,8     16 x 64 x 8          584        589,824
          Mp2,2       8 x 32 x 8             0              0
          Mp8,1       1 x 32 x 8             0              0
          S1(1x0)1,3  32 x 8                 0              0
          Lbx8        32 x 16            1,152         32,768
          O1c3        32 x 3                51          1,536
          all                            1,867        919,040

        Training
        """), "\(model.output)")
    let checkpoint = try sandbox.ocr("inspect", "model.checkpoint")
    #expect(checkpoint.output.contains("  steps            2 of 2\n"), "\(checkpoint.output)")
    // A checkpoint that is none any more says why.
    var bytes = try sandbox.read("model.checkpoint")
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: URL(fileURLWithPath: sandbox.file("model.checkpoint")))
    let damaged = try sandbox.ocr("inspect", "model.checkpoint")
    #expect(damaged.status == 2)
    #expect(
      damaged.errors
        == "model.checkpoint: truncated or changed after it was written: its checksum does not match; get the file "
        + "again\n")
    // What a stranger has written into a model commands no terminal.
    let network = Network(try NetworkSpec(parsing: "[1,32,0,1 Mp32,4 S1(1x0)1,3 O1c4]"))
    try Model(
      network: network, alphabet: Alphabet(["a", "\u{202E}", "\u{200B}"]),
      trainingRecord: ["da\u{1B}[2Jta": "x\r\ny\u{7}"]
    ).write(to: sandbox.file("hostile"))
    let hostile = try sandbox.ocr("inspect", "hostile")
    #expect(hostile.status == 0, "\(hostile.errors)")
    #expect(hostile.output.unicodeScalars.allSatisfy { $0 == "\n" || 0x20...0x7E ~= $0.value })
    #expect(hostile.output.contains(#"  da\u{1B}[2Jta  x\r\ny\u{07}"#), "\(hostile.output)")
    #expect(hostile.output.contains(#"3 characters: a \u{202E} \u{200B}"#), "\(hostile.output)")

    let other = try sandbox.ocr("inspect", "crops/labels.tsv")
    #expect(other.status == 2)
    #expect(other.errors.hasPrefix("crops/labels.tsv: not a safetensors file"))
  }
}
