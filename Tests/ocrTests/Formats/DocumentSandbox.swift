import Foundation
import ImageFixtures
import LegibleLanguage
import LegibleModels
import Testing

/// A sandbox with a model of random weights, which reads what a pattern says, and pictures of noise.
struct DocumentSandbox {
  let sandbox: Sandbox
  static let (width, height) = (240, 40)

  /// - Parameter isBlank: whether the model finds no character in any picture.
  init(isBlank: Bool = false) throws {
    sandbox = try Sandbox()
    // The last cannot be one code point.
    let alphabet = try Alphabet(["a", "b", " ", "&", "<", ">", "\"", "é", "x\u{304}"])
    let network = Network(
      try NetworkSpec(parsing: "[1,32,0,1 Cr3,3,8 Mp4,4 Cr3,3,19 Mp8,1 S1(1x0)1,3 Lbx12 O1c10]"))
    network.initialize(seed: 4)
    if isBlank { network.parameters.last!.value.base[0] = 1000 }
    try Model(network: network, alphabet: alphabet).write(to: sandbox.file("model"))
  }

  func writePicture(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: sandbox.file(name)).deletingLastPathComponent(),
      withIntermediateDirectories: true)
    let samples = (0..<Self.width * Self.height).map { $0 * 7919 % 251 }
    let picture = PNGWriter(
      width: Self.width, height: Self.height, colorType: .gray, bitDepth: 8, samples: samples)
    try Data(picture.bytes()).write(to: URL(fileURLWithPath: sandbox.file(name)))
  }

  func read(_ arguments: String...) throws -> Sandbox.Outcome {
    try sandbox.start(["recognize", "--model", "model"] + arguments).wait()
  }

  /// Each character of the one picture that was read, with its box, as the format `jsonl` has them.
  func characters(_ arguments: String...) throws -> [(text: String, confidence: Double, box: [Double])] {
    let outcome = try sandbox.start(["recognize", "--model", "model", "--format", "jsonl"] + arguments).wait()
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    let characters = try #require(object?["characters"] as? [[String: Any]])
    return try characters.map {
      (
        try #require($0["character"] as? String), try #require($0["confidence"] as? Double),
        try #require($0["box"] as? [Double])
      )
    }
  }

  /// The edges of a box in whole pixels: left, top, right, bottom.
  static func edges(_ box: [Double]) -> [Int] {
    let tolerance = 0.011  // jsonl has two decimals.
    return [
      Int((box[0] + tolerance).rounded(.down)), Int((box[1] + tolerance).rounded(.down)),
      Int((box[0] + box[2] - tolerance).rounded(.up)), Int((box[1] + box[3] - tolerance).rounded(.up)),
    ]
  }
}
