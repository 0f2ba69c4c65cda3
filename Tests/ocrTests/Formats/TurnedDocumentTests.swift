import Foundation
import ImageFixtures
import LegibleLanguage
import LegibleModels
import Testing

/// What the formats say of a text that runs downwards.
@Suite struct TurnedDocumentTests {
  private let sandbox: Sandbox

  /// A picture of a dark, a gray and a light third, one below the other; a model that reads dark columns as `a`, gray
  /// ones as a space and light ones as `b`; and a classifier that says of all crops that they are turned clockwise.
  init() throws {
    sandbox = try Sandbox()
    let samples = (0..<120).flatMap { row in [Int](repeating: [0, 128, 255][row / 40], count: 40) }
    let picture = PNGWriter(width: 40, height: 120, colorType: .gray, bitDepth: 8, samples: samples)
    try Data(picture.bytes()).write(to: URL(fileURLWithPath: sandbox.file("sign.png")))

    let reader = Network(try NetworkSpec(parsing: "[1,32,0,1 Mp32,4 S1(1x0)1,3 O1c4]"))
    // Of the blank, a, the space and b: they do not depend on the column, fall and rise with its light.
    set(reader, weights: [0, -200, 0, 200], biases: [-1000, -100, 0, -100])
    try Model(network: reader, alphabet: try Alphabet(["a", " ", "b"])).write(to: sandbox.file("model"))

    let classifier = Network(try NetworkSpec(parsing: "[1,8,0,1 Mp8,1 S1(1x0)1,3 Lfxs2 O0s4]"))
    set(classifier, weights: [Float](repeating: 0, count: 8), biases: [-9, 9, -9, -9])
    let classes = try ClassNames(["upright", "clockwise", "upside-down", "counterclockwise"])
    try Model(network: classifier, vocabulary: .classes(classes)).write(to: sandbox.file("classifier"))
  }

  /// - Parameters:
  ///   - weights, biases: of the output layer.
  private func set(_ network: Network, weights: [Float], biases: [Float]) {
    let parameters = network.parameters.suffix(2)
    for (parameter, values) in zip(parameters, [weights, biases]) {
      for (index, value) in values.enumerated() { parameter.value.base[index] = value }
    }
  }

  private func read(_ format: String) throws -> Sandbox.Outcome {
    let outcome = try sandbox.ocr(
      "recognize", "sign.png", "--model", "model", "--orientation", "classifier", "--format", format)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  @Test func thePlainFormatsSayHowTheTextLies() throws {
    let remark =
      "read as text that runs downwards; if that is wrong, turn the picture so that it reads from left to right"
    let text = try read("text")
    #expect(text.output == "sign.png\ta b\n" && text.errors.contains(remark), "\(text.errors)")
    let lines = try read("jsonl").output
    #expect(lines.contains(#""orientation":"clockwise""#) && lines.contains(remark), "\(lines)")
    let plain = try sandbox.ocr("recognize", "sign.png", "--model", "model", "--format", "jsonl").output
    #expect(plain.contains(#""text":"b""#) && !plain.contains("orientation"), "\(plain)")
  }

  /// hOCR 1.2: `textangle` is counter-clockwise.
  @Test func hOCRHasTheAngleOfTheLine() throws {
    let root = try DocumentElement.parse(try read("hocr").output)
    let line = try #require(root.all("ocr_line").first)
    #expect(line.property("textangle") == ["270"])
    let box = try #require(line.property("bbox"))
    #expect(box[0] == "0" && box[2] == "40", "\(box)")
    let words = root.all("ocrx_word").compactMap { $0.property("bbox")?.compactMap { Int($0) } }
    #expect(words.count == 2 && words[0][3] <= words[1][1], "\(words)")
  }

  /// ALTO 4: `ROTATION` is counter-clockwise.
  @Test func altoHasTheRotationOfTheBlockAndTheSpaceBetweenTheWords() throws {
    let root = try DocumentElement.parse(try read("alto").output)
    #expect(try #require(root.all("TextBlock").first).attributes["ROTATION"] == "270")
    let strings = root.all("String")
    #expect(strings.map { $0.attributes["CONTENT"] } == ["a", "b"])
    let space = try #require(root.all("SP").first)
    func place(_ element: DocumentElement) throws -> [Int] {
      try ["HPOS", "VPOS", "WIDTH", "HEIGHT"].map { try element.number($0) }
    }
    let (first, gap, second) = (try place(strings[0]), try place(space), try place(strings[1]))
    #expect(gap[0] == 0 && gap[2] == 40)
    #expect(gap[1] == first[1] + first[3] && gap[1] + gap[3] == second[1])
  }

  /// PAGE: `orientation` is the angle that puts the region right, clockwise.
  @Test func pageHasTheOrientationOfTheRegion() throws {
    let root = try DocumentElement.parse(try read("page").output)
    #expect(try #require(root.all("TextRegion").first).attributes["orientation"] == "-90")
  }
}
