import LegibleTensors

/// Puts a filled outline on a background: colours, decorations, light; then photographs it, which has a file
/// of its own.
struct Painter {
  let style: CropStyle
  let frame: Frame
  let workspace: Workspace
  let library: FontLibrary
  let backgrounds: BackgroundCatalogue

  var width: Int { frame.width }
  var height: Int { frame.height }
  var canvas: Plane { workspace.plane(0, width: width, height: height) }
  var scratch: Plane { workspace.plane(1, width: width, height: height) }
  var second: Plane { workspace.plane(2, width: width, height: height) }

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
