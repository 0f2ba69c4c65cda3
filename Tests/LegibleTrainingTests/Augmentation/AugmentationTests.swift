import LegibleImages
import LegibleTensors
import LegibleTraining
import Testing

@Suite struct AugmentationTests {
  static let bars = WarpTests.bars

  @Test func strengthZeroChangesNothing() {
    var random = RandomSource(seed: 1)
    let tall = Image(width: 30, height: 200, pixels: (0..<6000).map { UInt8(truncatingIfNeeded: $0) })
    for image in [Self.bars, tall] {
      #expect(image.augmented(by: AugmentationOptions(strength: 0), using: &random) == image)
    }
  }

  @Test func theSameRandomNumbersGiveTheSameCropAndOthersAnother() {
    for stream in 0..<50 as Range<UInt64> {
      var (a, b) = (RandomSource(seed: 3, stream: stream), RandomSource(seed: 3, stream: stream))
      var c = RandomSource(seed: 4, stream: stream)
      let image = Self.bars.augmented(using: &a)
      #expect(image == Self.bars.augmented(using: &b))
      #expect(a == b)
      #expect(image != Self.bars.augmented(using: &c))
    }
  }

  /// Inversion alone is exact, and as frequent as asked: 4 standard errors of 1,000 draws at 0.25 are 55.
  @Test func inversionHasItsOwnProbability() {
    let options = AugmentationOptions(strength: 0, inversionProbability: 0.25)
    var negative = Self.bars
    for index in negative.pixels.indices { negative.pixels[index] = 255 - negative.pixels[index] }
    var count = 0
    for stream in 0..<1000 as Range<UInt64> {
      var random = RandomSource(seed: 5, stream: stream)
      let image = Self.bars.augmented(by: options, using: &random)
      #expect(image == Self.bars || image == negative)
      count += image == negative ? 1 : 0
    }
    #expect((195...305).contains(count))
  }

  @Test func textKeepsItsContrast() {
    // Faint text, 24 levels, and strong text: the darkest and the lightest stay a readable distance apart.
    for (ink, paper, least) in [(100, 124, 10), (0, 255, 24)] as [(UInt8, UInt8, Int)] {
      var image = Self.bars
      for index in image.pixels.indices { image.pixels[index] = image.pixels[index] == 0 ? ink : paper }
      for stream in 0..<500 as Range<UInt64> {
        var random = RandomSource(seed: 7, stream: stream)
        let result = image.augmented(by: AugmentationOptions(strength: 1), using: &random)
        #expect(Int(result.pixels.max()!) - Int(result.pixels.min()!) >= least, "stream \(stream)")
      }
    }
  }

  @Test(arguments: [(1, 1), (1, 64), (3, 40), (500, 1), (700, 32), (40, 2000), (1200, 300)])
  func sizesStaySane(width: Int, height: Int) {
    let crop = Image(
      width: width, height: height, pixels: (0..<(width * height)).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    let scale = Float(min(height, 64)) / Float(height)
    let (expectedWidth, expectedHeight) = (Float(width) * scale, Float(height) * scale)
    for stream in 0..<50 as Range<UInt64> {
      var random = RandomSource(seed: 8, stream: stream)
      let image = crop.augmented(by: AugmentationOptions(strength: 1), using: &random)
      #expect(image.pixels.count == image.width * image.height)
      #expect(Float(image.height) <= 3 * expectedHeight + 1 && Float(image.height) >= 0.5 * expectedHeight)
      #expect(Float(image.width) <= 2 * expectedWidth + 2 * expectedHeight + 1)
      #expect(Float(image.width) >= 0.5 * expectedWidth - 1)
    }
  }
}
