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

  /// Returns false if FreeType cannot fill the outline or nothing of it shows.
  mutating func paint(_ outline: inout TextOutline, using random: inout RandomSource) -> Bool {
    let ink = workspace.coverage
    let bolder = style.bolder * frame.scaleY
    guard
      workspace.fill(&outline, bolder: bolder, into: ink, width: width, height: height, library: library),
      hasInk(ink)
    else { return false }

    Backdrop(style: style, backgrounds: backgrounds).paint(canvas, scratch: scratch, using: &random)
    switch style.decoration {
    case .none:
      fillInk(ink)
    case .outline(let thickness, let luma):
      let wide = workspace.secondCoverage
      guard
        workspace.fill(
          &outline, bolder: bolder + 2 * thickness * frame.scaleY, into: wide, width: width, height: height,
          library: library)
      else { return false }
      canvas.blend(luma, coverage: wide, opacity: 1)
      fillInk(ink)
    case .hollow(let thickness):
      let wide = workspace.secondCoverage
      guard
        workspace.fill(
          &outline, bolder: bolder + max(1.6, 2 * thickness * frame.scaleY), into: wide, width: width,
          height: height, library: library)
      else { return false }
      for index in 0..<(width * height) { wide[index] = wide[index] &- min(wide[index], ink[index]) }
      fillInk(wide)
    case .shadow(let dx, let dy, let blur, let luma, let opacity):
      let shadow = second
      shift(ink, by: (dx, dy), into: shadow)
      shadow.blur(sigma: blur * frame.scaleY, scratch: scratch)
      canvas.blend(luma, amounts: shadow, opacity: opacity)
      fillInk(ink)
    case .block(let dx, let dy, let luma):
      let steps = max(1, Int((max(abs(dx), abs(dy)) * frame.scaleY).rounded(.up)))
      for step in stride(from: steps, through: 1, by: -1) {
        let share = Float(step) / Float(steps)
        shift(ink, by: (dx * share, dy * share), into: second)
        canvas.blend(luma, amounts: second, opacity: 1)
      }
      fillInk(ink)
    case .relief(let distance, let strength):
      shift(ink, by: (distance, distance), into: second)
      canvas.blend(max(0, style.backdropLuma - strength), amounts: second, opacity: 1)
      shift(ink, by: (-distance, -distance), into: second)
      canvas.blend(min(255, style.backdropLuma + strength), amounts: second, opacity: 1)
      fillInk(ink)
    }
    if style.light.depth > 0 {
      canvas.multiplyRamp(depth: style.light.depth, dx: style.light.dx, dy: style.light.dy)
    }
    return true
  }

  /// What the camera makes of it.
  func photograph(using random: inout RandomSource) -> Image {
    let canvas = canvas
    canvas.blur(sigma: style.blur, scratch: scratch)
    if style.motion > 0 { canvas.smearRows(length: style.motion, scratch: scratch) }
    if style.motion < 0 { canvas.smearColumns(length: -style.motion, scratch: scratch) }
    if style.exposure.gain != 1 || style.exposure.offset != 0 {
      canvas.remap(from: 128, scale: style.exposure.gain, to: 128 + style.exposure.offset)
    }
    if style.resolution < 1 {
      let small = workspace.plane(
        2, width: max(2, Int(Float(width) * style.resolution)),
        height: max(8, Int(Float(height) * style.resolution)))
      canvas.blur(sigma: 0.4 / style.resolution, scratch: scratch)
      canvas.resample(into: small)
      addGrain(to: small, using: &random)
      small.resample(into: canvas)
    } else {
      addGrain(to: canvas, using: &random)
    }
    if style.sharpening > 0 {
      canvas.sharpen(amount: style.sharpening, sigma: 1, scratch: scratch, second: second)
    }
    return Image(width: width, height: height, pixels: canvas.bytes())
  }

  private func addGrain(to plane: Plane, using random: inout RandomSource) {
    if style.noise > 0.3 {
      plane.addNoise(amplitude: style.noise, seed: UInt32(truncatingIfNeeded: random.next()))
    }
  }

  private func fillInk(_ coverage: UnsafeMutablePointer<UInt8>) {
    if style.inkSlope != 0 {
      scratch.fill(style.inkLuma)
      scratch.addRamp(center: 0, slope: style.inkSlope, dx: 0, dy: 1)
      canvas.blend(scratch, coverage: coverage, opacity: style.inkOpacity)
    } else {
      canvas.blend(style.inkLuma, coverage: coverage, opacity: style.inkOpacity)
    }
  }

  private func hasInk(_ coverage: UnsafePointer<UInt8>) -> Bool {
    var sum = 0
    for index in 0..<(width * height) { sum &+= Int(coverage[index]) }
    return sum > 255 * 3
  }

  /// Coverage as amounts of 0...1, moved by capital heights (x right, y down), whole pixels.
  private func shift(_ coverage: UnsafePointer<UInt8>, by distance: (Float, Float), into target: Plane) {
    let dx = Int((distance.0 * frame.scaleY).rounded())
    let dy = Int((distance.1 * frame.scaleY).rounded())
    target.fill(0)
    let columns = max(0, dx)..<min(width, width + dx)
    guard !columns.isEmpty else { return }
    for row in max(0, dy)..<max(max(0, dy), min(height, height + dy)) {
      let source = coverage + (row - dy) * width - dx
      let line = target.base + row * width
      for column in columns { line[column] = Float(source[column]) * (1 / 255) }
    }
  }
}
