import LegibleReports
import Testing

@Suite struct StrokeFontTests {
  private let printable = (0x20...0x7E).map { Character(Unicode.Scalar($0)) }

  @Test func everyGlyphStaysInItsPlace() {
    for character in printable {
      let glyph = StrokeFont.glyph(character)
      #expect(glyph.strokes.isEmpty == (character == " "), "\(character)")
      #expect((0...9).contains(glyph.width), "\(character)")
      for (x, y) in glyph.strokes.joined() {
        // A curve may bulge half a unit beyond its points.
        #expect(x >= -0.5 && x <= glyph.width + 1e-9, "\(character)")
        #expect(y >= -StrokeFont.depth - 0.5 && y <= StrokeFont.capitalHeight + 1.5, "\(character)")
      }
    }
  }

  /// No two characters are drawn alike, those that many fonts draw alike least of all.
  @Test func noTwoGlyphsAreAlike() {
    var seen: [String: Character] = [:]
    for character in printable {
      let drawing = "\(StrokeFont.glyph(character).strokes)"
      #expect(seen[drawing] == nil, "\(character) is drawn as \(seen[drawing] ?? " ")")
      seen[drawing] = character
    }
  }

  @Test func lettersStandOnTheLine() {
    for character in "ABCDEFGHIKLMNOPRSTUVWXYZabcdefhiklmnorstuvwxz0123456789" {
      let lowest = StrokeFont.glyph(character).strokes.joined().map(\.y).min()!
      #expect(abs(lowest) < 0.5, "\(character)")
    }
    for character in "gjpqy" {
      #expect(StrokeFont.glyph(character).strokes.joined().map(\.y).min()! <= -2, "\(character)")
    }
    for character in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" {
      let highest = StrokeFont.glyph(character).strokes.joined().map(\.y).max()!
      #expect(abs(highest - StrokeFont.capitalHeight) < 0.5, "\(character)")
    }
  }

  @Test func anyOtherCharacterIsABox() {
    let box = StrokeFont.glyph("\u{5B57}")
    #expect(box.strokes.count == 1 && box.width == 4)
    #expect("\(StrokeFont.glyph("\u{E9}"))" == "\(box)")
    #expect("\(StrokeFont.glyph("\u{1B}"))" == "\(box)")
  }

  @Test func glyphsOfALineFollowEachOther() {
    let (one, two) = (StrokeFont.line("H"), StrokeFont.line("HI"))
    #expect(two.strokes.count == one.strokes.count + StrokeFont.glyph("I").strokes.count)
    #expect(two.strokes.last!.allSatisfy { $0.x == one.width + 2 })
    #expect(StrokeFont.line("").width == 0 && StrokeFont.line("").strokes.isEmpty)
  }
}
