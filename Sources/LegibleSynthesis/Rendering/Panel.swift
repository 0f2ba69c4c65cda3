import LegibleSystem

/// A board, plate or label under the text, or a frame around it. It bends, turns and tilts with the text.
struct Panel {
  enum Shape { case rectangle, ellipse }

  var shape = Shape.rectangle
  /// From the text to the panel's edge, capital heights.
  var padding: (x: Float, y: Float) = (0.3, 0.3)
  /// Radius of a rectangle's corners, capital heights.
  var corner: Float = 0
  /// Luma of what is beyond the panel; nil where the panel is a frame alone, with the same ground on both
  /// sides.
  var surroundings: Float?
  /// Contrast of the picture or grain beyond the panel, levels.
  var texture: Float = 0
  /// A line along the panel's edge: how far within it, how wide, of which luma.
  var border: (inset: Float, width: Float, luma: Float)?

  /// The shapes around a text that is `width` wide.
  func addShapes(to outlines: inout CropOutlines, width: Float) {
    if surroundings != nil { addShape(to: &outlines.panel, width: width, inset: 0) }
    if let border {
      addShape(to: &outlines.border, width: width, inset: border.inset)
      addShape(to: &outlines.border, width: width, inset: border.inset + border.width, isHole: true)
    }
  }

  private func addShape(to outline: inout TextOutline, width: Float, inset: Float, isHole: Bool = false) {
    let halfX = width / 2 + padding.x - inset
    // The text's middle is half a capital's height; descenders reach a quarter below.
    let halfY = 0.6 + padding.y - inset
    guard halfX > 0, halfY > 0 else { return }
    var points: [(Float, Float)] = []
    switch shape {
    case .ellipse:
      // Around the corners of the text's box, not through them.
      let (a, b) = (halfX * 1.15, halfY * 1.4)
      points = (0..<48).map { step in
        let angle = Float(step) * .pi / 24
        return (a * cos(angle), b * sin(angle))
      }
    case .rectangle:
      let radius = min(max(0, corner - inset), min(halfX, halfY))
      let (x, y) = (halfX - radius, halfY - radius)
      for quarter in 0..<4 {
        let signs: (Float, Float) = [(1, 1), (-1, 1), (-1, -1), (1, -1)][quarter]
        for step in 0...4 {
          let angle = (Float(quarter) + Float(step) / 4) * .pi / 2
          points.append((signs.0 * x + radius * cos(angle), signs.1 * y + radius * sin(angle)))
        }
        // Points along the way, so that long edges bend with the baseline.
        guard quarter % 2 == 0 else { continue }
        for step in 1..<10 {
          let share = 1 - Float(step) / 5
          points.append((signs.0 * x * share, signs.1 * halfY))
        }
      }
    }
    outline.addContour((isHole ? points.reversed() : points).map { (width / 2 + $0.0, 0.45 + $0.1) })
  }
}
