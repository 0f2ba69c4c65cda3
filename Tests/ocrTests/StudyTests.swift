import Foundation
import Testing

@Suite struct StudyTests {
  private func rows(_ text: String) -> [[Substring]] {
    text.split(separator: "\n").map { $0.split(separator: "\t") }
  }

  @Test func gradientsArePrintedAndDrawn() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.ocr(
      "study", "gradients", "[Esfx8]", "[Lfx8]", "--distance", "20", "--steps", "3", "--output", "chart.svg")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = rows(outcome.output)
    #expect(
      rows[0] == [
        "distance", "[Esfx8] before", "[Esfx8] after 3 steps", "[Lfx8] before", "[Lfx8] after 3 steps",
      ])
    #expect(rows.count == 22 && rows.dropFirst().enumerated().allSatisfy { $1.first == "\($0)" })
    let norms = try rows.dropFirst().map { row in try row.dropFirst().map { try #require(Double($0)) } }
    // A quarter at most is left after each step.
    #expect(norms[20][0] < norms[0][0] * 1e-10 && norms[20][2] > norms[20][0])

    let chart = try DocumentElement.parse(String(decoding: sandbox.read("chart.svg"), as: UTF8.self))
    #expect(chart.name == "svg" && chart.all("polyline").count == 4)
    #expect(chart.text.contains("[Lfx8] after 3 steps"))
  }

  @Test func learningIsPrintedAndItsLogIsDrawn() throws {
    let sandbox = try Sandbox()
    let arguments = [
      "study", "learning", "[Gfx8]", "--task", "adding", "--distance", "4", "--steps", "60", "--every", "20",
    ]
    let outcome = try sandbox.start(arguments).wait()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = rows(outcome.output)
    #expect(rows[0] == ["network", "step", "loss", "gradient_norm"])
    #expect(rows.dropFirst().map { $0[1] } == ["20", "40", "60"])
    let losses = try rows.dropFirst().map { try #require(Double($0[2])) }
    #expect(losses[2] < losses[0])
    #expect(try sandbox.start(arguments).wait().output == outcome.output)

    try sandbox.write("log", outcome.output)
    let drawn = try sandbox.ocr(
      "study", "draw", "a & b=log", "--vertical", "loss", "--logarithmic", "--output", "chart.svg")
    #expect(drawn.status == 0, "\(drawn.errors)")
    #expect(String(decoding: try sandbox.read("chart.svg"), as: UTF8.self).contains("a &amp; b"))
  }

  @Test func eachMistakeIsNamedWithTheWayOut() throws {
    let sandbox = try Sandbox()
    try sandbox.write("log", "step\tbits\n1\t2\n")
    let cases: [([String], String)] = [
      (["learning", "[Xx]"], "'[Xx]': network spec, position 2: found 'Xx', expected a layer"),
      (
        ["gradients", "[Lbx8]"],
        "'[Lbx8]': network spec, position 3: found 'bx8', expected f, forward: what comes later is not known yet\n"
      ),
      (
        ["gradients", "[Fr8]"],
        "'[Fr8]': without a recurrent layer nothing goes back in time; add one, such as Lfx32\n"
      ),
      (["draw", "log", "--output", "x"], "'log' has no name: write NAME=FILE\n"),
      (
        ["draw", "a=log", "--vertical", "loss", "--output", "x"],
        "log: no column 'loss'; it has step, bits\n"
      ),
      (["learning", "[Lfx8]", "--clip", "0"], "Error: --clip is a number above 0."),
    ]
    for (arguments, message) in cases {
      let outcome = try sandbox.start(["study"] + arguments).wait()
      #expect(outcome.status == 2 && outcome.errors.hasPrefix(message), "\(arguments): \(outcome.errors)")
    }
    #expect(!sandbox.exists("x"))
  }
}
