/// Outlines of a line of text and whatever stands around it, in one flat form that FreeType can fill at once.
///
/// Units are capital heights; x runs right, y up, the baseline of the text starts at the origin.
struct TextOutline {
  /// A character of the text itself.
  struct Placed {
    var symbol: Int
    var points: Range<Int>
    /// From pen to pen, before any distortion; what a space's box is made of.
    var pen: ClosedRange<Float>
  }

  var x: [Float] = []
  var y: [Float] = []
  /// 0: control point of a conic, 1: on the curve, 2: control point of a cubic.
  var tags: [UInt8] = []
  /// Last point of each contour.
  var ends: [UInt16] = []
  /// The characters of the crop's text. Its points come before those of neighbours.
  var placed: [Placed] = []
  /// Points of the text itself.
  var textPoints = 0

  /// FreeType counts points in 16 bits.
  static let pointLimit = 30_000

  mutating func removeAll() {
    x.removeAll(keepingCapacity: true)
    y.removeAll(keepingCapacity: true)
    tags.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    placed.removeAll(keepingCapacity: true)
    textPoints = 0
  }

  /// Sets `symbols` from the pen position on and returns where the pen ends. Glyphs beyond the point limit
  /// are left out and reported by a nil.
  mutating func set(
    _ symbols: [Int], font: Font, setting: Setting, from start: (x: Float, y: Float), isText: Bool,
    placement: (Int) -> Placement
  ) -> Float? {
    var pen = start.x
    let unit = 1 / font.capitalHeight
    var previous: Int?
    for (position, symbol) in symbols.enumerated() {
      guard let glyph = font.glyphs[symbol], x.count + glyph.points.count <= Self.pointLimit else {
        return nil
      }
      let placement = placement(position)
      let scale = unit * placement.scale
      if let previous {
        pen += setting.tracking
        if setting.kerns, let kerning = font.kerning[UInt32(previous) << 16 | UInt32(symbol)] {
          pen += Float(kerning) * scale * setting.stretch
        }
      }
      let firstPoint = x.count
      let shift = Int(firstPoint) - glyph.points.lowerBound
      let scaleX = scale * setting.stretch
      let originY = start.y + placement.rise
      font.points.withUnsafeBufferPointer { points in
        for point in glyph.points {
          let height = Float(points[2 * point + 1]) * scale
          x.append(pen + Float(points[2 * point]) * scaleX + height * setting.slant)
          y.append(originY + height)
        }
      }
      tags.append(contentsOf: font.tags[glyph.points])
      for contour in glyph.contours {
        ends.append(UInt16(Int(font.ends[contour]) + glyph.points.lowerBound + shift))
      }
      let advance = glyph.advance * scaleX * placement.gap
      if isText {
        placed.append(
          Placed(symbol: symbol, points: firstPoint..<x.count, pen: pen...max(pen, pen + advance)))
        textPoints = x.count
      }
      pen += advance
      previous = symbol
    }
    return pen
  }
}

/// How a character departs from the line that it is set in.
struct Placement {
  /// Upwards, capital heights.
  var rise: Float = 0
  /// Relative to the line's size.
  var scale: Float = 1
  /// Of a space its width, relative to the font's; 1 for all other characters.
  var gap: Float = 1
}

/// How a line is set.
struct Setting {
  /// Extra space between characters, capital heights.
  var tracking: Float = 0
  /// Width of glyphs relative to the font's.
  var stretch: Float = 1
  /// Shear: x grows by this much per y.
  var slant: Float = 0
  var kerns = true
}

extension TextOutline {
  /// A contour of straight lines; not part of the text.
  mutating func addContour(_ points: [(x: Float, y: Float)]) {
    guard x.count + points.count <= Self.pointLimit else { return }
    for point in points {
      x.append(point.x)
      y.append(point.y)
      tags.append(1)
    }
    ends.append(UInt16(x.count - 1))
  }

  /// A bar, as underlines are; not part of the text.
  mutating func addBar(left: Float, right: Float, center: Float, thickness: Float) {
    // Points along the way, so that it bends with the baseline.
    let steps = 8
    let along = (0...steps).map { left + (right - left) * Float($0) / Float(steps) }
    addContour(
      along.map { ($0, center + thickness / 2) } + along.reversed().map { ($0, center - thickness / 2) })
  }

  /// Takes the text out, and leaves what stands around it.
  mutating func removeText() {
    let contours = ends.count { Int($0) < textPoints }
    ends.removeFirst(contours)
    for index in ends.indices { ends[index] -= UInt16(textPoints) }
    x.removeFirst(textPoints)
    y.removeFirst(textPoints)
    tags.removeFirst(textPoints)
    placed.removeAll(keepingCapacity: true)
    textPoints = 0
  }

  /// Extent of a range of points.
  func extent(of range: Range<Int>) -> GlyphBox {
    guard !range.isEmpty else { return GlyphBox(left: 0, bottom: 0, right: 0, top: 0) }
    var box = GlyphBox(
      left: x[range.lowerBound], bottom: y[range.lowerBound], right: x[range.lowerBound],
      top: y[range.lowerBound])
    for point in range {
      box.left = min(box.left, x[point])
      box.right = max(box.right, x[point])
      box.bottom = min(box.bottom, y[point])
      box.top = max(box.top, y[point])
    }
    return box
  }
}

extension Font {
  /// Width of a line from pen to pen, capital heights, kerning left aside.
  func width(of symbols: [Int], setting: Setting) -> Float {
    symbols.reduce(0) { sum, symbol in
      sum + (glyphs[symbol]?.advance ?? 0) * setting.stretch / capitalHeight + setting.tracking
    } - setting.tracking
  }
}
