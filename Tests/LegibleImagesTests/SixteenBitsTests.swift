import ImageFixtures
import LegibleImages
import LegibleTensors
import Testing

/// 16-bit files whose pictures lie in a part of the 16 bits.
@Suite struct SixteenBitsTests {
  private func file(
    _ samples: [Int], width: Int, colorType: PNGWriter.ColorType = .gray, interlaced: Bool = false
  ) -> [UInt8] {
    PNGWriter(
      width: width, height: samples.count / width / colorType.channels, colorType: colorType, bitDepth: 16,
      interlaced: interlaced, samples: samples
    ).bytes()
  }

  @Test(arguments: [8, 9, 10, 12, 14], [true, false])
  func valuesInTheLowBitsAreOfThatDepth(bits: Int, interlaced: Bool) throws {
    let full = 1 << bits - 1
    let samples = (0..<20 * 10).map { $0 * full / 199 }
    let expected = samples.map { UInt8((Double($0) * 255 / Double(full)).rounded()) }
    #expect(try decode(file(samples, width: 20, interlaced: interlaced)).pixels == expected)
    // Colour, and transparency, which goes by the 16 bits that it has.
    let colors = samples.flatMap { [$0, full - $0, $0] }
    let levels = samples.map { luma([Double($0), Double(full - $0), Double($0)]) * 255 / Double(full) }
    let colored = try decode(file(colors, width: 20, colorType: .rgb, interlaced: interlaced))
    for (pixel, level) in zip(colored.pixels, levels) {
      #expect(abs(Double(pixel) - level) <= 0.6)
    }
    let opaque = samples.flatMap { [$0, 65_535] }
    #expect(
      try decode(file(opaque, width: 20, colorType: .grayAlpha, interlaced: interlaced)).pixels == expected)
  }

  @Test func whatNobodySeesHasNoSay() throws {
    // A white pixel, wholly transparent, beside ten bits; it lands on the far side of the others.
    let samples = (0..<40).flatMap { [$0 == 0 ? 65_535 : $0 * 26, $0 == 0 ? 0 : 65_535] }
    let pixels = try decode(file(samples, width: 8, colorType: .grayAlpha)).pixels
    #expect(pixels[0] == 255 || pixels[0] == 0)
    #expect(
      pixels.dropFirst().enumerated().allSatisfy {
        abs(Double($1) - Double(($0 + 1) * 26) * 255 / 1_023) <= 0.5
      })
  }

  @Test func otherPicturesOfSixteenBitsStayAsTheyAre() throws {
    for samples in [
      (0..<200).map { $0 * 100 }, (0..<200).map { 40_000 + $0 * 100 }, .init(repeating: 900, count: 200),
      // Blank paper of full depth, with the noise of a scanner.
      (0..<200).map { 64_000 + $0 * 7_919 % 1_200 },
    ] {
      let expected = samples.map { UInt8((Double($0) * 255 / 65_535).rounded()) }
      #expect(try decode(file(samples, width: 20)).pixels == expected)
    }
  }

  /// Letters between two levels of 8 bits would be gone.
  @Test(arguments: [(60_000, 60_200), (60_200, 60_000), (1_000, 1_003), (30_000, 30_900)])
  func faintLettersAreRaised(paper: Int, ink: Int) throws {
    let strokes = LevelsTests.strokes()
    let samples = strokes.map { paper + Int(($0 * Float(ink - paper)).rounded()) }
    let pixels = try decode(file(samples, width: 90)).pixels
    for (pixel, stroke) in zip(pixels, strokes) where stroke == 0 || stroke == 1 {
      #expect(pixel == ((stroke == 1) == (ink > paper) ? 255 : 0))
    }
  }

  @Test func aMaskOfZerosAndOnesIsRead() throws {
    let strokes = LevelsTests.strokes()
    let image = try decode(file(strokes.map { $0 > 0.6 ? 1 : 0 }, width: 90))
    #expect(image.withInputLevels().pixels == strokes.map { $0 > 0.6 ? 255 : 0 })
  }
}
