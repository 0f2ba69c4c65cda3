import Foundation
import Testing

@Suite struct VisualizeTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 3)
    let trained = try sandbox.ocr(
      "train", "crops", "--validation", "crops", "--network", Sandbox.tinyNetwork, "--steps", "1", "--output",
      "model.safetensors")
    try #require(trained.status == 0, "\(trained.errors)")
    return sandbox
  }

  /// Width and height from the header of a PNG file (PNG specification, 11.2.2).
  private func size(_ file: Data) throws -> (width: Int, height: Int) {
    try #require(file.count > 24 && file.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    func number(_ start: Int) -> Int { file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    return (number(16), number(20))
  }

  @Test func drawsEveryCropBelowTheOther() throws {
    let sandbox = try sandbox()
    func draw(_ paths: String...) throws -> (width: Int, height: Int) {
      let outcome = try sandbox.start(
        ["recognize", "--model", "model.safetensors", "--visualize", "out.png"] + paths
      ).wait()
      #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
      return try size(try sandbox.read("out.png"))
    }
    let one = try draw("crops/000000.png")
    #expect(one.height > 96 && one.width <= 1632)
    // The margin at the end is there once.
    #expect(try draw("crops").height == 3 * (one.height - 16) + 16)
  }

  @Test func drawsOverNoPictureThatItReads() throws {
    let sandbox = try sandbox()
    let before = try sandbox.read("crops/000001.png")
    let outcome = try sandbox.ocr(
      "recognize", "--model", "model.safetensors", "--visualize", "./crops/000001.png", "crops")
    #expect(outcome.status == 2)
    #expect(
      outcome.errors == "./crops/000001.png: this is one of the pictures to read; give another --visualize\n")
    #expect(try sandbox.read("crops/000001.png") == before)
    let folder = try sandbox.ocr(
      "recognize", "--model", "model.safetensors", "--visualize", "crops", "crops/000001.png")
    #expect(folder.status == 2)
    #expect(folder.errors == "crops: cannot be written: Is a directory\n")
  }

  @Test func whereNothingIsReadNothingIsDrawn() throws {
    let sandbox = try sandbox()
    try sandbox.write("bad.png", "GIF89a")
    let outcome = try sandbox.ocr(
      "recognize", "--model", "model.safetensors", "--visualize", "out.png", "bad.png")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.hasSuffix("warning: out.png: nothing was read, so there is nothing to draw\n"))
    #expect(!sandbox.exists("out.png"))
  }
}
