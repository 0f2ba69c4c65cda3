import LegibleSystem

/// Moves the points of an outline: a bent baseline, then rotation, then perspective. Exact on points, and
/// cheaper than moving pixels. Coordinates are capital heights about the centre of the text.
struct Distortion {
  /// Angle over which the text bends, radians; positive arches upwards in the middle.
  var arc: Float = 0
  /// Height of a wave along the baseline.
  var wave: Float = 0
  var wavePhase: Float = 0
  /// Radians, positive is anticlockwise.
  var rotation: Float = 0
  /// Relative change of size from the left end to the right end, and from the bottom to the top.
  var perspective: (x: Float, y: Float) = (0, 0)

  var isIdentity: Bool {
    arc == 0 && wave == 0 && rotation == 0 && perspective.x == 0 && perspective.y == 0
  }

  /// - Parameters:
  ///   - width: width of the text before distortion.
  ///   - center: its centre, which the distortion turns about.
  func apply(to outline: inout TextOutline, width: Float, center: (x: Float, y: Float)) {
    guard !isIdentity else { return }
    let count = outline.x.count
    let halfWidth = max(width / 2, 0.5)
    let cosine = cos(rotation)
    let sine = sin(rotation)
    let bends = abs(arc) > 0.01
    // A radius of less than the letters' height would turn them inside out.
    let angle = min(max(arc, -width / 1.4), width / 1.4)
    let radius = bends ? width / angle : 0
    outline.x.withUnsafeMutableBufferPointer { xs in
      outline.y.withUnsafeMutableBufferPointer { ys in
        for index in 0..<count {
          var x = xs[index] - center.x
          var y = ys[index] - center.y
          if bends {
            let angle = x / radius
            let distance = radius + y
            x = distance * sin(angle)
            y = distance * cos(angle) - radius
          }
          if wave != 0 { y += wave * sin(.pi * x / halfWidth + wavePhase) }
          let turnedX = x * cosine - y * sine
          let turnedY = x * sine + y * cosine
          // A plane tilted away from the viewer: size falls with distance.
          let depth = 1 + perspective.x * turnedX / (2 * halfWidth) + perspective.y * turnedY / 2
          let scale = 1 / max(depth, 0.25)
          xs[index] = turnedX * scale
          ys[index] = turnedY * scale
        }
      }
    }
  }
}
