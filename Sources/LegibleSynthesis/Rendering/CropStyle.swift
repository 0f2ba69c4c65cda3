import LegibleTensors

/// Every decision about one crop's look, drawn before anything is rendered. Lengths are in capital heights unless they say
/// pixels; lumas are 0...255.
struct CropStyle {
  enum Backdrop {
    case plain
    /// Change of luma from edge to edge, and its direction.
    case gradient(slope: Float, dx: Float, dy: Float)
    /// A patch of a picture; contrast relative to the text's.
    case picture(contrast: Float)
    /// Grain of a size in pixels; contrast relative to the text's.
    case grain(size: Float, contrast: Float)
  }

  enum Decoration {
    case none
    /// A line around every stroke, in a luma of its own.
    case outline(width: Float, luma: Float)
    /// The line alone; the background shows through.
    case hollow(width: Float)
    /// A copy, shifted and blurred.
    case shadow(dx: Float, dy: Float, blur: Float, luma: Float, opacity: Float)
    /// Depth: copies from here to the shift.
    case block(dx: Float, dy: Float, luma: Float)
    /// A bright and a dark edge, as of letters cut or cast.
    case relief(shift: Float, strength: Float)
  }

  var setting = Setting()
  /// Growth of strokes, capital heights; negative thins them.
  var bolder: Float = 0
  /// Size of small capitals after the first letter, 1 for none.
  var smallCapitals: Float = 1
  /// Largest vertical shift and change of size of single characters.
  var bounce: Float = 0
  var distortion = Distortion()
  /// Space left between the text's ink and the crop's edges, in heights of the ink; negative cuts into it.
  var margins: (left: Float, right: Float, top: Float, bottom: Float) = (0, 0, 0, 0)
  var neighbours = Neighbours()
  /// Height of the crop, pixels.
  var height = 32

  var backdrop = Backdrop.plain
  var backdropLuma: Float = 255
  var inkLuma: Float = 0
  var inkOpacity: Float = 1
  /// Change of the ink's luma from top to bottom.
  var inkSlope: Float = 0
  var decoration = Decoration.none
  /// A bar under (or over) the text: centre, thickness.
  var rule: (position: Float, thickness: Float)?

  /// Depth of a light gradient, 0 none, and its direction.
  var light: (depth: Float, dx: Float, dy: Float) = (0, 0, 0)
  /// Standard deviation in pixels.
  var blur: Float = 0
  /// Pixels; positive along rows, negative along columns.
  var motion: Float = 0
  /// Amount of sharpening after the blur.
  var sharpening: Float = 0
  /// The picture is taken at this share of the crop's size and scaled up.
  var resolution: Float = 1
  /// Standard deviation, lumas.
  var noise: Float = 0
  /// 0...100, or nil for none.
  var jpegQuality: Int?
  /// Lumas are stretched about the middle by this, and clip.
  var exposure: (gain: Float, offset: Float) = (1, 0)

  /// What else stands near the text and may reach into the crop.
  struct Neighbours {
    var left = false
    var right = false
    var above = false
    var below = false
    /// Distance between lines, capital heights.
    var leading: Float = 1.5
    /// Distance to words beside, capital heights.
    var space: Float = 0.35
  }
}

extension CropStyle {
  /// - Parameters:
  ///   - upperCase: the text is capitals and figures alone, which signs space out and set as small capitals.
  ///   - length: characters.
  init(
    upperCase: Bool, length: Int, hasBackgrounds: Bool, heights: ClosedRange<Int>,
    using random: inout RandomSource
  ) {
    drawSetting(upperCase: upperCase, length: length, using: &random)
    drawDistortion(length: length, using: &random)
    drawFrame(heights: heights, using: &random)
    drawColours(hasBackgrounds: hasBackgrounds, using: &random)
    drawDecoration(using: &random)
    drawCamera(using: &random)
  }

  private mutating func drawSetting(upperCase: Bool, length: Int, using random: inout RandomSource) {
    let spread = random.uniform()
    if spread < 0.12 {
      setting.tracking = random.uniform(in: -0.06...0)
    } else if spread < 0.3 {
      setting.tracking = random.uniform(in: 0...0.12)
    } else if spread < (upperCase ? 0.45 : 0.34) {
      setting.tracking = random.uniform(in: 0.1...(length > 10 ? 0.4 : 0.8))
    }
    if random.chance(0.4) { setting.stretch = random.logUniform(in: 0.7...1.4) }
    if random.chance(0.12) { setting.slant = random.uniform(in: -0.15...0.4) }
    setting.kerns = random.chance(0.8)
    if random.chance(0.25) { bolder = random.uniform(in: -0.025...0.07) }
    if upperCase && random.chance(0.08) { smallCapitals = random.uniform(in: 0.68...0.88) }
    if random.chance(0.04) { bounce = random.uniform(in: 0.03...0.16) }
  }

  private mutating func drawDistortion(length: Int, using random: inout RandomSource) {
    if random.chance(0.5) { distortion.rotation = 0.035 * random.normal() }
    if random.chance(0.08) { distortion.rotation += 0.13 * random.normal() }
    distortion.rotation = min(max(distortion.rotation, -0.4), 0.4)
    if length > 2 && random.chance(0.08) {
      distortion.arc = random.uniform(in: -1...1) * (length > 4 ? 1.4 : 0.8)
    }
    if length > 3 && random.chance(0.02) {
      distortion.wave = random.uniform(in: 0.05...0.25)
      distortion.wavePhase = random.uniform(in: 0...6.3)
    }
    if random.chance(0.2) {
      distortion.perspective = (0.22 * random.normal(), 0.08 * random.normal())
      distortion.perspective.x = min(max(distortion.perspective.x, -0.6), 0.6)
      distortion.perspective.y = min(max(distortion.perspective.y, -0.2), 0.2)
    }
  }

  private mutating func drawFrame(heights: ClosedRange<Int>, using random: inout RandomSource) {
    let low = Float(heights.lowerBound)
    let high = Float(heights.upperBound)
    // Three in four crops are as high as a reader wants them, or higher; the rest are smaller than that.
    let middle = min(max(24, low), high)
    height = Int(
      (random.chance(0.72) ? random.uniform(in: middle...high) : random.uniform(in: low...middle)).rounded())

    let range: ClosedRange<Float>
    switch random.uniform() {
    case ..<0.3: range = -0.05...0.06
    case ..<0.82: range = 0.02...0.2
    default: range = 0.08...0.45
    }
    margins = (
      random.uniform(in: range), random.uniform(in: range), random.uniform(in: range),
      random.uniform(in: range)
    )
    if random.chance(0.12) {
      neighbours.left = random.chance(0.6)
      neighbours.right = random.chance(0.6)
      neighbours.space = random.uniform(in: 0.15...0.5)
    }
    if random.chance(0.16) {
      neighbours.above = random.chance(0.6)
      neighbours.below = random.chance(0.6)
      neighbours.leading = random.uniform(in: 1.15...1.8)
    }
  }

  private mutating func drawColours(hasBackgrounds: Bool, using random: inout RandomSource) {
    // Low contrast is common in the wild; none is not readable.
    let contrast: Float =
      random.chance(0.35) ? random.uniform(in: 120...255) : random.uniform(in: 28...150)
    let room = 255 - contrast
    let dark: Float
    switch random.uniform() {
    case ..<0.25: dark = min(room, random.uniform(in: 0...30))
    case ..<0.5: dark = max(0, room - random.uniform(in: 0...30))
    default: dark = random.uniform(in: 0...room)
    }
    if random.chance(0.5) {
      (inkLuma, backdropLuma) = (dark, dark + contrast)
    } else {
      (inkLuma, backdropLuma) = (dark + contrast, dark)
    }
    let kind = random.uniform()
    if kind < 0.3 {
      backdrop = .plain
    } else if kind < 0.5 {
      backdrop = .gradient(
        slope: contrast * random.uniform(in: 0.1...0.8), dx: random.uniform(in: -1...1),
        dy: random.uniform(in: -1...1))
    } else if kind < 0.85 && hasBackgrounds {
      backdrop = .picture(contrast: random.uniform(in: 0.08...0.5))
    } else {
      backdrop = .grain(size: random.logUniform(in: 1...10), contrast: random.uniform(in: 0.04...0.3))
    }
    if random.chance(0.1) { inkOpacity = random.uniform(in: 0.7...1) }
    if random.chance(0.15) { inkSlope = random.uniform(in: -0.5...0.5) * contrast }
  }

  private mutating func drawDecoration(using random: inout RandomSource) {
    let contrast = inkLuma - backdropLuma
    let kind = random.uniform()
    if kind < 0.07 {
      // Either strengthens the text (a line of the opposite luma) or only surrounds it.
      let luma =
        random.chance(0.6)
        ? (contrast > 0
          ? random.uniform(in: 0...max(1, backdropLuma)) : random.uniform(in: min(254, backdropLuma)...255))
        : random.uniform(in: 0...255)
      decoration = .outline(width: random.uniform(in: 0.04...0.16), luma: luma)
    } else if kind < 0.09 {
      decoration = .hollow(width: random.uniform(in: 0.05...0.12))
    } else if kind < 0.19 {
      decoration = .shadow(
        dx: random.uniform(in: -0.12...0.14), dy: random.uniform(in: -0.12...0.14),
        blur: random.uniform(in: 0...0.09),
        luma: random.chance(0.8) ? (contrast > 0 ? 0 : 255) : random.uniform(in: 0...255),
        opacity: random.uniform(in: 0.3...1))
    } else if kind < 0.23 {
      decoration = .block(
        dx: random.uniform(in: -0.2...0.2), dy: random.uniform(in: -0.2...0.2),
        luma: backdropLuma + random.uniform(in: -0.8...0.45) * contrast)
    } else if kind < 0.26 {
      decoration = .relief(shift: random.uniform(in: 0.03...0.08), strength: random.uniform(in: 20...90))
    }
    if random.chance(0.025) {
      rule = (
        random.chance(0.85) ? random.uniform(in: -0.35 ... -0.12) : random.uniform(in: 1.15...1.4),
        random.uniform(in: 0.03...0.14)
      )
    }
  }

  private mutating func drawCamera(using random: inout RandomSource) {
    if random.chance(0.25) {
      light = (random.uniform(in: 0.1...0.6), random.uniform(in: -1...1), random.uniform(in: -1...1))
    }
    let size = Float(height) / 32
    if random.chance(0.6) { blur = size * abs(random.normal()) * 0.75 }
    if random.chance(0.1) { blur += size * random.uniform(in: 0.5...1.6) }
    blur = min(blur, 2.4 * size)
    if random.chance(0.06) { motion = (random.chance(0.7) ? 1 : -0.6) * random.uniform(in: 2...5.5) * size }
    if random.chance(0.18) { sharpening = random.uniform(in: 0.3...2) }
    if random.chance(0.25) { resolution = random.uniform(in: 0.35...0.9) }
    if random.chance(0.5) { noise = abs(random.normal()) * 6 }
    if random.chance(0.06) { noise += random.uniform(in: 5...18) }
    if random.chance(0.4) { jpegQuality = random.integer(in: 15...92) }
    if random.chance(0.12) { exposure = (random.uniform(in: 0.7...1.7), random.uniform(in: -35...35)) }
  }
}
