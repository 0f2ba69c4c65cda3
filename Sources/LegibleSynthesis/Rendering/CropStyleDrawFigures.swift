import LegibleTensors

/// What has no text and is easily taken for some: a crop that shows it is blank. Each is made of ellipses and bars, as
/// what stands before a text is.
extension CropStyle {
  mutating func drawFigures(_ looks: LookShares, using random: inout RandomSource) {
    guard isBlank, random.chance(looks.figures) else { return }
    switch random.integer(in: 0...3) {
    case 0: drawFace(using: &random)
    case 1: drawUnderline(using: &random)
    case 2: drawOutline(using: &random)
    default: drawShapes(using: &random)
    }
  }

  /// Hair, head, eyes, brows and mouth. In a wide crop it stands anywhere, in a narrow one it fills the crop: round as it
  /// is, it looks like an `O`, a `0` or a `9`.
  private mutating func drawFace(using random: inout RandomSource) {
    let (x, y) = (random.uniform(in: 0.3...0.7), random.uniform(in: 0.42...0.6))
    let size = random.uniform(in: 0.25...0.5)
    let width = size * random.uniform(in: 0.65...0.95)
    let skin = random.uniform(in: 60...235)
    let tilt = 0.15 * random.normal()
    func luma(_ below: Float) -> Float { max(0, skin - below * random.uniform(in: 0.5...1.5)) }
    func ellipse(_ width: Float, _ height: Float, up: Float, luma: Float) {
      add(x: x, y: y - up, angle: tilt, reach: width, thickness: height, isRound: true, luma: luma)
    }
    ellipse(1.25 * width, 1.15 * size, up: 0.1 * size, luma: luma(100))
    ellipse(width, size, up: 0, luma: skin)
    // Both eyes are one bar, with the nose over its middle: how many of the crop's widths a head is high is not known
    // yet, so that nothing can stand beside something else.
    let eyes = 0.25 * size
    add(
      x: x, y: y - eyes, angle: tilt, reach: 0.7 * width, thickness: 0.13 * size, isRound: true,
      luma: luma(120))
    add(x: x, y: y - eyes, angle: tilt, reach: 0.18 * width, thickness: 0.3 * size, isRound: true, luma: skin)
    add(
      x: x, y: y + 0.5 * size, angle: tilt, reach: 0.4 * width, thickness: 0.09 * size, isRound: true,
      luma: luma(90))
  }

  /// A line without the text that it belongs to, along the whole crop or most of it. Short ones are dashes, and text.
  private mutating func drawUnderline(using random: inout RandomSource) {
    for _ in 0..<random.integer(in: 1...2) {
      add(
        x: 0.5, y: random.uniform(in: 0.1...0.95), angle: 0.01 * random.normal(), reach: 40,
        thickness: random.logUniform(in: 0.01...0.08), isRound: false, luma: contrastingLuma(using: &random))
    }
  }

  /// Two to four sides of an empty box.
  private mutating func drawOutline(using random: inout RandomSource) {
    let (inset, thickness) = (random.uniform(in: 0.03...0.2), random.logUniform(in: 0.01...0.05))
    let luma = contrastingLuma(using: &random)
    for y in [inset, 1 - inset] {
      add(x: 0.5, y: y, angle: 0, reach: 40, thickness: thickness, isRound: false, luma: luma)
    }
    for x in [inset, 1 - inset] where random.chance(0.6) {
      add(x: x, y: 0.5, angle: 1.5708, reach: 40, thickness: thickness, isRound: false, luma: luma)
    }
  }

  /// Ellipses and bars anyhow, as of leaves, furniture, folds.
  private mutating func drawShapes(using random: inout RandomSource) {
    for _ in 0..<random.integer(in: 2...7) {
      add(
        x: random.uniform(in: -0.1...1.1), y: random.uniform(in: -0.1...1.1),
        angle: random.uniform(in: 0...3.142),
        reach: random.logUniform(in: 0.3...3), thickness: random.logUniform(in: 0.12...0.8),
        isRound: random.chance(0.5), luma: random.uniform(in: 0...255))
    }
  }

  private func contrastingLuma(using random: inout RandomSource) -> Float {
    let difference = random.uniform(in: 30...160)
    return backdropLuma > 127 ? max(0, backdropLuma - difference) : min(255, backdropLuma + difference)
  }

  private mutating func add(
    x: Float, y: Float, angle: Float, reach: Float, thickness: Float, isRound: Bool, luma: Float
  ) {
    obstacles.append(
      Obstacle(
        x: x, y: y, angle: angle, reach: reach, thickness: thickness, isRound: isRound, luma: luma, opacity: 1
      ))
  }
}
