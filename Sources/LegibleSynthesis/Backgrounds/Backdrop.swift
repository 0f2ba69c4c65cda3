import LegibleImages
import LegibleTensors

/// Paints what is behind the text.
struct Backdrop {
  let style: CropStyle
  let backgrounds: BackgroundCatalogue

  func paint(_ canvas: Plane, scratch: Plane, using random: inout RandomSource) {
    let contrast = abs(style.inkLuma - style.backdropLuma)
    canvas.fill(style.backdropLuma)
    switch style.backdrop {
    case .plain: break
    case .gradient(let slope, let dx, let dy):
      canvas.addRamp(center: 0, slope: slope, dx: dx, dy: dy)
    case .picture(let strength):
      guard !backgrounds.pictures.isEmpty else { return }
      samplePatch(of: random.pick(backgrounds.pictures), into: canvas, using: &random)
      let (mean, deviation) = canvas.statistics()
      canvas.remap(
        from: mean, scale: min(2, strength * contrast / max(deviation, 1)), to: style.backdropLuma)
    case .grain(let size, let strength):
      // Noise at a coarse scale, interpolated.
      let coarse = Plane(
        width: max(2, Int(Float(canvas.width) / size)), height: max(2, Int(Float(canvas.height) / size)),
        base: scratch.base)
      coarse.fill(0)
      coarse.addNoise(amplitude: strength * contrast, seed: UInt32(truncatingIfNeeded: random.next()))
      coarse.resample(into: canvas)
      canvas.remap(from: 0, scale: 1, to: style.backdropLuma)
    }
  }

  /// A random rectangle of a picture, at a random scale, perhaps mirrored.
  private func samplePatch(of picture: Image, into canvas: Plane, using random: inout RandomSource) {
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
