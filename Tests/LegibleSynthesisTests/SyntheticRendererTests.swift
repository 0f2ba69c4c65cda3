import LegibleSynthesis
import Testing

/// Fonts that the project's set-up installs.
let dejavu = "/usr/share/fonts/truetype/dejavu"

@Suite struct SyntheticRendererTests {
  @Test func sameSeedAndIndexGiveTheSameCropWhateverCameBefore() throws {
    let synthesizer = try Synthesizer(SynthesisOptions(fontFolders: [dejavu]))
    let first = try synthesizer.makeRenderer()
    let second = try synthesizer.makeRenderer()
    let forwards = try (0..<40).map { try first.crop(seed: 7, index: UInt64($0)) }
    let backwards = try (0..<40).reversed().map { try second.crop(seed: 7, index: UInt64($0)) }
    #expect(forwards == backwards.reversed())
    #expect(try first.crop(seed: 8, index: 0) != forwards[0])
  }
}
