import LegibleLayers
import LegibleModels
import Testing

@Suite struct SequenceSpecTests {
  @Test func theOutputLayerIsAddedWhereItIsMissing() throws {
    for text in ["[Fl64 Lfx256]", " [ Fl64Lfx256 O1c96 ] "] {
      let spec = try SequenceSpec(parsing: text, inputSize: 96, symbols: 96)
      #expect(spec.description == "[Fl64 Lfx256 O1c96]")
      // 96 * 64 + 64, then 4 * 256 * (64 + 256 + 2), then 256 * 96 + 96.
      #expect(spec.parameterCount == 6_208 + 329_728 + 24_672)
      #expect(spec.states.map(\.name) == ["layers.1"] && spec.states.map(\.size) == [512])
    }
  }

  @Test func statesWithinBlocksAreFound() throws {
    let spec = try SequenceSpec(parsing: "[Gfx8 Rl[Lpfx8] Jtfx4,s3]", inputSize: 5, symbols: 7)
    #expect(spec.states.map(\.name) == ["layers.0", "layers.1.0", "layers.2"])
    #expect(spec.states.map(\.size) == [8, 16, 3])
  }

  @Test func withoutSymbolsTheLastLayersFeaturesAreTheOutput() throws {
    let spec = try SequenceSpec(parsing: "[Lbx8 Fl1]", inputSize: 2, symbols: nil, looksAhead: true)
    #expect(spec.description == "[Lbx8 Fl1]" && spec.series.output == .columns(1))
  }

  /// A whole sequence may have one output in a network over pictures; here every step has a target of its own.
  @Test func noLayerSummarisesEvenWhereItMayLookAhead() {
    let error = #expect(throws: NetworkSpecError.self) {
      try SequenceSpec(parsing: "[Lbxs8 Fl1]", inputSize: 2, symbols: nil, looksAhead: true)
    }
    #expect(
      error?.description
        == "network spec, position 5: found 's8', expected a size without s: every step has an output")
  }

  static let messages: [(String, String)] = [
    ("", "1: found the end, expected '[' and layers, for example [Fl64 Lfx256]"),
    ("Lfx256", "1: found 'Lfx256', expected '[' and layers, for example [Fl64 Lfx256]"),
    ("[Lfx256] x", "10: found 'x', expected nothing after the closing bracket"),
    ("[Lbx256]", "3: found 'bx256', expected f, forward: what comes later is not known yet"),
    ("[Fl8 Grx4]", "7: found 'rx4', expected f, forward: what comes later is not known yet"),
    ("[Lfxs8]", "5: found 's8', expected a size without s: every step has an output"),
    ("[Lfx8 O1c95]", "7: found 'O1c95', expected O1c96, an output for each symbol"),
    (
      "[Cr3,3,8]",
      "2: found 'Cr3,3,8', expected a layer for columns: convolution and pooling stand before S1(1x0)1,3"
    ),
  ]

  @Test(arguments: messages)
  func eachMistakeIsNamedWithItsPlace(text: String, message: String) {
    let error = #expect(throws: NetworkSpecError.self) {
      try SequenceSpec(parsing: text, inputSize: 96, symbols: 96)
    }
    #expect(error?.description == "network spec, position " + message)
  }
}
