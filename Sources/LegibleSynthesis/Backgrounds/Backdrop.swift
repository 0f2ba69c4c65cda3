import LegibleImages
import LegibleTensors

/// Paints what is behind the text.
struct Backdrop {
  let backgrounds: BackgroundCatalogue

  func paint(_ canvas: Plane, style: CropStyle, scratch: Plane, using random: inout RandomSource) {
    let contrast = abs(style.inkLuma - style.backdropLuma)
    canvas.fill(style.backdropLuma)
    switch style.backdrop {
    case .plain: break
    case .gradient(let slope, let dx, let dy):
      canvas.addRamp(center: 0, slope: slope, dx: dx, dy: dy)
    case .picture(let strength):
      samplePatch(into: canvas, using: &random)
      canvas.normalise(deviation: strength * contrast, mean: style.backdropLuma)
    case .grain(let size, let strength):
      grain(canvas, coarse: scratch, size: size, using: &random)
      canvas.normalise(deviation: strength * contrast, mean: style.backdropLuma)
    }
    paintEdges(canvas, style: style, using: &random)
  }

  /// Fills a plane with a picture's patch, or grain where there are no pictures.
  func texture(_ plane: Plane, coarse: Plane, deviation: Float, mean: Float, using random: inout RandomSource)
  {
    guard deviation > 0 else { return plane.fill(mean) }
    if !backgrounds.pictures.isEmpty && random.chance(0.6) {
      samplePatch(into: plane, using: &random)
    } else {
      grain(plane, coarse: coarse, size: random.logUniform(in: 1...6), using: &random)
    }
    plane.normalise(deviation: deviation, mean: mean)
  }

  /// Noise at a coarse scale, interpolated.
  func grain(_ plane: Plane, coarse: Plane, size: Float, using random: inout RandomSource) {
    let small = Plane(
      width: max(2, Int(Float(plane.width) / size)), height: max(2, Int(Float(plane.height) / size)),
      base: coarse.base)
    small.fill(0)
    small.addNoise(amplitude: 50, seed: UInt32(truncatingIfNeeded: random.next()))
    small.resample(into: plane)
  }

  /// Strips along the edges, a little askew, as of a board that ends within the crop.
  private func paintEdges(_ canvas: Plane, style: CropStyle, using random: inout RandomSource) {
    let edges = style.edges
    let unit = Float(canvas.height)
    func strip(_ thickness: Float, _ distance: (Int, Int) -> Float) {
      guard thickness > 0 else { return }
      let tilt = random.uniform(in: -0.08...0.08)
      for row in 0..<canvas.height {
        let line = canvas.base + row * canvas.width
        for column in 0..<canvas.width {
          let depth = thickness * unit - distance(row, column) + tilt * Float(row &+ column) * 0.2
          let amount = min(max(depth, 0), 1)
          line[column] += amount * (style.edgeLuma - line[column])
        }
      }
    }
    strip(edges.left) { _, column in Float(column) }
    strip(edges.right) { _, column in Float(canvas.width - 1 - column) }
    strip(edges.top) { row, _ in Float(row) }
    strip(edges.bottom) { row, _ in Float(canvas.height - 1 - row) }
  }

  /// A random rectangle of a picture, at a random scale, perhaps mirrored.
  private func samplePatch(into canvas: Plane, using random: inout RandomSource) {
    guard !backgrounds.pictures.isEmpty else { return canvas.fill(0) }
    let picture = random.pick(backgrounds.pictures)
    let fit = min(
      Float(picture.width - 1) / Float(canvas.width), Float(picture.height - 1) / Float(canvas.height))
    // Pixels of the picture per pixel of the crop.
    let scale = min(fit, random.logUniform(in: 0.15...3))
    let spanX = scale * Float(canvas.width)
    let spanY = scale * Float(canvas.height)
    let left = random.uniform() * max(0, Float(picture.width - 1) - spanX)
    let top = random.uniform() * max(0, Float(picture.height - 1) - spanY)
    let mirrored = random.chance(0.5)
    picture.pixels.withUnsafeBufferPointer { pixels in
      for row in 0..<canvas.height {
        let y = min(top + Float(row) * scale, Float(picture.height - 1))
        let upper = Int(y)
        let lower = min(upper + 1, picture.height - 1)
        let fractionY = y - Float(upper)
        let line = canvas.base + row * canvas.width
        for column in 0..<canvas.width {
          let place = mirrored ? canvas.width - 1 - column : column
          let x = min(left + Float(place) * scale, Float(picture.width - 1))
          let west = Int(x)
          let east = min(west + 1, picture.width - 1)
          let fractionX = x - Float(west)
          let a = Float(pixels[upper * picture.width + west])
          let b = Float(pixels[upper * picture.width + east])
          let c = Float(pixels[lower * picture.width + west])
          let d = Float(pixels[lower * picture.width + east])
          let high = a + fractionX * (b - a)
          let low = c + fractionX * (d - c)
          line[column] = high + fractionY * (low - high)
        }
      }
    }
  }
}
