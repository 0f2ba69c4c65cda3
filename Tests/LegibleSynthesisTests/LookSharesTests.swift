import Foundation
import LegibleSynthesis
import Testing

@Suite struct LookSharesTests {
  @Test func everyShareHasItsName() throws {
    let properties = Mirror(reflecting: LookShares()).children.compactMap(\.label)
    #expect(properties.sorted() == LookShares.names.sorted())
    let texts = Mirror(reflecting: TextShares()).children.compactMap(\.label)
    let stored = try JSONDecoder().decode([String: Float].self, from: JSONEncoder().encode(TextShares()))
    #expect(texts.sorted() == stored.keys.sorted())
  }

  @Test func sharesTravelAsJSON() throws {
    var looks = LookShares()
    try looks.set("arcs=0.25")
    #expect(looks.arcs == 0.25)
    #expect(try JSONDecoder().decode(LookShares.self, from: JSONEncoder().encode(looks)) == looks)
  }

  /// Checkpoints from before there were looks.
  @Test func whatIsNotStoredHasItsDefault() throws {
    let stored = Data(#"{"fontFolders": ["fonts"], "texts": {"words": 0.5}, "plainShare": 0.25}"#.utf8)
    var expected = SynthesisOptions(fontFolders: ["fonts"])
    expected.texts.words = 0.5
    expected.plainShare = 0.25
    #expect(try JSONDecoder().decode(SynthesisOptions.self, from: stored) == expected)
  }

  @Test(
    arguments: [
      #""looks": {"arcs": 1.5}"#, #""looks": {"arcs": -0.5}"#, #""looks": {"archs": 0.5}"#,
      #""texts": {"words": -1}"#, #""texts": {"wards": 1}"#, #""blankShare": 1.5"#, #""blankShare": -0.5"#,
    ])
  func whatNoOptionsStoreIsRefused(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(SynthesisOptions.self, from: Data(#"{"fontFolders": [], \#(json)}"#.utf8))
    }
  }

  @Test func assignmentsAreTakenOrRefusedWithTheNames() throws {
    var looks = LookShares()
    try looks.set("all=0")
    #expect(looks == .none)
    try looks.set("panels=1")
    #expect(looks.panels == 1 && looks.arcs == 0)
    for assignment in ["panels", "panels=", "panels=1.5", "panels=-1", "panels=nan", "panel=1", "=1", ""] {
      #expect(throws: SynthesisError.notALook(assignment)) { try looks.set(assignment) }
    }
    let message = "\(SynthesisError.notALook("panel=1"))"
    #expect(
      message.hasPrefix(
        "“panel=1” is not of the form NAME=PROBABILITY, with a probability of 0 to 1 and a name out of all, turns, "
      ))
  }
}
