import LegibleImages
import Testing

@Suite struct ResizeTests {
  static let sizes = [
    (1, 1), (1, 32), (32, 1), (2, 2), (7, 5), (31, 33), (100, 32), (64, 64), (96, 64), (300, 100), (99, 131),
  ]

  @Test(arguments: sizes, [1, 2, 16, 31, 32, 33, 48])
  func theInputStripIsTheFormulaOfTheDesign(size: (Int, Int), height: Int) {
    let image = scribble(width: size.0, height: size.1)
    let width = image.inputWidth(height: height)
    let expected = resampled(image, width: width, height: height)
    let strip = inputStrip(image, height: height)
    for (value, level) in zip(strip, expected) {
      // Floats of up to 255 summed over at most a few hundred inputs: far less than a ten-thousandth of a
      // level.
      #expect(abs(Double(value) - (level - 127.5) / 127.5) < 1e-6)
    }
  }

  @Test(arguments: sizes, [(1, 1), (3, 200), (200, 3), (50, 50)])
  func bytesAreTheNearestLevels(size: (Int, Int), target: (Int, Int)) {
    let image = scribble(width: size.0, height: size.1)
    let expected = resampled(image, width: target.0, height: target.1)
    let resized = image.resized(width: target.0, height: target.1)
    #expect(resized.width == target.0 && resized.height == target.1)
    for (byte, level) in zip(resized.pixels, expected) { #expect(abs(Double(byte) - level) < 0.5001) }
  }

  @Test func theSameSizeKeepsEveryPixelExactly() {
    for (width, height) in Self.sizes {
      let image = scribble(width: width, height: height)
      #expect(image.resized(width: width, height: height) == image)
    }
    let image = scribble(width: 77, height: 32)
    #expect(inputStrip(image, height: 32) == image.pixels.map { (Float($0) - 127.5) / 127.5 })
  }

  @Test func blackAndWhiteAreTheEndsOfTheScale() {
    for (level, value) in [(UInt8(0), Float(-1)), (255, 1)] {
      let image = Image(width: 5, height: 64, pixels: .init(repeating: level, count: 5 * 64))
      #expect(inputStrip(image, height: 32).allSatisfy { abs($0 - value) < 1e-6 })
      #expect(image.resized(width: 3, height: 47).pixels.allSatisfy { $0 == level })
      #expect(image.resized(width: 13, height: 100).pixels.allSatisfy { $0 == level })
    }
  }

  @Test func widthsRoundToTheNearestAndAreAtLeastOne() {
    func width(_ width: Int, _ height: Int) -> Int {
      Image(width: width, height: height, pixels: .init(repeating: 0, count: width * height))
        .inputWidth(height: 32)
    }
    #expect(width(100, 32) == 100)
    #expect(width(5, 64) == 3)  // 2.5
    #expect(width(3, 64) == 2)  // 1.5
    #expect(width(10, 33) == 10)  // 9.7
    #expect(width(1, 1_000) == 1)  // 0.03
    #expect(width(1_000, 1) == 32_000)
  }

  @Test func hugeRatiosKeepTheMean() {
    let wide = scribble(width: 60_001, height: 3)
    let mean = wide.pixels.reduce(0.0) { $0 + Double($1) } / Double(wide.pixels.count)
    #expect(abs(Double(wide.resized(width: 1, height: 1).pixels[0]) - mean) <= 0.51)
    let tall = scribble(width: 3, height: 60_001)
    let tallMean = tall.pixels.reduce(0.0) { $0 + Double($1) } / Double(tall.pixels.count)
    #expect(abs(Double(tall.resized(width: 1, height: 1).pixels[0]) - tallMean) <= 0.51)
  }

  @Test func theStripWritesItsOwnElementsAlone() {
    let image = scribble(width: 50, height: 40)
    let width = image.inputWidth(height: 32)
    let (rowStride, left) = (width + 9, 4)
    var strip = [Float](repeating: 7, count: 32 * rowStride)
    strip.withUnsafeMutableBufferPointer {
      image.writeInputStrip(
        of: image.area, width: image.inputWidth(height: 32), height: 32, into: $0.baseAddress! + left,
        rowStride: rowStride)
    }
    let alone = inputStrip(image, height: 32)
    for y in 0..<32 {
      for x in 0..<rowStride {
        let inside = (left..<left + width).contains(x)
        #expect(strip[y * rowStride + x] == (inside ? alone[y * width + x - left] : 7))
      }
    }
  }

  @Test func aUsedResamplerWritesWhatAFreshOneWrites() {
    let used = Resampler()
    for (width, height) in [(50, 40), (9, 7), (50, 40), (300, 20), (33, 32), (50, 64)] {
      let image = scribble(width: width, height: height)
      for target in [1, 20, 50, 120] {
        func strip(_ resampler: Resampler) -> [Float] {
          [Float](unsafeUninitializedCapacity: 32 * target) { values, count in
            image.writeInputStrip(
              of: image.area, width: target, height: 32, into: values.baseAddress!, rowStride: target,
              using: resampler)
            count = 32 * target
          }
        }
        #expect(strip(used) == strip(Resampler()))
      }
    }
  }
}

private func inputStrip(_ image: Image, height: Int) -> [Float] {
  let width = image.inputWidth(height: height)
  var strip = [Float](repeating: .nan, count: width * height)
  strip.withUnsafeMutableBufferPointer {
    image.writeInputStrip(
      of: image.area, width: width, height: height, into: $0.baseAddress!, rowStride: width)
  }
  return strip
}

/// Area averaging where an axis shrinks and bilinear where it grows, by their definitions, in doubles.
private func resampled(_ image: Image, width: Int, height: Int) -> [Double] {
  let rows = (0..<height).map { weights(from: image.height, to: height, at: $0) }
  let columns = (0..<width).map { weights(from: image.width, to: width, at: $0) }
  // Rows first, then columns: linear on both axes, so the order is free.
  let tall = rows.map { row in
    (0..<image.width).map { x in
      row.reduce(0) { $0 + $1.weight * Double(image.pixels[$1.index * image.width + x]) }
    }
  }
  return tall.flatMap { row in columns.map { $0.reduce(0) { $0 + $1.weight * row[$1.index] } } }
}

private func weights(from inputs: Int, to outputs: Int, at output: Int) -> [(index: Int, weight: Double)] {
  let scale = Double(inputs) / Double(outputs)
  if outputs <= inputs {
    let (start, end) = (Double(output) * scale, Double(output + 1) * scale)
    return (0..<inputs).compactMap { input in
      let overlap = min(Double(input + 1), end) - max(Double(input), start)
      return overlap > 0 ? (input, overlap / scale) : nil
    }
  }
  let position = min(max((Double(output) + 0.5) * scale - 0.5, 0), Double(inputs - 1))
  let left = Int(position)
  return [(left, 1 - (position - Double(left))), (min(left + 1, inputs - 1), position - Double(left))]
}
