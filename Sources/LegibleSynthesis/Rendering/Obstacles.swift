import LegibleSystem

/// Something thin or small between the text and the camera: a wire, a pole, a leaf, a scratch.
struct Obstacle {
  /// Where its middle is, 0...1 of the crop's width and height.
  var x: Float
  var y: Float
  /// Radians, in pixels that run right and down.
  var angle: Float
  /// Half its length and half its thickness, crop heights.
  var reach: Float
  var thickness: Float
  /// An ellipse; a straight bar otherwise.
  var isRound: Bool
  var luma: Float
  var opacity: Float
}

/// A darker part of the crop: all on one side of a line.
struct CastShadow {
  /// Where the line passes, 0...1 of the crop's width and height.
  var x: Float
  var y: Float
  /// Radians.
  var angle: Float
  /// How much light is lost, 0...1.
  var depth: Float
  /// Width of the line's soft edge, crop heights.
  var softness: Float
}

/// A bright spot.
struct Glare {
  /// Where its middle is, 0...1 of the crop's width and height.
  var x: Float
  var y: Float
  /// Distance from the middle at which a quarter of the light is left, along and across, crop heights.
  var reachX: Float
  var reachY: Float
  /// Levels of luma in the middle.
  var strength: Float
}

extension Plane {
  /// Paints an obstacle, its edge a pixel soft.
  func paint(_ obstacle: Obstacle) {
    let unit = Float(height)
    let (cosine, sine) = (cos(obstacle.angle), sin(obstacle.angle))
    let reach = max(obstacle.reach * unit, 0.5)
    let thickness = max(obstacle.thickness * unit, 0.5)
    changeLuma(around: obstacle.x, obstacle.y) { x, y, luma in
      let along = abs(x * cosine + y * sine)
      let across = abs(y * cosine - x * sine)
      let inside: Float
      if obstacle.isRound {
        // The level set of the ellipse, in pixels of its thickness.
        let square = (along / reach) * (along / reach) + (across / thickness) * (across / thickness)
        inside = thickness * (1 - square) / 2
      } else {
        inside = min(reach - along, thickness - across)
      }
      let amount = min(max(inside + 0.5, 0), 1) * obstacle.opacity
      luma += amount * (obstacle.luma - luma)
    }
  }

  /// Darkens one side of a line.
  func darken(_ shadow: CastShadow) {
    let (cosine, sine) = (cos(shadow.angle), sin(shadow.angle))
    let softness = max(shadow.softness * Float(height), 1)
    changeLuma(around: shadow.x, shadow.y) { x, y, luma in
      let side = min(max((x * cosine + y * sine) / softness + 0.5, 0), 1)
      luma *= 1 - shadow.depth * side
    }
  }

  /// Adds a bright spot, which falls off as (1 + r^2)^-2.
  func brighten(_ glare: Glare) {
    let scaleX = 1 / max(glare.reachX * Float(height), 1)
    let scaleY = 1 / max(glare.reachY * Float(height), 1)
    changeLuma(around: glare.x, glare.y) { x, y, luma in
      let (x, y) = (x * scaleX, y * scaleY)
      let fall = 1 + x * x + y * y
      luma += glare.strength / (fall * fall)
    }
  }

  /// Changes every pixel by where it lies: `change` gets its middle, in pixels right and down of the point
  /// `(x, y)`, 0...1 of the plane's width and height, and its luma.
  @inline(__always)
  private func changeLuma(around x: Float, _ y: Float, _ change: (Float, Float, inout Float) -> Void) {
    for row in 0..<height {
      let line = base + row * width
      let down = Float(row) + 0.5 - y * Float(height)
      for column in 0..<width {
        change(Float(column) + 0.5 - x * Float(width), down, &line[column])
      }
    }
  }
}
