import LegibleImages
import LegibleSystem
import LegibleTensors

extension Image {
  /// The same words photographed otherwise: a real crop, distorted, so that a few hundred of them go further
  /// in training.
  ///
  /// In the order of a camera: geometry (one warp), contrast, brightness and gamma, negative, uneven light,
  /// blur, lost resolution, noise, JPEG artefacts. Lengths follow the height of the crop. The result depends
  /// on the crop, the options and the state of `random` alone. Its size differs from the crop's. Crops higher
  /// than 64 pixels, twice what a network reads, are brought to 64 first.
  package func augmented(
    by options: AugmentationOptions = AugmentationOptions(), using random: inout RandomSource
  ) -> Image {
    let strength = options.strength
    var image = self
    if strength > 0 {
      if height > 64 { image = resized(toHeight: 64) }
      let view = View(width: image.width, height: image.height, strength: strength, using: &random)
      image = image.warped(width: view.width, height: view.height, view.map)
      image.changeTone(strength: strength, using: &random)
    }
    if random.chance(options.inversionProbability) {
      image.apply(curve: (0...255).reversed())
    }
    if strength > 0 { image.degrade(strength: strength, using: &random) }
    return image
  }

  /// Other contrast, brightness and gamma, such that the picture's range of luma still fits into `0...255`
  /// and does not get too flat to read.
  private mutating func changeTone(strength: Float, using random: inout RandomSource) {
    guard random.chance(0.6) else { return }
    let range = lumaRange
    let span = Float(range.upperBound - range.lowerBound)
    let flattest = min(span, 32)
    let newSpan = min(max(span * expf(strength * random.uniform(in: -0.8...0.5)), flattest), 255)
    let middle = Float(range.lowerBound) + span / 2 + strength * random.uniform(in: -60...60)
    let low = min(max(middle - newSpan / 2, 0), 255 - newSpan)
    let gamma = expf(strength * random.uniform(in: -0.6...0.6))
    apply(curve: toneCurve(from: range, to: low...(low + newSpan), gamma: gamma))
  }

  /// What light, lens, sensor and file take away.
  private mutating func degrade(strength: Float, using random: inout RandomSource) {
    if random.chance(0.3) {
      let across = random.uniform(in: -1...1)
      let down = (1 - abs(across)) * (random.chance(0.5) ? 1 : -1)
      dim(depth: strength * random.uniform(in: 0...0.6), direction: Point(x: across, y: down))
    }
    if random.chance(0.4) {
      // Apart in x and y, so that some look like a moved camera.
      let widest = strength * 1.2 * Float(height) / 32
      self = blurred(
        sigmaX: random.uniform(in: 0...widest), sigmaY: random.uniform(in: 0...widest))
    }
    if random.chance(0.25), height > 12 {
      let lowest = max(12, Float(height) * (1 - 0.65 * strength))
      let lowHeight = random.uniform(in: lowest...Float(height)).rounded()
      let lowWidth = max(1, (Float(width) * lowHeight / Float(height)).rounded())
      self = resized(width: Int(lowWidth), height: Int(lowHeight)).resized(width: width, height: height)
    }
    if random.chance(0.4) {
      let range = lumaRange
      let strongest = min(24 * strength, Float(range.upperBound - range.lowerBound) / 5)
      addNoise(sigma: random.uniform(in: 0...strongest), using: &random)
    }
    if random.chance(0.3) { self = compressed(quality: 95 - Int(75 * strength * random.uniform())) }
  }
}

/// A camera's view of a crop: where each pixel of the new picture lies in the old one, and the new picture's
/// size.
package struct View {
  package let map: Homography
  package let width: Int
  package let height: Int

  /// Draws rotation (up to 8 degrees at full strength, less in long lines, whose ends would swing far), shear
  /// (slope 0.4), perspective (each corner moves by a tenth of the shorter side), stretch (a third), and the
  /// place of each side, which cuts off up to 0.08 of the height or leaves more room around.
  package init(width: Int, height: Int, strength: Float, using random: inout RandomSource) {
    let (w, h) = (Float(width), Float(height))
    let short = min(w, h)
    let angle = strength * random.uniform(in: -1...1) * min(8 * .pi / 180, atanf(0.8 * h / w))
    let (cosine, sine) = (cosf(angle), sinf(angle))
    let slope = strength * random.uniform(in: -0.4...0.4)
    let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map { (right: Float, bottom: Float) -> Point in
      let y = (bottom - 0.5) * h + strength * random.uniform(in: -0.1...0.1) * short
      let x = (right - 0.5) * w + slope * y + strength * random.uniform(in: -0.1...0.1) * short
      return Point(x: cosine * x - sine * y, y: sine * x + cosine * y)
    }
    let left = corners.map(\.x).min()! + strength * random.uniform(in: (-0.3 * h)...(0.08 * short))
    let right = corners.map(\.x).max()! - strength * random.uniform(in: (-0.3 * h)...(0.08 * short))
    let top = corners.map(\.y).min()! + strength * random.uniform(in: (-0.2 * h)...(0.08 * h))
    let bottom = corners.map(\.y).max()! - strength * random.uniform(in: (-0.2 * h)...(0.08 * h))
    let stretch = expf(strength * random.uniform(in: -0.3...0.3))

    self.width = max(1, Int(((right - left) * stretch).rounded()))
    self.height = max(1, Int((bottom - top).rounded()))
    map = Homography(unitSquareTo: corners).inverse
      .then(scale: Point(x: w, y: h))
      .after(
        scale: Point(x: (right - left) / Float(self.width), y: (bottom - top) / Float(self.height)),
        offset: Point(x: left, y: top))
  }
}
