import LegibleTensors

/// Colours, what is behind the text, and what the letters are made of.
extension CropStyle {
  mutating func drawColours(_ looks: LookShares, severity: Float, using random: inout RandomSource) {
    let contrast: Float
    if random.chance(looks.faintInks) {
      contrast = random.uniform(in: 8...34)
    } else if severity < 0.5 {
      contrast = random.uniform(in: 80...255)
    } else {
      // Low contrast is common in the wild; none is not readable.
      contrast = random.chance(0.45) ? random.uniform(in: 90...200) : random.uniform(in: 34...120)
    }
    let room = 255 - contrast
    let dark: Float
    switch random.uniform() {
    case ..<0.22: dark = min(room, random.uniform(in: 0...30))
    case ..<0.36: dark = max(0, room - random.uniform(in: 0...30))
    default: dark = random.uniform(in: 0...room)
    }
    // Signs are light on dark a little more often than not.
    if random.chance(0.46) {
      (inkLuma, backdropLuma) = (dark, dark + contrast)
    } else {
      (inkLuma, backdropLuma) = (dark + contrast, dark)
    }
    if random.chance(0.1) { inkOpacity = random.uniform(in: 0.7...1) }
    if random.chance(looks.inkGradients) {
      let isUpright = random.chance(0.6)
      inkSlope = (
        random.uniform(in: -0.5...0.5) * contrast, isUpright ? 0 : random.uniform(in: -1...1),
        isUpright ? 1 : random.uniform(in: -1...1)
      )
    }
    if random.chance(looks.inkTextures) { inkTexture = random.uniform(in: 0.1...0.4) }
    if random.chance(looks.wornInks) {
      wear = (random.uniform(in: 0.05...0.3), random.logUniform(in: 1...5) * Float(height) / 32)
    }
  }

  mutating func drawBackdrop(
    _ looks: LookShares, severity: Float, hasBackgrounds: Bool, using random: inout RandomSource
  ) {
    if random.chance(looks.texturedBackdrops) {
      if random.chance(0.83) && hasBackgrounds {
        // Most walls and boards are nearly even.
        let share = random.uniform()
        backdrop = .picture(contrast: 0.03 + share * share * (0.25 + 0.2 * severity))
      } else {
        backdrop = .grain(
          size: random.logUniform(in: 1...10), contrast: random.uniform(in: 0.03...(0.1 + 0.08 * severity)))
      }
    } else if random.chance(0.3) && (looks.texturedBackdrops > 0 || looks.unevenLights > 0) {
      backdrop = .gradient(
        slope: contrast * random.uniform(in: 0.1...0.8), dx: random.uniform(in: -1...1),
        dy: random.uniform(in: -1...1))
    }
    if random.chance(looks.edges) {
      edgeLuma = random.uniform(in: 0...255)
      func thickness() -> Float { random.chance(0.4) ? random.uniform(in: 0.02...0.12) : 0 }
      edges = (thickness(), thickness(), thickness(), thickness())
    }
  }

  mutating func drawPanel(_ looks: LookShares, using random: inout RandomSource) {
    guard random.chance(looks.panels) else { return }
    var panel = Panel()
    panel.shape = random.chance(0.15) ? .ellipse : .rectangle
    panel.padding = (random.uniform(in: 0.08...0.7), random.uniform(in: 0.02...0.5))
    if random.chance(0.5) { panel.corner = random.uniform(in: 0.05...0.6) }
    let hasGround = random.chance(0.75)
    if hasGround {
      panel.surroundings = random.uniform(in: 0...255)
      if random.chance(0.6) { panel.texture = random.uniform(in: 5...45) }
    }
    if !hasGround || random.chance(0.45) {
      panel.border = (
        random.uniform(in: 0...0.12), random.uniform(in: 0.03...0.12),
        random.chance(0.6) ? inkLuma : random.uniform(in: 0...255)
      )
    }
    self.panel = panel
  }

  mutating func drawDecorations(_ looks: LookShares, using random: inout RandomSource) {
    let contrast = inkLuma - backdropLuma
    let opposite: Float = contrast > 0 ? 0 : 255
    if random.chance(looks.shadows) {
      decorations.append(
        .shadow(
          dx: random.uniform(in: -0.12...0.14), dy: random.uniform(in: -0.12...0.14),
          blur: random.uniform(in: 0...0.09),
          luma: random.chance(0.8) ? opposite : random.uniform(in: 0...255),
          opacity: random.uniform(in: 0.3...1)))
    }
    if random.chance(looks.blocks) {
      decorations.append(
        .block(
          dx: random.uniform(in: -0.3...0.3), dy: random.uniform(in: -0.3...0.3),
          luma: backdropLuma + random.uniform(in: -0.8...0.5) * contrast,
          fade: random.chance(0.5) ? random.uniform(in: -60...60) : 0))
    }
    if random.chance(looks.outlines) {
      // A line either strengthens the text (it is of the opposite luma) or only surrounds it.
      let strong =
        contrast > 0
        ? random.uniform(in: 0...max(1, backdropLuma)) : random.uniform(in: min(254, backdropLuma)...255)
      let width = random.uniform(in: 0.04...0.14)
      if random.chance(0.25) {
        decorations.append(
          .outline(width: width + random.uniform(in: 0.04...0.1), luma: random.uniform(in: 0...255)))
      }
      decorations.append(
        .outline(width: width, luma: random.chance(0.6) ? strong : random.uniform(in: 0...255)))
    }
    if random.chance(looks.reliefs) {
      decorations.append(
        .relief(shift: random.uniform(in: 0.03...0.08), strength: random.uniform(in: 20...90)))
    }
    if random.chance(looks.reflections) {
      decorations.append(.reflection(opacity: random.uniform(in: 0.2...0.6)))
      margins.bottom = max(margins.bottom, random.uniform(in: 0.1...0.5))
    }
    if random.chance(looks.rules) {
      let position =
        random.chance(0.85) ? random.uniform(in: -0.35 ... -0.12) : random.uniform(in: 1.15...1.4)
      rule = (position, random.uniform(in: 0.03...0.14))
    }
  }

  mutating func drawStrokes(_ looks: LookShares, using random: inout RandomSource) {
    func pattern(_ kind: InkPattern.Kind, rows: ClosedRange<Float>, gap: ClosedRange<Float>) -> Strokes {
      .pattern(
        InkPattern(
          kind: kind, rows: random.uniform(in: rows), gap: random.uniform(in: gap),
          angle: -distortion.rotation))
    }
    if random.chance(looks.hollows) {
      strokes = .hollow(width: random.uniform(in: 0.05...0.12))
      decorations = []
    } else if random.chance(looks.inlines) {
      // Only thick strokes have room for a line.
      bolder = random.uniform(in: 0.06...0.14)
      strokes = .inline(
        rim: random.uniform(in: 0.04...0.07),
        luma: random.chance(0.6) ? backdropLuma : random.uniform(in: 0...255))
    } else if random.chance(looks.dots) {
      // A stroke must be a cell wide to light one.
      bolder = random.uniform(in: 0...0.06)
      strokes = pattern(.dots, rows: 8...14, gap: 0...0.4)
    } else if random.chance(looks.tiles) {
      bolder = random.uniform(in: 0...0.06)
      strokes = pattern(.tiles, rows: 8...14, gap: 0...0.25)
    } else if random.chance(looks.stripes) {
      bolder = random.uniform(in: 0...0.08)
      strokes = pattern(.stripes, rows: 5...11, gap: 0.15...0.5)
    }
  }
}
