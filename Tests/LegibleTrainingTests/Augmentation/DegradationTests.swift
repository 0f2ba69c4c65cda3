import LegibleImages
import LegibleTensors
import LegibleTraining
import Testing

@Suite struct DegradationTests {
  @Test func kernelsSumToOne() {
    #expect(gaussianKernel(sigma: 0) == [256])
    for tenths in 1...40 {
      let kernel = gaussianKernel(sigma: Float(tenths) / 10)
      #expect(kernel.reduce(0, +) == 256)
      #expect(kernel == kernel.reversed())
    }
  }

  @Test func blurSpreadsAPointAndLeavesAnEvenPictureAlone() {
    let even = Image(width: 9, height: 5, pixels: Array(repeating: 255, count: 45))
    #expect(even.blurred(sigmaX: 3, sigmaY: 2) == even)
    #expect(even.blurred(sigmaX: 0, sigmaY: 0) == even)
    var point = Image(width: 9, height: 5, pixels: Array(repeating: 0, count: 45))
    point.pixels[2 * 9 + 4] = 255
    let kernel: [UInt8] = gaussianKernel(sigma: 1).map { UInt8(($0 * 255 + 128) >> 8) }
    let across = point.blurred(sigmaX: 1, sigmaY: 0)
    #expect(Array(across.pixels[18..<27]) == [0] + kernel + [0])
    #expect(across.pixels[..<18].allSatisfy { $0 == 0 })
    let down = point.blurred(sigmaX: 0, sigmaY: 1)
    for y in 0..<5 { #expect(down.pixels[y * 9 + 4] == kernel[y + 1]) }
  }

  @Test func blurContinuesTheEdges() {
    let half = Image(width: 4, height: 1, pixels: [0, 0, 255, 255])
    let pixels = half.blurred(sigmaX: 0.5, sigmaY: 5).pixels
    // Symmetric about the step, up to the rounding of each sum.
    #expect(abs(Int(pixels[0]) + Int(pixels[3]) - 255) <= 1)
    #expect(abs(Int(pixels[1]) + Int(pixels[2]) - 255) <= 1)
    #expect(pixels[0] == 0 && pixels[1] > 0)
  }

  /// 40,000 pixels: mean within 4 sigma/200, standard deviation within 2 percent (4 standard errors are 1.3,
  /// and the rounding to whole levels adds 1/12 to the variance).
  @Test func noiseHasTheStandardDeviationAskedFor() {
    for sigma in [2, 10, 25] as [Float] {
      var random = RandomSource(seed: 9)
      var image = Image(width: 200, height: 200, pixels: Array(repeating: 128, count: 40_000))
      image.addNoise(sigma: sigma, using: &random)
      let values = image.pixels.map { Float($0) - 128 }
      let mean = values.reduce(0, +) / 40_000
      let deviation = (values.reduce(0) { $0 + $1 * $1 } / 40_000 - mean * mean - 1 / 12).squareRoot()
      #expect(abs(mean) < 4 * sigma / 200)
      #expect(abs(deviation / sigma - 1) < 0.02)
    }
  }

  @Test func noiseStopsAtBlackAndWhite() {
    var random = RandomSource(seed: 10)
    var image = Image(width: 101, height: 1, pixels: (0..<101).map { $0 % 2 == 0 ? 0 : 255 })
    image.addNoise(sigma: 20, using: &random)
    for (x, pixel) in image.pixels.enumerated() { #expect(x % 2 == 0 ? pixel < 100 : pixel > 155) }
  }

  /// Quality 95 quantises in steps of 10 at most, quality 20 in steps of up to 300.
  @Test func compressionLeavesMoreArtefactsAtLowQuality() {
    func error(_ quality: Int) -> Int {
      let image = WarpTests.bars.compressed(quality: quality)
      return zip(image.pixels, WarpTests.bars.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) } / 4800
    }
    #expect(error(95) <= 2)
    #expect(error(20) > 2 && error(20) < 30)
    let line = Image(width: 65_501, height: 1, pixels: Array(repeating: 9, count: 65_501))
    #expect(line.compressed(quality: 50) == line)
  }

  @Test func dimmingRunsFromOneCornerToTheOther() {
    for (x, y) in [(1, 0), (-1, 0), (0, 1), (0.5, -0.5), (-0.3, -0.7)] as [(Float, Float)] {
      var image = Image(width: 64, height: 32, pixels: Array(repeating: 200, count: 64 * 32))
      image.dim(depth: 0.5, direction: Point(x: x, y: y))
      let light = image.pixels[(y > 0 ? 0 : 31) * 64 + (x > 0 ? 0 : 63)]
      let dark = image.pixels[(y > 0 ? 31 : 0) * 64 + (x > 0 ? 63 : 0)]
      // Pixel centres lie half a pixel inside: at most 1/64 of the way in x, 1/64 in y, of 100 levels.
      #expect(light >= 197 && light <= 200)
      #expect(dark >= 100 && dark <= 103)
    }
  }

  @Test func toneCurvesTakeRangeToRange() {
    let straight = toneCurve(from: 50...150, to: 0...200, gamma: 1)
    #expect(straight[50] == 0 && straight[100] == 100 && straight[150] == 200)
    #expect(straight[0] == 0 && straight[255] == 255)
    let bent = toneCurve(from: 50...150, to: 0...200, gamma: 2)
    #expect(bent[50] == 0 && bent[100] == 50 && bent[150] == 200)
    #expect(zip(bent, bent.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(toneCurve(from: 90...90, to: 30...30, gamma: 1)[90] == 30)
  }

  @Test func lumaRangeLeavesOutFewPixels() {
    let pixels = [0, 255] + Array(repeating: UInt8(40), count: 100) + Array(repeating: UInt8(90), count: 98)
    #expect(Image(width: 200, height: 1, pixels: pixels).lumaRange == 40...90)
    #expect(Image(width: 1, height: 1, pixels: [7]).lumaRange == 7...7)
  }
}
