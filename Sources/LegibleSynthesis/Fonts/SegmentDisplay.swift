/// Fonts of displays whose figures are made of seven segments, as meters, clocks and scales have them. Hardly any among
/// thousands of font files is one, so they are drawn here.
///
/// Every figure takes a cell of the same width. A 1 is two segments at the right of its cell, and what it leaves empty
/// is no space: a reader has to learn that from these.
struct SegmentDisplay {
  /// All lengths in font units, of which the height has `height`.
  private static let height: Float = 1000
  /// Width of a figure without the gap to the next.
  var width: Float
  /// Of the segments.
  var thickness: Float
  /// Between the points of two segments.
  var gap: Float
  /// From a figure to the next.
  var spacing: Float
  /// Whether 6 and 9 have their outer bars, and 7 its hook: displays differ in that.
  var hasTails: Bool

  /// One of each of the displays' kinds; `CropStyle` stretches, slants and thickens them like any font.
  static func fonts(table: SymbolTable) -> [Font] {
    [
      SegmentDisplay(width: 540, thickness: 120, gap: 12, spacing: 260, hasTails: true),
      SegmentDisplay(width: 560, thickness: 160, gap: 25, spacing: 300, hasTails: true),
      SegmentDisplay(width: 500, thickness: 90, gap: 20, spacing: 220, hasTails: false),
      SegmentDisplay(width: 620, thickness: 140, gap: 40, spacing: 380, hasTails: true),
      SegmentDisplay(width: 480, thickness: 180, gap: 8, spacing: 330, hasTails: false),
    ].map { $0.font(table: table) }
  }

  /// Segments in the letters that data sheets give them: `a` at the top, then clockwise, `g` in the middle.
  private func segments(of digit: Int) -> String {
    switch digit {
    case 0: "abcdef"
    case 1: "bc"
    case 2: "abdeg"
    case 3: "abcdg"
    case 4: "bcfg"
    case 5: "acdfg"
    case 6: hasTails ? "acdefg" : "cdefg"
    case 7: hasTails ? "abc" : "abcf"
    case 8: "abcdefg"
    default: hasTails ? "abcdfg" : "abcfg"
    }
  }

  private func font(table: SymbolTable) -> Font {
    var outline = Outline()
    var glyphs = [Font.Glyph?](repeating: nil, count: table.count)
    func add(_ character: Unicode.Scalar, advance: Float, contours: [[(x: Float, y: Float)]]) {
      guard let symbol = table[character] else { return }
      glyphs[symbol] = outline.glyph(of: contours, advance: advance)
    }
    let cell = width + spacing
    for digit in 0...9 {
      add(
        Unicode.Scalar(UInt8(48 + digit)), advance: cell,
        contours: segments(of: digit).map { contour(ofSegment: $0) })
    }
    add("-", advance: cell, contours: [contour(ofSegment: "g")])
    add(" ", advance: cell, contours: [])
    // The point has its lamp between two cells and none of its own; the colon stands by itself.
    add(".", advance: 0, contours: [dot(x: 0, y: thickness / 2)])
    add(
      ":", advance: spacing,
      contours: [0.3, 0.7].map { dot(x: spacing / 2, y: Self.height * $0) })
    return Font(
      path: "", family: "seven segments", capitalHeight: Self.height, glyphs: glyphs, points: outline.points,
      tags: outline.tags, ends: outline.ends, kerning: [:], capitalsOnly: false)
  }

  private func contour(ofSegment name: Character) -> [(x: Float, y: Float)] {
    let half = thickness / 2
    let (left, right) = (spacing / 2 + half, spacing / 2 + width - half)
    let (bottom, middle, top) = (half, Self.height / 2, Self.height - half)
    func horizontal(_ y: Float) -> [(x: Float, y: Float)] {
      let (start, end) = (left + gap, right - gap)
      return [
        (start, y), (start + half, y + half), (end - half, y + half), (end, y), (end - half, y - half),
        (start + half, y - half),
      ]
    }
    func vertical(_ x: Float, from low: Float, to high: Float) -> [(x: Float, y: Float)] {
      let (start, end) = (low + gap, high - gap)
      return [
        (x, start), (x - half, start + half), (x - half, end - half), (x, end), (x + half, end - half),
        (x + half, start + half),
      ]
    }
    return switch name {
    case "a": horizontal(top)
    case "b": vertical(right, from: middle, to: top)
    case "c": vertical(right, from: bottom, to: middle)
    case "d": horizontal(bottom)
    case "e": vertical(left, from: bottom, to: middle)
    case "f": vertical(left, from: middle, to: top)
    default: horizontal(middle)
    }
  }

  /// A square lamp about a point.
  private func dot(x: Float, y: Float) -> [(x: Float, y: Float)] {
    let half = thickness / 2
    return [(x - half, y - half), (x - half, y + half), (x + half, y + half), (x + half, y - half)]
  }

  /// A font's arrays while they fill.
  private struct Outline {
    var points: [Int16] = []
    var tags: [UInt8] = []
    var ends: [UInt16] = []

    mutating func glyph(of contours: [[(x: Float, y: Float)]], advance: Float) -> Font.Glyph {
      let first = (point: tags.count, contour: ends.count)
      for contour in contours {
        for point in contour { points += [Int16(point.x), Int16(point.y)] }
        tags += repeatElement(1, count: contour.count)
        ends.append(UInt16(tags.count - first.point - 1))
      }
      return Font.Glyph(
        points: first.point..<tags.count, contours: first.contour..<ends.count, advance: advance)
    }
  }
}
