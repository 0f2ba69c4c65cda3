import LegibleSynthesis
import Testing

/// Looks that change what is between characters: wide gaps, which are one space, and the cells of displays, where a gap
/// is none.
@Suite struct SpaceLookTests {
  private func crops(alphabet: String, look: String?, count: Int = 300) throws -> [SyntheticCrop] {
    var options = SynthesisOptions(fontFolders: [dejaVu])
    options.looks = .none
    if let look { try options.looks.set(look + "=1") }
    options.plainShare = 0
    options.blankShare = 0
    options.alphabet = alphabet
    let renderer = try Synthesizer(options).makeRenderer()
    return try (0..<count).map { try renderer.crop(seed: 21, index: UInt64($0)) }
  }

  /// Widths of the gaps, in widths of a letter: fonts differ, and so does how much they are stretched.
  private func gaps(look: String?) throws -> [[Float]] {
    try crops(alphabet: "HNU ", look: look).compactMap { crop in
      let letters = crop.boxes.filter { $0.character != " " }.map(\.width)
      let gaps = crop.boxes.filter { $0.character == " " }.map(\.width)
      guard !gaps.isEmpty else { return nil }
      return gaps.map { $0 / (letters.reduce(0, +) / Float(letters.count)) }
    }
  }

  @Test func wideGapsAreUpToEightSpacesWide() throws {
    let ordinary = try gaps(look: nil).joined().sorted()
    let wide = try gaps(look: "wideGaps").joined().sorted()
    #expect(ordinary.count > 50 && wide.count > 50)
    // Letters that are set apart have wider gaps, too.
    #expect(wide[wide.count / 2] > 1.5 * ordinary[ordinary.count / 2])
    #expect(wide.last! > 2 * ordinary.last!)
    // Ordinary ones are among them.
    #expect(wide[wide.count / 10] < 1.5 * ordinary[ordinary.count / 2])
  }

  @Test func wideGapsAreAllAlikeOrEachAsItComes() throws {
    let lines = try gaps(look: "wideGaps").filter { $0.count >= 2 }
    let alike = lines.count { $0.max()! < 1.1 * $0.min()! }
    #expect(lines.count >= 20 && alike >= lines.count / 5 && alike <= lines.count * 4 / 5)
  }

  /// Every figure of seven segments has one at the right of its cell, the narrow 1 as well, and cells are of one width:
  /// right edges have equal distances, and a 1 leaves more room before it than others do.
  @Test func figuresOfDisplaysStandInCells() throws {
    func areInCells(_ crop: SyntheticCrop) -> Bool {
      let edges = crop.boxes.map { $0.x + $0.width }
      let steps = zip(edges, edges.dropFirst()).map { $1 - $0 }
      return steps.max()! - steps.min()! < 0.02 * steps.max()!
    }
    func long(_ look: String?) throws -> [SyntheticCrop] {
      try crops(alphabet: "0123456789", look: look).filter { Set($0.text).count > 2 }
    }
    let displays = try long("displays")
    #expect(displays.count > 100 && displays.allSatisfy(areInCells))
    #expect(try long(nil).count(where: areInCells) < 20)
    let ones = displays.flatMap { crop in
      crop.boxes.filter { $0.character == "1" }.map { $0.width / crop.boxes.map(\.width).max()! }
    }
    #expect(ones.count > 50 && ones.allSatisfy { $0 < 0.5 })
  }

  /// A display has no letters, so words keep their fonts.
  @Test func wordsAreNotOnDisplays() throws {
    #expect(try crops(alphabet: "HNU", look: "displays") == crops(alphabet: "HNU", look: nil))
  }
}
