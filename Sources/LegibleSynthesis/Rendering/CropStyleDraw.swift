import LegibleTensors

/// The distribution of looks, tuned by eye against photographs of words on signs, packaging and web pages.
extension CropStyle {
  /// - Parameters:
  ///   - upperCase: the text is capitals and figures alone, which signs space out and set as small capitals.
  ///   - length: characters.
  init(
    upperCase: Bool, length: Int, hasBackgrounds: Bool, options: SynthesisOptions,
    using random: inout RandomSource
  ) {
    if random.chance(options.plainShare) {
      drawFrame(heights: options.height, using: &random)
      neighbours = Neighbours()
      return
    }
    // Most crops that people read are good pictures; some are poor in several ways at once.
    let kind = random.uniform()
    let severity: Float = kind < 0.5 ? 0.4 : kind < 0.85 ? 1 : 1.5
    drawSetting(upperCase: upperCase, length: length, using: &random)
    drawDistortion(length: length, using: &random)
    drawFrame(heights: options.height, using: &random)
    drawColours(severity: severity, using: &random)
    drawBackdrop(severity: severity, hasBackgrounds: hasBackgrounds, using: &random)
    drawDecoration(using: &random)
    drawCamera(severity: severity, using: &random)
  }

  private mutating func drawSetting(upperCase: Bool, length: Int, using random: inout RandomSource) {
    let spread = random.uniform()
    if spread < 0.14 {
      setting.tracking = random.uniform(in: -0.07...0)
    } else if spread < 0.3 {
      setting.tracking = random.uniform(in: 0...0.12)
    } else if spread < (upperCase ? 0.44 : 0.34) {
      setting.tracking = random.uniform(in: 0.1...(length > 10 ? 0.4 : 0.9))
    }
    if random.chance(0.45) { setting.stretch = random.logUniform(in: 0.6...1.4) }
    if random.chance(0.12) { setting.slant = random.uniform(in: -0.15...0.4) }
    setting.kerns = random.chance(0.8)
    if random.chance(0.4) { bolder = random.uniform(in: -0.02...0.1) }
    if upperCase && random.chance(0.08) { smallCapitals = random.uniform(in: 0.68...0.88) }
    if random.chance(0.04) { bounce = random.uniform(in: 0.03...0.16) }
  }

  private mutating func drawDistortion(length: Int, using random: inout RandomSource) {
    if random.chance(0.5) { distortion.rotation = 0.035 * random.normal() }
    if random.chance(0.1) { distortion.rotation += 0.13 * random.normal() }
    distortion.rotation = min(max(distortion.rotation, -0.4), 0.4)
    if length > 2 && random.chance(0.08) {
      distortion.arc = random.uniform(in: -1...1) * (length < 5 ? 0.8 : length < 12 ? 1.4 : 0.6)
    }
    if length > 3 && random.chance(0.02) {
      distortion.wave = random.uniform(in: 0.05...0.25)
      distortion.wavePhase = random.uniform(in: 0...6.3)
    }
    if random.chance(0.22) {
      distortion.perspective = (0.22 * random.normal(), 0.08 * random.normal())
      distortion.perspective.x = min(max(distortion.perspective.x, -0.6), 0.6)
      distortion.perspective.y = min(max(distortion.perspective.y, -0.2), 0.2)
    }
  }

  private mutating func drawFrame(heights: ClosedRange<Int>, using random: inout RandomSource) {
    let low = Float(heights.lowerBound)
    let high = Float(heights.upperBound)
    // Three in four crops are about as high as a reader wants them, or higher; the rest are smaller than
    // that.
    let middle = min(max(24, low), high)
    let drawn = random.chance(0.72) ? random.uniform(in: middle...high) : random.uniform(in: low...middle)
    height = Int(drawn.rounded())

    let range: ClosedRange<Float>
    switch random.uniform() {
    case ..<0.3: range = -0.05...0.06
    case ..<0.84: range = 0.02...0.2
    default: range = 0.08...0.45
    }
    func margin() -> Float { random.uniform(in: range) }
    margins = (margin(), margin(), margin(), margin())
    if random.chance(0.14) {
      neighbours.left = random.chance(0.6)
      neighbours.right = random.chance(0.6)
      neighbours.space = random.uniform(in: 0.15...0.5)
      // Bits of neighbours are to be overlooked; whole characters would have to be read.
      let limit = neighbours.space + 0.1
      if neighbours.left { margins.left = min(margins.left, limit) }
      if neighbours.right { margins.right = min(margins.right, limit) }
    }
    if random.chance(0.2) {
      neighbours.above = random.chance(0.6)
      neighbours.below = random.chance(0.6)
      neighbours.leading = random.uniform(in: 1.1...1.7)
      let limit = neighbours.leading - 0.8
      if neighbours.above { margins.top = min(margins.top, limit) }
      if neighbours.below { margins.bottom = min(margins.bottom, limit) }
    }
  }

  private mutating func drawColours(severity: Float, using random: inout RandomSource) {
    let contrast: Float
    if severity < 0.5 {
      contrast = random.uniform(in: 90...255)
    } else {
      // Low contrast is common in the wild; none is not readable.
      contrast = random.chance(0.45) ? random.uniform(in: 90...220) : random.uniform(in: 34...120)
    }
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
    if random.chance(0.1) { inkOpacity = random.uniform(in: 0.7...1) }
    if random.chance(0.15) { inkSlope = random.uniform(in: -0.5...0.5) * contrast }
    if random.chance(0.1 * severity + 0.02) { inkTexture = random.uniform(in: 0.1...0.4) }
  }

  private mutating func drawBackdrop(severity: Float, hasBackgrounds: Bool, using random: inout RandomSource)
  {
    let contrast = abs(inkLuma - backdropLuma)
    let kind = random.uniform()
    if kind < 0.37 {
      backdrop = .plain
    } else if kind < 0.5 {
      backdrop = .gradient(
        slope: contrast * random.uniform(in: 0.1...0.8), dx: random.uniform(in: -1...1),
        dy: random.uniform(in: -1...1))
    } else if kind < 0.88 && hasBackgrounds {
      backdrop = .picture(contrast: random.uniform(in: 0.05...(0.25 + 0.2 * severity)))
    } else {
      backdrop = .grain(
        size: random.logUniform(in: 1...10), contrast: random.uniform(in: 0.03...(0.1 + 0.08 * severity)))
    }
    if random.chance(0.1) {
      edgeLuma = random.uniform(in: 0...255)
      func thickness() -> Float { random.chance(0.4) ? random.uniform(in: 0.02...0.12) : 0 }
      edges = (thickness(), thickness(), thickness(), thickness())
    }
  }

  private mutating func drawDecoration(using random: inout RandomSource) {
    let contrast = inkLuma - backdropLuma
    let kind = random.uniform()
    if kind < 0.08 {
      // A line either strengthens the text (it is of the opposite luma) or only surrounds it.
      let opposite =
        contrast > 0
        ? random.uniform(in: 0...max(1, backdropLuma)) : random.uniform(in: min(254, backdropLuma)...255)
      let luma = random.chance(0.6) ? opposite : random.uniform(in: 0...255)
      decoration = .outline(width: random.uniform(in: 0.04...0.14), luma: luma)
    } else if kind < 0.1 {
      decoration = .hollow(width: random.uniform(in: 0.05...0.12))
    } else if kind < 0.2 {
      let opposite: Float = contrast > 0 ? 0 : 255
      decoration = .shadow(
        dx: random.uniform(in: -0.12...0.14), dy: random.uniform(in: -0.12...0.14),
        blur: random.uniform(in: 0...0.09),
        luma: random.chance(0.8) ? opposite : random.uniform(in: 0...255),
        opacity: random.uniform(in: 0.3...1))
    } else if kind < 0.24 {
      decoration = .block(
        dx: random.uniform(in: -0.2...0.2), dy: random.uniform(in: -0.2...0.2),
        luma: backdropLuma + random.uniform(in: -0.8...0.45) * contrast)
    } else if kind < 0.28 {
      decoration = .relief(shift: random.uniform(in: 0.03...0.08), strength: random.uniform(in: 20...90))
    }
    if random.chance(0.025) {
      let position =
        random.chance(0.85) ? random.uniform(in: -0.35 ... -0.12) : random.uniform(in: 1.15...1.4)
      rule = (position, random.uniform(in: 0.03...0.14))
    }
  }

  private mutating func drawCamera(severity: Float, using random: inout RandomSource) {
    if random.chance(0.15 + 0.1 * severity) {
      light = (random.uniform(in: 0.1...0.5), random.uniform(in: -1...1), random.uniform(in: -1...1))
    }
    let size = Float(height) / 32
    if random.chance(0.6) { blur = size * abs(random.normal()) * 0.75 * severity }
    if random.chance(0.08 * severity) { blur += size * random.uniform(in: 0.4...1.3) }
    blur = min(blur, 1.8 * size)
    if random.chance(0.05 * severity) {
      motion = (random.chance(0.7) ? 1 : -0.6) * random.uniform(in: 2...5.5) * size
    }
    if random.chance(0.2) { sharpening = random.uniform(in: 0.3...2) }
    // A crop that is blurred already, or that small, says nothing at a lower resolution.
    if random.chance(0.2 * severity) && blur < size {
      resolution = random.uniform(in: max(0.35, min(0.9, 9 / Float(height)))...0.9)
    }
    if random.chance(0.6) { noise = abs(random.normal()) * 4 * severity }
    if random.chance(0.03 * severity) { noise += random.uniform(in: 4...14) }
    if random.chance(0.45) { jpegQuality = random.integer(in: severity < 0.5 ? 40...95 : 15...90) }
    if random.chance(0.14) { exposure = (random.uniform(in: 0.7...1.8), random.uniform(in: -35...35)) }
  }
}
