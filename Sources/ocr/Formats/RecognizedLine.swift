import Legible

/// What was read as the formats for pages have it: a line of words, and each word of characters with whole pixels.
struct RecognizedLine {
  struct Glyph {
    let character: RecognizedCharacter
    let box: PixelBox

    var text: String { String(character.character) }
  }

  /// What stands between spaces.
  struct Word {
    /// At least one.
    let glyphs: [Glyph]
    let box: PixelBox

    var text: String { glyphs.map(\.text).joined() }
    /// That of the least certain character, as in Tesseract: a word is right where all its characters are.
    var confidence: Float { glyphs.map(\.character.confidence).min()! }
  }

  /// At least one.
  let words: [Word]
  let box: PixelBox

  /// The best text of a crop; nil for one without words, whose page is empty.
  init?(_ result: RecognizedText) {
    words = result.characters.split(whereSeparator: \.character.isWhitespace).map { characters in
      let glyphs = characters.map {
        Glyph(
          character: $0,
          box: PixelBox($0.box, imageWidth: result.imageWidth, imageHeight: result.imageHeight))
      }
      return Word(glyphs: glyphs, box: Self.union(glyphs.map(\.box)))
    }
    guard !words.isEmpty else { return nil }
    box = Self.union(words.map(\.box))
  }

  private static func union(_ boxes: [PixelBox]) -> PixelBox {
    boxes.dropFirst().reduce(boxes[0]) { $0.union($1) }
  }
}
