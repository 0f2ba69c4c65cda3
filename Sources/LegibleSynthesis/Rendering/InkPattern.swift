import LegibleSystem

/// Letters made of parts: each cell of a grid that lies on the letter is lit, the others are not.
struct InkPattern {
  enum Kind { case dots, tiles, stripes }

  var kind: Kind
  /// Cells, or stripes, in a capital's height.
  var rows: Float
  /// What is left dark between cells, as a share of them, 0..<1.
  var gap: Float
  /// Radians, as the text is turned.
  var angle: Float

  /// Capitals of fewer pixels than this show no pattern: its cells would be smaller than two pixels, or too
  /// few to tell letters by.
  static let smallestCapital: Float = 15

  /// Replaces a coverage map by its pattern. `source` is scratch of the same size.
  ///
  /// - Parameter capitalHeight: pixels.
  func apply(
    to coverage: UnsafeMutablePointer<UInt8>, source: UnsafeMutablePointer<UInt8>, width: Int, height: Int,
    capitalHeight: Float
  ) {
    guard capitalHeight >= Self.smallestCapital else { return }
    let pitch = max(2.1, capitalHeight / rows)
    source.update(from: coverage, count: width * height)
    let (cosine, sine) = (cos(angle), sin(angle))
    // From the middle of a cell to its edge, cells; half a pixel is soft.
    let half = (1 - gap) / 2
    for row in 0..<height {
      for column in 0..<width {
        let x = Float(column) + 0.5
        let y = Float(row) + 0.5
        let along = (x * cosine + y * sine) / pitch
        let across = (y * cosine - x * sine) / pitch
        let u = along.rounded(.down) + 0.5
        let v = across.rounded(.down) + 0.5
        let (du, dv) = (abs(along - u), abs(across - v))
        let index = row * width + column
        if kind == .stripes {
          let amount = min(max((half - dv) * pitch + 0.5, 0), 1)
          coverage[index] = UInt8(Float(source[index]) * amount)
          continue
        }
        let centerX = (u * cosine - v * sine) * pitch
        let centerY = (u * sine + v * cosine) * pitch
        let isLit = mean(of: source, x: centerX, y: centerY, width: width, height: height) > 96
        let inside = kind == .dots ? half - (du * du + dv * dv).squareRoot() : half - max(du, dv)
        let amount = isLit ? min(max(inside * pitch + 0.5, 0), 1) : 0
        coverage[index] = UInt8(255 * amount)
      }
    }
  }

  /// Mean of the 3x3 pixels about a point; nothing is covered beyond the edges.
  private func mean(of source: UnsafePointer<UInt8>, x: Float, y: Float, width: Int, height: Int) -> Int {
    let (column, row) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
    var sum = 0
    for y in max(0, row - 1)..<max(max(0, row - 1), min(height, row + 2)) {
      for x in max(0, column - 1)..<max(max(0, column - 1), min(width, column + 2)) {
        sum += Int(source[y * width + x])
      }
    }
    return sum / 9
  }
}
