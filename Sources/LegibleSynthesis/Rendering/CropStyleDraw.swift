import LegibleTensors

/// The distribution of looks: how often each occurs is in `LookShares`, how far it goes is here. Tuned by eye
/// against photographs of words on signs, packaging, receipts and web pages.
extension CropStyle {
  /// - Parameters:
  ///   - upperCase: the text is capitals and figures alone, which signs space out and set as small capitals.
  ///   - length: characters.
  init(
    upperCase: Bool, length: Int, hasBackgrounds: Bool, options: SynthesisOptions,
    using random: inout RandomSource
  ) {
    let looks = options.looks
    isBlank = random.chance(options.blankShare)
    if random.chance(options.plainShare) {
      drawHeight(options.height, using: &random)
      drawMargins(looks, using: &random)
      return
    }
    // Most crops that people read are good pictures; some are poor in several ways at once.
    let kind = random.uniform()
    let severity: Float = kind < 0.45 ? 0.4 : kind < 0.82 ? 1 : 1.5
    drawSetting(looks, upperCase: upperCase, length: length, using: &random)
    drawDistortion(looks, length: length, using: &random)
    drawHeight(options.height, using: &random)
    drawMargins(looks, using: &random)
    drawNeighbours(looks, using: &random)
    // In the corners of a turned crop whole words can be seen; a crop that is called blank must not show
    // them.
    if isBlank && neighbours.areThere { distortion = Distortion() }
    drawColours(looks, severity: severity, using: &random)
    drawBackdrop(looks, severity: severity, hasBackgrounds: hasBackgrounds, using: &random)
    drawPanel(looks, using: &random)
    drawDecorations(looks, using: &random)
    drawStrokes(looks, using: &random)
    drawLight(looks, severity: severity, using: &random)
    drawCamera(looks, severity: severity, using: &random)
    // Last, so that crops with text are what they are without it.
    drawFigures(looks, using: &random)
  }

  private mutating func drawSetting(
    _ looks: LookShares, upperCase: Bool, length: Int, using random: inout RandomSource
  ) {
    let spread = random.uniform()
    if spread < 0.14 {
      setting.tracking = random.uniform(in: -0.07...0)
    } else if spread < 0.26 {
      setting.tracking = random.uniform(in: 0...0.12)
    } else if spread < (upperCase ? 0.37 : 0.29) {
      setting.tracking = random.uniform(in: 0.1...(length > 10 ? 0.35 : 0.8))
    }
    if random.chance(0.5) { setting.stretch = random.logUniform(in: 0.55...1.3) }
    if random.chance(looks.slants) { setting.slant = random.uniform(in: -0.4...0.5) }
    setting.kerns = random.chance(0.8)
    if random.chance(0.5) { bolder = random.uniform(in: -0.02...0.12) }
    if upperCase && random.chance(looks.smallCapitals) { smallCapitals = random.uniform(in: 0.68...0.88) }
    if random.chance(looks.wideGaps) {
      // As wide as a tab at most; all alike, as of someone who types two or five spaces, or each as it comes.
      let widest = random.logUniform(in: 1.5...8)
      wordGap = (random.chance(0.5) ? widest : 1)...widest
    }
    if random.chance(looks.bounces) { bounce = random.uniform(in: 0.03...0.16) }
  }

  private mutating func drawDistortion(
    _ looks: LookShares, length: Int, using random: inout RandomSource
  ) {
    if random.chance(looks.turns) { distortion.rotation = 0.06 * random.normal() }
    if random.chance(looks.strongTurns) { distortion.rotation += 0.157 * random.normal() }
    if length > 2 && random.chance(looks.arcs) {
      distortion.arc = random.uniform(in: -1...1) * (length < 5 ? 1.2 : length < 12 ? 2.1 : 0.9)
    }
    if length > 2 && random.chance(looks.roundSigns) {
      let upper = random.chance(0.65)
      distortion.arc = (upper ? 1 : -1) * random.uniform(in: 1.05...2.6)
      // Words further round the circle are turned with it; letters that lie on their side are another matter.
      distortion.rotation += random.uniform(in: -0.6...0.6)
    }
    distortion.rotation = min(max(distortion.rotation, -0.75), 0.75)
    if length > 3 && random.chance(looks.waves) {
      distortion.wave = random.uniform(in: 0.05...0.25)
      distortion.wavePhase = random.uniform(in: 0...6.3)
    }
    if random.chance(looks.perspective) {
      let x = min(max(0.29 * random.normal(), -0.8), 0.8)
      distortion.perspective = (x, min(max(0.107 * random.normal(), -0.27), 0.27))
      // What recedes is foreshortened, too.
      setting.stretch *= 1 - random.uniform(in: 0...0.5) * abs(x)
    }
  }

  private mutating func drawHeight(_ heights: ClosedRange<Int>, using random: inout RandomSource) {
    let low = Float(heights.lowerBound)
    let high = Float(heights.upperBound)
    // Three in five crops are about as high as a reader wants them, or higher; the rest are smaller than
    // that.
    let middle = min(max(24, low), high)
    let drawn = random.chance(0.62) ? random.uniform(in: middle...high) : random.uniform(in: low...middle)
    height = Int(drawn.rounded())
    tallest = heights.upperBound
  }

  private mutating func drawMargins(_ looks: LookShares, using random: inout RandomSource) {
    if random.chance(looks.carelessMargins) {
      // Half of the sides are as far off as they can be; half are near, as where a box was drawn askew.
      func margin() -> Float {
        random.chance(0.5) ? random.uniform(in: 0...1) : random.uniform(in: -0.03...0.25)
      }
      margins = (margin(), margin(), margin(), margin())
    } else if random.chance(looks.tightCuts) {
      // Less above and below: a cut of a tenth makes other letters of some.
      func beside() -> Float { random.uniform(in: -0.12...0.05) }
      func across() -> Float { random.uniform(in: -0.08...0.05) }
      margins = (beside(), beside(), across(), across())
    } else {
      let range: ClosedRange<Float> = random.chance(0.75) ? 0.02...0.2 : 0.08...0.45
      func margin() -> Float { random.uniform(in: range) }
      margins = (margin(), margin(), margin(), margin())
    }
  }

  private mutating func drawNeighbours(_ looks: LookShares, using random: inout RandomSource) {
    neighbours.scale = random.chance(0.5) ? 1 : random.uniform(in: 0.6...1.4)
    if random.chance(looks.wordsBeside) {
      let sides = random.uniform()
      neighbours.left = sides < 0.65
      neighbours.right = sides > 0.35
      neighbours.space = random.uniform(in: 0.2...0.6)
      // Bits of neighbours are to be overlooked; whole characters would have to be read.
      let margin = neighbours.space + random.uniform(in: 0.05...0.3)
      if neighbours.left { margins.left = margin }
      if neighbours.right { margins.right = margin }
    }
    if random.chance(looks.linesBeside) {
      let sides = random.uniform()
      neighbours.above = sides < 0.6
      neighbours.below = sides > 0.4
      // Descenders and ascenders of two lines meet where these are close.
      let gaps = (above: random.uniform(in: 0.1...0.6), below: random.uniform(in: 0.1...0.6))
      neighbours.leading = (1 + gaps.above, neighbours.scale + gaps.below)
      // Half of their letters' height at most. The ink of a text is a capital high, or lower, or a quarter
      // higher.
      let shown = neighbours.scale * random.uniform(in: 0...0.45)
      if neighbours.above { margins.top = 0.85 * (gaps.above + shown) }
      if neighbours.below { margins.bottom = 0.85 * (gaps.below + shown) }
    }
  }
}
