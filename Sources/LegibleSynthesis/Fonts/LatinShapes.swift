/// What the Latin letters of a font look like, as far as sizes and areas tell: enough to find fonts that draw
/// something else on the code points of letters.
struct LatinShapes {
  enum Verdict {
    /// Capital height in font units.
    case plausible(Float)
    case implausible(String)
  }

  /// By ASCII code.
  private var boxes: [GlyphBox?] = Array(repeating: nil, count: 128)
  /// Signed area inside the contours (chords, control points included), font units squared.
  private var areas: [Float] = Array(repeating: 0, count: 128)
  /// Outline scaled to its box: equal for copies of one drawing.
  private var signatures: [[Int16]] = Array(repeating: [], count: 128)

  /// - Parameter ascii: the glyphs of codes 32...126, nil where the font lacks one.
  init(ascii: [Font.Glyph?], outlines: OutlineReader, library: FontLibrary) {
    let workspace = Workspace(capacity: Self.side * Self.side)
    var bitmaps: [[Float]] = Array(repeating: [], count: 128)
    for (code, glyph) in zip(32..., ascii) {
      guard let glyph, !glyph.points.isEmpty else { continue }
      let box = outlines.box(of: glyph)
      boxes[code] = box
      areas[code] = Self.area(of: glyph, in: outlines)
      signatures[code] = Self.signature(of: glyph, box: box, in: outlines)
      if "ABDEFGHNQRTabdefghnqrt".utf8.contains(UInt8(code)) {
        bitmaps[code] = Self.bitmap(
          of: glyph, box: box, in: outlines, workspace: workspace, library: library)
      }
    }
    lowerCaseRepeatsUpperCase = Self.repeats(bitmaps)
    portrait = FontPortrait(bitmaps: bitmaps.filter { !$0.isEmpty }, side: Self.side)
  }

  private func box(_ character: Unicode.Scalar) -> GlyphBox? { boxes[Int(character.value)] }

  private func signature(_ character: Unicode.Scalar) -> [Int16] { signatures[Int(character.value)] }

  private static let upperCase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".unicodeScalars
  private static let lowerCase = "abcdefghijklmnopqrstuvwxyz".unicodeScalars

  var hasLowerCase: Bool { Self.lowerCase.allSatisfy { box($0) != nil } }

  /// True when many letters whose two cases differ in ordinary fonts look the same here, once scaled to one
  /// size: fonts of capitals, of small capitals, and uncials.
  let lowerCaseRepeatsUpperCase: Bool

  /// The letters that were filled, for comparing fonts.
  let portrait: FontPortrait

  private static func repeats(_ bitmaps: [[Float]]) -> Bool {
    let pairs = zip("ABDEFGHNQRT".unicodeScalars, "abdefghnqrt".unicodeScalars)
    let alike = pairs.count { upper, lower in
      correlation(bitmaps[Int(upper.value)], bitmaps[Int(lower.value)]) > 0.7
    }
    // Ordinary fonts have one or two such pairs, by chance of design; small capitals at least half.
    return alike >= 5
  }

  /// Of two coverage maps of the same size, -1...1; 0 where one is missing.
  private static func correlation(_ a: [Float], _ b: [Float]) -> Float {
    guard a.count == b.count, !a.isEmpty else { return 0 }
    let count = Float(a.count)
    let (meanA, meanB) = (a.reduce(0, +) / count, b.reduce(0, +) / count)
    var (product, squareA, squareB): (Float, Float, Float) = (0, 0, 0)
    for (x, y) in zip(a, b) {
      product += (x - meanA) * (y - meanB)
      squareA += (x - meanA) * (x - meanA)
      squareB += (y - meanB) * (y - meanB)
    }
    return product / max((squareA * squareB).squareRoot(), 1e-6)
  }

  private static let side = 20

  /// A letter's coverage, its box stretched to a square of `side` pixels.
  private static func bitmap(
    of glyph: Font.Glyph, box: GlyphBox, in reader: OutlineReader, workspace: Workspace, library: FontLibrary
  ) -> [Float] {
    var outline = TextOutline()
    for point in glyph.points {
      outline.x.append((Float(reader.points[2 * point]) - box.left) / max(box.width, 1) * Float(side))
      outline.y.append((Float(reader.points[2 * point + 1]) - box.bottom) / max(box.height, 1) * Float(side))
    }
    outline.tags = Array(reader.tags[glyph.points])
    outline.ends = Array(reader.ends[glyph.contours])
    guard
      workspace.fill(
        &outline, bolder: 0, into: workspace.coverage, width: side, height: side, library: library)
    else { return [] }
    return (0..<(side * side)).map { Float(workspace.coverage[$0]) }
  }

  func verdict() -> Verdict {
    let capitals = Self.upperCase.compactMap { box($0) }
    guard capitals.count == 26 else { return .implausible("lacks capital letters") }
    let heights = capitals.map(\.height).sorted()
    let height = heights[13]
    guard height > 0, heights[2] > 0.45 * height, heights[23] < 2.2 * height else {
      return .implausible("capitals of very different heights")
    }
    // Calligraphic and blackboard capitals of mathematics come alone.
    guard hasLowerCase else { return .implausible("lacks small letters") }
    let lines = capitals.map(\.bottom).sorted()
    guard (lines[20] - lines[5]) < 0.5 * height else {
      return .implausible("capitals stand on no common line")
    }

    let shapes = Set(Self.upperCase.map { signature($0) })
    guard shapes.count >= 22 else { return .implausible("capitals that look alike") }
    let empty = Self.upperCase.filter { scalar in
      guard let box = box(scalar) else { return true }
      return areas[Int(scalar.value)].magnitude < 0.02 * box.width * box.height
    }
    guard empty.count <= 3 else { return .implausible("strokes without area") }

    // Frames and discs around letters make narrow and wide ones, and full stops, the same size.
    if let i = box("I"), let m = box("M"), let w = box("W"), abs(i.width - m.width) < 0.02 * m.width,
      abs(w.width - m.width) < 0.02 * m.width, i.width > 0.7 * height
    {
      return .implausible("every capital fills the same box")
    }
    if let stop = box("."), stop.height > 0.55 * height {
      return .implausible("full stop as tall as letters")
    }
    if let small = box("x"), let ascender = box("l"), !lowerCaseRepeatsUpperCase {
      guard small.height > 0.2 * height, small.height < 1.25 * height, ascender.height > 0.9 * small.height
      else {
        return .implausible("lower case of implausible height")
      }
      let lowerShapes = Set(Self.lowerCase.map { signature($0) })
      guard lowerShapes.count >= 22 else { return .implausible("small letters that look alike") }
    }
    return .plausible(height)
  }

  /// False for glyphs whose size cannot be that of the character, such as pictures in place of punctuation.
  func sizeFits(_ scalar: Unicode.Scalar, box: GlyphBox) -> Bool {
    guard scalar.isASCII, let capital = self.box("H") else { return true }
    let unit = capital.height
    switch scalar {
    case ".", ",", "'", "\"", "`", "^", "*":
      return box.height < 0.75 * unit
    case "-", "_", "~", "=":
      return box.height < 0.6 * unit && box.width > 0.15 * unit
    case ":", ";":
      return box.height < 1.2 * unit && box.width < 0.8 * unit
    case "!", "|", "/", "\\", "(", ")", "[", "]", "{", "}":
      return box.height > 0.4 * unit && box.height < 2.2 * unit && box.width < 1.2 * unit
    case "0"..."9":
      return box.height > 0.5 * unit && box.height < 1.6 * unit && box.width < 1.8 * unit
    case " ": return true
    default: return box.height < 2.5 * unit && box.width < 3.5 * unit
    }
  }

  private static func area(of glyph: Font.Glyph, in reader: OutlineReader) -> Float {
    var sum: Float = 0
    var first = glyph.points.lowerBound
    for contour in glyph.contours {
      let end = glyph.points.lowerBound + Int(reader.ends[contour])
      var previous = end
      for point in first...end {
        let (x0, y0) = (Float(reader.points[2 * previous]), Float(reader.points[2 * previous + 1]))
        let (x1, y1) = (Float(reader.points[2 * point]), Float(reader.points[2 * point + 1]))
        sum += x0 * y1 - x1 * y0
        previous = point
      }
      first = end + 1
    }
    return sum / 2
  }

  private static func signature(of glyph: Font.Glyph, box: GlyphBox, in reader: OutlineReader) -> [Int16] {
    let x = 1000 / max(box.width, 1)
    let y = 1000 / max(box.height, 1)
    var result: [Int16] = []
    for point in glyph.points {
      result.append(Int16((Float(reader.points[2 * point]) - box.left) * x))
      result.append(Int16((Float(reader.points[2 * point + 1]) - box.bottom) * y))
    }
    return result
  }
}
