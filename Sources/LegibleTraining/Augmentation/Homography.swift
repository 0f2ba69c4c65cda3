/// A point of the plane, in pixels; pixel `(i, j)` covers the square from `(i, j)` to `(i + 1, j + 1)`.
package struct Point: Equatable {
  package var x: Float
  package var y: Float

  package init(x: Float, y: Float) {
    self.x = x
    self.y = y
  }
}

/// A projective map of the plane: `x' = (xx x + xy y + x1) / (wx x + wy y + w1)`, likewise `y'`.
package struct Homography: Equatable {
  var xx: Float, xy: Float, x1: Float
  var yx: Float, yy: Float, y1: Float
  var wx: Float, wy: Float, w1: Float

  /// The map that takes the unit square's corners (0, 0), (1, 0), (1, 1), (0, 1) to the four points, which
  /// make a convex quadrilateral (Heckbert, Fundamentals of Texture Mapping and Image Warping, 1989, section
  /// 2.2.3).
  package init(unitSquareTo corners: [Point]) {
    precondition(corners.count == 4, "a quadrilateral has four corners")
    let (p, q, r, s) = (corners[0], corners[1], corners[2], corners[3])
    let (ax, ay) = (q.x - r.x, q.y - r.y)
    let (bx, by) = (s.x - r.x, s.y - r.y)
    let (cx, cy) = (p.x - q.x + r.x - s.x, p.y - q.y + r.y - s.y)
    let determinant = ax * by - bx * ay
    wx = (cx * by - bx * cy) / determinant
    wy = (ax * cy - cx * ay) / determinant
    w1 = 1
    xx = q.x - p.x + wx * q.x
    xy = s.x - p.x + wy * s.x
    x1 = p.x
    yx = q.y - p.y + wx * q.y
    yy = s.y - p.y + wy * s.y
    y1 = p.y
  }

  /// The inverse map: the adjugate, since a common factor does not count.
  package var inverse: Homography {
    var result = self
    result.xx = yy * w1 - y1 * wy
    result.xy = x1 * wy - xy * w1
    result.x1 = xy * y1 - x1 * yy
    result.yx = y1 * wx - yx * w1
    result.yy = xx * w1 - x1 * wx
    result.y1 = x1 * yx - xx * y1
    result.wx = yx * wy - yy * wx
    result.wy = xy * wx - xx * wy
    result.w1 = xx * yy - xy * yx
    return result
  }

  /// This map after `x -> offset.x + scale.x * x`, likewise `y`.
  package func after(scale: Point, offset: Point) -> Homography {
    var result = self
    result.x1 += xx * offset.x + xy * offset.y
    result.y1 += yx * offset.x + yy * offset.y
    result.w1 += wx * offset.x + wy * offset.y
    result.xx *= scale.x
    result.yx *= scale.x
    result.wx *= scale.x
    result.xy *= scale.y
    result.yy *= scale.y
    result.wy *= scale.y
    return result
  }

  /// This map followed by a stretch of both axes.
  package func then(scale: Point) -> Homography {
    var result = self
    result.xx *= scale.x
    result.xy *= scale.x
    result.x1 *= scale.x
    result.yx *= scale.y
    result.yy *= scale.y
    result.y1 *= scale.y
    return result
  }

  package func callAsFunction(_ point: Point) -> Point {
    let w = wx * point.x + wy * point.y + w1
    return Point(
      x: (xx * point.x + xy * point.y + x1) / w, y: (yx * point.x + yy * point.y + y1) / w)
  }
}
