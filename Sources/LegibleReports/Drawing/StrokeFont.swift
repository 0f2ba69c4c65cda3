/// A font of strokes for the characters of ASCII, drawn for this package: what a pen does, as plotters write. Any other
/// character is a box.
///
/// A glyph is a list of strokes, each a list of points in whole units: `x` from 0 to the right, `y` from the baseline at 0
/// up; small letters are 6 high, capitals and digits 8, descenders reach to -3. A stroke in round brackets runs
/// through its points as a smooth curve, one in square brackets as straight lines; a point is two digits, `x` and `y`,
/// where `a`, `b`, `c` are -1, -2, -3.
package enum StrokeFont {
  /// Points of a stroke, in units.
  package typealias Stroke = [(x: Double, y: Double)]

  /// The height of a capital, in units.
  package static let capitalHeight = 8.0
  /// How far letters reach below the baseline, in units.
  package static let depth = 3.0
  /// From the end of one glyph to the beginning of the next, in units.
  private static let gap = 2.0

  /// The strokes of a character, and its width in units.
  package static func glyph(_ character: Character) -> (strokes: [Stroke], width: Double) {
    guard let source = glyphs[character] else { return (parse("[0040480800]"), 4) }
    let strokes = parse(source)
    let width = strokes.joined().map(\.x).max() ?? 3
    return (strokes, width)
  }

  /// The strokes of a text on one line, and its width in units.
  package static func line(_ text: String) -> (strokes: [Stroke], width: Double) {
    var (strokes, left): ([Stroke], Double) = ([], 0)
    for character in text {
      let glyph = glyph(character)
      strokes += glyph.strokes.map { $0.map { ($0.x + left, $0.y) } }
      left += glyph.width + gap
    }
    return (strokes, max(0, left - gap))
  }

  private static func parse(_ source: StaticString) -> [Stroke] { parse("\(source)" as String) }

  private static func parse(_ source: String) -> [Stroke] {
    var strokes: [Stroke] = []
    var numbers: [Double] = []
    for character in source {
      switch character {
      case "[", "(": numbers = []
      case "]", ")":
        let points = stride(from: 0, to: numbers.count, by: 2).map { (x: numbers[$0], y: numbers[$0 + 1]) }
        strokes.append(character == "]" ? points : smooth(points))
      case "a", "b", "c": numbers.append(-Double(character.hexDigitValue! - 9))
      default: numbers.append(Double(character.wholeNumberValue!))
      }
    }
    return strokes
  }

  /// A Catmull-Rom spline through the points (1974), closed where the last point is the first.
  private static func smooth(_ points: Stroke) -> Stroke {
    let count = points.count
    let isClosed = points[0] == points[count - 1]
    func point(_ index: Int) -> (x: Double, y: Double) {
      if isClosed { return points[(index + count - 1) % (count - 1)] }
      return points[min(max(index, 0), count - 1)]
    }
    var result: Stroke = [points[0]]
    let pieces = 8
    for index in 0..<count - 1 {
      let (a, b, c, d) = (point(index - 1), point(index), point(index + 1), point(index + 2))
      for piece in 1...pieces {
        let t = Double(piece) / Double(pieces)
        func at(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Double {
          let (linear, square, cube) = (c - a, 2 * a - 5 * b + 4 * c - d, 3 * b - a - 3 * c + d)
          return b + 0.5 * t * (linear + t * (square + t * cube))
        }
        result.append((at(a.x, b.x, c.x, d.x), at(a.y, b.y, c.y, d.y)))
      }
    }
    return result
  }
}
