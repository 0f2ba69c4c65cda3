import LegibleImages
import LegibleTensors

/// Lens, sensor and file, and whether the text can still be read afterwards.
extension Painter {
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
}
