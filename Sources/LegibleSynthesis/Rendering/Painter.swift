import LegibleImages
import LegibleTensors

/// Puts a filled outline on a background: colours, decorations, light; then photographs it.
struct Painter {
  let style: CropStyle
  let frame: Frame
  let workspace: Workspace
  let library: FontLibrary
  let backgrounds: BackgroundCatalogue

  private var width: Int { frame.width }
  private var height: Int { frame.height }
  private var canvas: Plane { workspace.plane(0, width: width, height: height) }
  private var scratch: Plane { workspace.plane(1, width: width, height: height) }
  private var second: Plane { workspace.plane(2, width: width, height: height) }

  init(
    style: CropStyle, frame: Frame, workspace: Workspace, library: FontLibrary,
    backgrounds: BackgroundCatalogue
  ) {
    self.style = style
    self.frame = frame
    self.workspace = workspace
    self.library = library
    self.backgrounds = backgrounds
  }

  /// Returns false if FreeType cannot fill the outlines or nothing of the text shows.
  func paint(_ outlines: inout CropOutlines, using random: inout RandomSource) -> Bool {
    let ink = workspace.coverage
    let bolder = style.bolder * frame.scaleY
    guard fill(&outlines.text, bolder: bolder, into: ink), style.isBlank || hasInk(ink) else { return false }
    if case .pattern(let pattern) = style.strokes {
      pattern.apply(
        to: ink, source: workspace.secondCoverage, width: width, height: height, capitalHeight: frame.scaleY)
    }
    if style.wear.share > 0 { wear(ink, using: &random) }

    Backdrop(backgrounds: backgrounds).paint(canvas, style: style, scratch: scratch, using: &random)
    guard paintPanel(&outlines, using: &random) else { return false }
    for decoration in style.decorations {
      guard paint(decoration, of: &outlines.text) else { return false }
    }
    guard paintInk(&outlines.text, using: &random) else { return false }

    for obstacle in style.obstacles { canvas.paint(obstacle) }
    if style.light.depth > 0 {
      canvas.multiplyRamp(depth: style.light.depth, dx: style.light.dx, dy: style.light.dy)
    }
    if let shadow = style.castShadow { canvas.darken(shadow) }
    if let glare = style.glare { canvas.brighten(glare) }
    return true
  }

  private func fill(_ outline: inout TextOutline, bolder: Float, into coverage: UnsafeMutablePointer<UInt8>)
    -> Bool
  {
    workspace.fill(
      &outline, bolder: bolder, into: coverage, width: width, height: height, library: library)
  }

  /// What is beyond the panel, and the line along its edge.
  private func paintPanel(_ outlines: inout CropOutlines, using random: inout RandomSource) -> Bool {
    guard let panel = style.panel else { return true }
    let rest = workspace.secondCoverage
    if let luma = panel.surroundings {
      let inside = workspace.panelCoverage
      guard fill(&outlines.panel, bolder: 0, into: inside) else { return false }
      for index in 0..<(width * height) { rest[index] = 255 - inside[index] }
      Backdrop(backgrounds: backgrounds).texture(
        scratch, coarse: second, deviation: panel.texture, mean: luma, using: &random)
      canvas.blend(scratch, coverage: rest, opacity: 1)
    }
    if let border = panel.border {
      guard fill(&outlines.border, bolder: 0, into: rest) else { return false }
      canvas.blend(border.luma, coverage: rest, opacity: 1)
    }
    return true
  }

  private func paint(_ decoration: CropStyle.Decoration, of text: inout TextOutline) -> Bool {
    let ink = workspace.coverage
    switch decoration {
    case .outline(let thickness, let luma):
      let wide = workspace.secondCoverage
      guard fill(&text, bolder: (style.bolder + 2 * thickness) * frame.scaleY, into: wide) else {
        return false
      }
      canvas.blend(luma, coverage: wide, opacity: 1)
    case .shadow(let dx, let dy, let blur, let luma, let opacity):
      shift(ink, by: (dx, dy), into: second)
      second.blur(sigma: blur * frame.scaleY, scratch: scratch)
      canvas.blend(luma, amounts: second, opacity: opacity)
    case .block(let dx, let dy, let luma, let fade):
      let steps = max(1, Int((max(abs(dx), abs(dy)) * frame.scaleY).rounded(.up)))
      for step in stride(from: steps, through: 1, by: -1) {
        let share = Float(step) / Float(steps)
        shift(ink, by: (dx * share, dy * share), into: second)
        canvas.blend(luma + fade * share, amounts: second, opacity: 1)
      }
    case .relief(let distance, let strength):
      shift(ink, by: (distance, distance), into: second)
      canvas.blend(max(0, style.backdropLuma - strength), amounts: second, opacity: 1)
      shift(ink, by: (-distance, -distance), into: second)
      canvas.blend(min(255, style.backdropLuma + strength), amounts: second, opacity: 1)
    case .reflection(let opacity):
      reflect(ink, into: second)
      canvas.blend(style.inkLuma, amounts: second, opacity: opacity)
    }
    return true
  }

  /// Takes ink off where a random field is high: its values spread like a normal distribution.
  private func wear(_ ink: UnsafeMutablePointer<UInt8>, using random: inout RandomSource) {
    Backdrop(backgrounds: backgrounds).grain(scratch, coarse: second, size: style.wear.size, using: &random)
    scratch.normalise(deviation: 1, mean: 0)
    // Of a normal distribution, 5 to 30% lie beyond 1.6 to 0.5 deviations; the edge of a hole is soft.
    let limit = 1.8 - 4.4 * style.wear.share
    for index in 0..<(width * height) {
      let left = min(max(0.5 - 2 * (scratch.base[index] - limit), 0), 1)
      ink[index] = UInt8(Float(ink[index]) * left)
    }
  }

  private func paintInk(_ text: inout TextOutline, using random: inout RandomSource) -> Bool {
    let ink = workspace.coverage
    let other = workspace.secondCoverage
    switch style.strokes {
    case .solid, .pattern:
      fillInk(ink, using: &random)
    case .hollow(let thickness):
      let growth = max(1.6, 2 * thickness * frame.scaleY)
      guard fill(&text, bolder: style.bolder * frame.scaleY + growth, into: other) else { return false }
      for index in 0..<(width * height) { other[index] = other[index] &- min(other[index], ink[index]) }
      fillInk(other, using: &random)
    case .inline(let rim, let luma):
      fillInk(ink, using: &random)
      guard fill(&text, bolder: (style.bolder - 2 * rim) * frame.scaleY, into: other) else { return false }
      // Strokes thinner than their rims turn inside out: such letters stay as they are.
      if 0.1...0.6 ~= Float(sum(other)) / Float(max(1, sum(ink))) {
        canvas.blend(luma, coverage: other, opacity: style.inkOpacity)
      }
    }
    return true
  }

  /// What the camera makes of it, or nil if the text cannot be read any more.
  func photograph(using random: inout RandomSource) -> Image? {
    guard let image = takePicture(using: &random), style.isBlank || showsDetail(image) else { return nil }
    return image
  }

  private func takePicture(using random: inout RandomSource) -> Image? {
    let canvas = canvas
    // Letters that are small in their crop bear less of it.
    let share = min(1, 1.5 * frame.scaleY / Float(height))
    canvas.blur(sigma: share * style.blur, scratch: scratch)
    if style.defocus > 0 { canvas.convolve(with: .disc(radius: share * style.defocus), scratch: scratch) }
    if style.motion.length > 0 {
      canvas.convolve(
        with: .line(length: share * style.motion.length, angle: style.motion.angle), scratch: scratch)
    }
    if style.exposure.gain != 1 || style.exposure.offset != 0 {
      canvas.remap(from: 128, scale: style.exposure.gain, to: 128 + style.exposure.offset)
    }
    if style.gamma != 1 { canvas.bend(gamma: style.gamma) }
    guard style.isBlank || standsOut(canvas) else { return nil }
    let resolution = max(style.resolution, 6.5 / frame.scaleY)
    guard resolution < 1 else {
      expose(canvas, using: &random)
      return develop(canvas)
    }
    let small = workspace.plane(
      2, width: max(2, Int(Float(width) * resolution)),
      height: min(height, max(8, Int(Float(height) * resolution))))
    canvas.blur(sigma: 0.35 / resolution, scratch: scratch)
    canvas.resample(into: small)
    expose(small, using: &random)
    let picture = develop(small)
    picture.pixels.withUnsafeBufferPointer { small.load($0.baseAddress!) }
    if style.isBlocky { small.repeatPixels(into: canvas) } else { small.resample(into: canvas) }
    return Image(width: width, height: height, pixels: canvas.bytes())
  }

  /// Noise of the sensor, the sharpening that cameras add and the threshold of fax machines.
  private func expose(_ plane: Plane, using random: inout RandomSource) {
    if style.noise > 0.3 {
      plane.addNoise(amplitude: style.noise, seed: UInt32(truncatingIfNeeded: random.next()))
    }
    if style.sharpening > 0 {
      let scratch = workspace.plane(1, width: plane.width, height: plane.height)
      let blurred = workspace.plane(3, width: plane.width, height: plane.height)
      plane.sharpen(amount: style.sharpening, sigma: 1, scratch: scratch, second: blurred)
    }
    if let share = style.threshold {
      let level = style.inkLuma + share * (style.backdropLuma - style.inkLuma)
      for index in 0..<plane.count { plane.base[index] = plane.base[index] < level ? 0 : 255 }
    }
  }

  /// Bytes, through JPEG where the style says so.
  private func develop(_ plane: Plane) -> Image {
    let picture = Image(width: plane.width, height: plane.height, pixels: plane.bytes())
    guard let quality = style.jpegQuality else { return picture }
    // Our own encoder's file: should it not decode, the picture without its artefacts serves as well.
    return (try? Image(decoding: picture.jpegBytes(quality: quality))) ?? picture
  }

  /// The strokes still show: the luma follows the fine detail of the ink by a visible amount. Blur, low
  /// resolution and low contrast all take from it.
  private func showsDetail(_ image: Image) -> Bool {
    let detail = scratch
    let coverage = textCoverage
    detail.load(coverage)
    detail.blur(sigma: 0.12 * Float(height), scratch: second)
    let count = Float(detail.count)
    var product: Float = 0
    var square: Float = 0
    var sum: Float = 0
    var lumaSum: Float = 0
    image.pixels.withUnsafeBufferPointer { pixels in
      for index in 0..<detail.count {
        let difference = (Float(coverage[index]) - detail.base[index]) * (1 / 255)
        // About the middle, so that the sums stay exact enough.
        let luma = Float(pixels[index]) - 128
        product += difference * luma
        square += difference * difference
        sum += difference
        lumaSum += luma
      }
    }
    let covariance = product - sum * lumaSum / count
    let variance = square - sum * sum / count
    // The slope of the luma over the coverage, least squares.
    let contrast = style.contrast * style.inkOpacity
    return abs(covariance) > max(min(18, 0.4 * contrast), 0.26 * contrast) * variance && variance > 0
  }

  /// Where the text's own luma is.
  private var textCoverage: UnsafePointer<UInt8> {
    UnsafePointer(style.inksOutline ? workspace.secondCoverage : workspace.coverage)
  }

  /// The mean luma on the ink differs from that beside it, on the panel if there is one, by more than the
  /// background itself varies.
  private func standsOut(_ canvas: Plane) -> Bool {
    let coverage = textCoverage
    let panel = style.panel?.surroundings == nil ? nil : workspace.panelCoverage
    var ink: Float = 0
    var weight: Float = 0
    var rest: Float = 0
    var restWeight: Float = 0
    var squares: Float = 0
    for index in 0..<canvas.count {
      let amount = Float(coverage[index]) * (1 / 255)
      let value = min(max(canvas.base[index], 0), 255)
      let ground = panel.map { min(1 - amount, Float($0[index]) * (1 / 255)) } ?? 1 - amount
      ink += amount * value
      weight += amount
      rest += ground * value
      restWeight += ground
      squares += ground * value * value
    }
    guard weight > 1, restWeight > 1 else { return false }
    let mean = rest / restWeight
    let deviation = max(0, squares / restWeight - mean * mean).squareRoot()
    return abs(ink / weight - mean) > 0.75 * deviation
  }

  private func fillInk(_ coverage: UnsafeMutablePointer<UInt8>, using random: inout RandomSource) {
    if style.inkSlope.change != 0 || style.inkTexture > 0 {
      let contrast = abs(style.inkLuma - style.backdropLuma)
      let backdrop = Backdrop(backgrounds: backgrounds)
      backdrop.texture(
        scratch, coarse: second, deviation: style.inkTexture * contrast, mean: style.inkLuma, using: &random)
      scratch.addRamp(
        center: 0, slope: style.inkSlope.change, dx: style.inkSlope.dx, dy: style.inkSlope.dy)
      canvas.blend(scratch, coverage: coverage, opacity: style.inkOpacity)
    } else {
      canvas.blend(style.inkLuma, coverage: coverage, opacity: style.inkOpacity)
    }
  }

  private func hasInk(_ coverage: UnsafePointer<UInt8>) -> Bool {
    sum(coverage) > 255 * 3
  }

  private func sum(_ coverage: UnsafePointer<UInt8>) -> Int {
    var sum = 0
    for index in 0..<(width * height) { sum &+= Int(coverage[index]) }
    return sum
  }

  /// Coverage as amounts of 0...1, upside down below the lowest ink, fading within half the crop's height.
  private func reflect(_ coverage: UnsafePointer<UInt8>, into target: Plane) {
    target.fill(0)
    let mirror = Int(((frame.top - frame.inkBottom) * frame.scaleY).rounded())
    for row in max(0, mirror)..<max(max(0, mirror), height) {
      let opposite = 2 * mirror - 1 - row
      guard 0..<height ~= opposite else { break }
      let fade = max(0, 1 - 2 * Float(row - mirror) / Float(height)) * (1 / 255)
      let source = coverage + opposite * width
      let line = target.base + row * width
      for column in 0..<width { line[column] = Float(source[column]) * fade }
    }
  }

  /// Coverage as amounts of 0...1, moved by capital heights (x right, y down), whole pixels.
  private func shift(_ coverage: UnsafePointer<UInt8>, by distance: (Float, Float), into target: Plane) {
    let dx = Int((distance.0 * frame.scaleY).rounded())
    let dy = Int((distance.1 * frame.scaleY).rounded())
    target.fill(0)
    // A narrow crop may be narrower than the way.
    let columns = max(0, dx)..<max(max(0, dx), min(width, width + dx))
    for row in max(0, dy)..<max(max(0, dy), min(height, height + dy)) {
      let source = coverage + (row - dy) * width - dx
      let line = target.base + row * width
      for column in columns { line[column] = Float(source[column]) * (1 / 255) }
    }
  }
}
