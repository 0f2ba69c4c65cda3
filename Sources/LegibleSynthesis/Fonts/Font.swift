/// A vetted font, held as outlines alone, so that any number of threads can set text from it without opening
/// its file.
final class Font: Sendable {
  /// One glyph's outline, as ranges of the font's arrays.
  struct Glyph: Sendable {
    var points: Range<Int>
    var contours: Range<Int>
    /// Font units.
    var advance: Float
  }

  let path: String
  let family: String
  /// Height of its flat capitals, font units. Layout counts in capital heights.
  let capitalHeight: Float
  /// By symbol (index into the alphabet); nil: the font must not be used for this character.
  let glyphs: [Glyph?]
  /// `[points, 2]`: x, y in font units, y upwards.
  let points: [Int16]
  /// 0: control point of a conic, 1: on the curve, 2: control point of a cubic.
  let tags: [UInt8]
  /// Last point of each contour, counted from its glyph's first point.
  let ends: [UInt16]
  /// Font units, by `left << 16 | right` (symbols).
  let kerning: [UInt32: Int16]
  /// Its lower case looks like its upper case, so only the latter may be used.
  let capitalsOnly: Bool

  init(
    path: String, family: String, capitalHeight: Float, glyphs: [Glyph?], points: [Int16], tags: [UInt8],
    ends: [UInt16], kerning: [UInt32: Int16], capitalsOnly: Bool
  ) {
    self.path = path
    self.family = family
    self.capitalHeight = capitalHeight
    self.glyphs = glyphs
    self.points = points
    self.tags = tags
    self.ends = ends
    self.kerning = kerning
    self.capitalsOnly = capitalsOnly
  }

  var folder: Substring { path[..<(path.lastIndex(of: "/") ?? path.startIndex)] }

  func covers(_ symbols: [Int]) -> Bool {
    symbols.allSatisfy { glyphs[$0] != nil }
  }
}
