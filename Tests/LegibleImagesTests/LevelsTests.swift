import LegibleImages
import LegibleTensors
import Testing

/// Faint letters become the network's input as black ones do; blank paper stays blank; all else is untouched.
@Suite struct LevelsTests {
  /// Strokes of 3 pixels across and down, as letters have them, with softer edges: 1 is ink, 0 is paper.
  static func strokes(width: Int = 90, height: Int = 40) -> [Float] {
    /// 1 within a stroke that begins at 0, a half beside it.
    func stroke(_ place: Int) -> Float {
      switch place {
      case 0...2: 1
      case -1, 3: 0.5
      default: 0
      }
    }
    return (0..<width * height).map { index in
      let (x, y) = (index % width, index / width)
      guard (8..<height - 8).contains(y) else { return 0 }
      let bar = (3...12).contains(x % 17) ? stroke(y - 9 - x / 17 * 4) : 0
      return max(stroke(x % 17 - 4), bar)
    }
  }

  private func image(paper: Int, ink: Int, noise: (Int) -> Int = { _ in 0 }) -> Image {
    let strokes = Self.strokes()
    return Image(
      width: 90, height: 40,
      pixels: strokes.indices.map { index in
        let level = Float(paper) + strokes[index] * Float(ink - paper)
        return UInt8(clamping: Int(level.rounded()) + noise(index))
      })
  }

  private func strip(_ image: Image) -> [Float] {
    let width = image.inputWidth(height: 32)
    var strip = [Float](repeating: 9, count: width * 32)
    strip.withUnsafeMutableBufferPointer {
      image.writeInputStrip(
        of: image.area, width: width, height: 32, into: $0.baseAddress!, rowStride: width)
    }
    return strip
  }

  /// The input that the formula for ordinary pictures gives.
  private func ordinaryStrip(_ image: Image) -> [Float] {
    image.resized(width: image.inputWidth(height: 32), height: 32).pixels.map { (Float($0) - 127.5) / 127.5 }
  }

  private func isOrdinary(_ image: Image) -> Bool {
    // `resized` rounds to whole levels.
    zip(strip(image), ordinaryStrip(image)).allSatisfy { abs($0 - $1) < 0.6 / 127.5 }
  }

  @Test(arguments: [(255, 253), (255, 248), (120, 122), (0, 2), (0, 7), (200, 203), (128, 123), (0, 1)])
  func faintLettersUseTheWholeRange(paper: Int, ink: Int) {
    let faint = strip(image(paper: paper, ink: ink))
    let expected = strip(paper > ink ? image(paper: 255, ink: 0) : image(paper: 0, ink: 255))
    // Edges are rounded to one of the few levels there are.
    let step = 2 / Float(abs(paper - ink))
    for (value, level) in zip(faint, expected) { #expect(abs(value - level) <= step / 2 + 0.02) }
    #expect(faint.min()! < -0.95 && faint.max()! > 0.95)
  }

  @Test(arguments: [8, 9, 20, 100])
  func eightLevelsAreNotFaint(range: Int) {
    #expect(isOrdinary(image(paper: 255, ink: 255 - range)))
    #expect(isOrdinary(image(paper: 0, ink: range)))
    #expect(image(paper: 99, ink: 99 + range).withInputLevels() == image(paper: 99, ink: 99 + range))
  }

  /// Blank paper in the ways in which it is not of one level.
  static let blanks: [(name: String, level: @Sendable (Int, Int, inout RandomSource) -> Int)] = [
    ("one level", { _, _, _ in 255 }),
    ("one level apart at random", { _, _, source in 255 - Int.random(in: 0...1, using: &source) }),
    ("two levels around one", { _, _, source in 250 + Int.random(in: -2...2, using: &source) }),
    ("a speck here and there", { _, _, source in Int.random(in: 0..<50, using: &source) == 0 ? 253 : 255 }),
    ("zeros and ones at random", { _, _, source in Int.random(in: 0...1, using: &source) }),
    ("a shadow", { x, _, _ in 255 - x / 20 }),
    ("a vignette", { x, y, _ in 252 - (x - 45) * (x - 45) / 500 + y / 20 }),
    ("a step of one level", { x, _, _ in x > 30 ? 255 : 254 }),
    ("blocks of a JPEG, two levels apart", { x, y, _ in (x / 8 * 7 + y / 8 * 3) % 5 == 0 ? 253 : 255 }),
    ("blocks of a crop of a JPEG", { x, y, _ in ((x + 3) / 8 * 7 + (y + 6) / 8 * 3) % 4 == 0 ? 252 : 255 }),
  ]

  @Test(arguments: blanks.indices)
  func blankPaperStaysBlank(index: Int) {
    let (name, level) = Self.blanks[index]
    var source = RandomSource(seed: 3, stream: UInt64(index))
    let image = Image(
      width: 90, height: 40,
      pixels: (0..<90 * 40).map { UInt8(clamping: level($0 % 90, $0 / 90, &source)) })
    #expect(isOrdinary(image), "\(name)")
    #expect(image.withInputLevels() == image, "\(name)")
  }

  @Test(arguments: [30, 50, 70, 75, 90, 95], [1, 2, 3])
  func noiseOutOfAJPEGStaysBlank(quality: Int, strength: Int) throws {
    for paper in [255, 252, 128, 3] {
      var source = RandomSource(seed: UInt64(quality), stream: UInt64(strength * 1_000 + paper))
      let noisy = Image(
        width: 96, height: 40,
        pixels: (0..<96 * 40).map { _ in
          UInt8(clamping: paper + Int.random(in: -strength...strength, using: &source))
        })
      let image = try decode(noisy.jpegBytes(quality: quality))
      #expect(isOrdinary(image), "on \(paper)")
    }
  }

  @Test func noisyFaintLettersAreRaised() {
    var source = RandomSource(seed: 5, stream: 0)
    let noise = (0..<90 * 40).map { _ in Int.random(in: 0..<8, using: &source) == 0 ? 1 : 0 }
    let faint = strip(image(paper: 250, ink: 245) { noise[$0] })
    #expect(faint.min()! < -0.9 && faint.max()! > 0.6)
  }

  @Test func picturesWithoutNeighboursAreLeftAlone() {
    for (width, height) in [(1, 1), (1, 2), (2, 1), (1, 40), (40, 1)] {
      let image = Image(
        width: width, height: height, pixels: (0..<width * height).map { $0 % 2 == 0 ? 255 : 252 })
      #expect(strip(image).allSatisfy { $0 > 0.9 })
    }
  }

  @Test func stretchedPixelsAreWhatTheStripHas() {
    let faint = image(paper: 255, ink: 251)
    let raised = faint.withInputLevels()
    #expect(Set(raised.pixels) == [0, 128, 255])
    for (value, level) in zip(strip(faint), strip(raised)) { #expect(abs(value - level) < 0.01) }
  }
}
