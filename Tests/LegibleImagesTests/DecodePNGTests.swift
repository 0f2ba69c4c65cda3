import ImageFixtures
import LegibleImages
import LegibleTensors
import Testing

@Suite struct DecodePNGTests {
  /// One kind of PNG file.
  struct Kind: CustomTestStringConvertible, Sendable {
    let colorType: PNGWriter.ColorType
    let bitDepth: Int
    let interlaced: Bool
    let transparencyChunk: Bool

    var testDescription: String {
      "\(colorType) \(bitDepth)" + (interlaced ? " interlaced" : "") + (transparencyChunk ? " tRNS" : "")
    }

    static let all: [Kind] = {
      var kinds: [Kind] = []
      for colorType in PNGWriter.ColorType.allCases {
        for bitDepth in colorType.bitDepths {
          for interlaced in [false, true] {
            // Only the colour types without alpha may have the chunk.
            for chunk in colorType.rawValue < 4 ? [false, true] : [false] {
              kinds.append(
                Kind(
                  colorType: colorType, bitDepth: bitDepth, interlaced: interlaced, transparencyChunk: chunk))
            }
          }
        }
      }
      return kinds
    }()
  }

  @Test(arguments: Kind.all, [(1, 1), (3, 2), (5, 9), (17, 13)])
  func everyKindGivesTheLumaOfTheSpecification(kind: Kind, size: (Int, Int)) throws {
    let writer = randomFile(kind, width: size.0, height: size.1)
    #expect(try decode(writer.bytes()) == expectedImage(writer))
  }

  @Test func sixteenBitsAreRoundedNotCutOff() throws {
    // 255 * 128 / 65,535 = 0.498; 129: 0.502; 65,407: 254.502; 65,406: 254.498.
    let writer = PNGWriter(
      width: 4, height: 1, colorType: .gray, bitDepth: 16, samples: [128, 129, 65_406, 65_407])
    #expect(try decode(writer.bytes()).pixels == [0, 1, 254, 255])
  }

  @Test func sixteenBitTransparencyIsOfOneExactColor() throws {
    // Both pixels are level 100 in 8 bits; only the first is transparent, and lands on white.
    let writer = PNGWriter(
      width: 2, height: 1, colorType: .gray, bitDepth: 16, samples: [25_700, 25_701],
      transparency: [0x64, 0x64])
    #expect(try decode(writer.bytes()).pixels == [255, 100])
  }

  @Test(arguments: [(255, 0), (128, 0), (127, 255), (0, 255)])
  func transparencyLandsFarFromTheOpaquePixels(ink: Int, background: Int) throws {
    // One transparent pixel of each extreme: what nobody sees has no say.
    let samples = [ink, 255, 0, 0, 255, 0, ink, 255]
    let grayAlpha = PNGWriter(width: 4, height: 1, colorType: .grayAlpha, bitDepth: 8, samples: samples)
    let expected = [ink, background, background, ink].map { UInt8($0) }
    #expect(try decode(grayAlpha.bytes()).pixels == expected)

    var rgba = grayAlpha
    rgba.colorType = .rgba
    rgba.samples = stride(from: 0, to: 8, by: 2).flatMap {
      [samples[$0], samples[$0], samples[$0], samples[$0 + 1]]
    }
    #expect(try decode(rgba.bytes()).pixels == expected)
  }

  @Test func halfTransparentPixelsMix() throws {
    let writer = PNGWriter(
      width: 3, height: 1, colorType: .grayAlpha, bitDepth: 8, samples: [255, 255, 200, 128, 200, 1])
    // On black: 200 * 128 / 255 = 100.4, 200 / 255 = 0.8.
    #expect(try decode(writer.bytes()).pixels == [255, 100, 1])
  }

  @Test func whollyTransparentIsWhite() throws {
    let writer = PNGWriter(
      width: 2, height: 1, colorType: .grayAlpha, bitDepth: 8, samples: [9, 0, 200, 0])
    #expect(try decode(writer.bytes()).pixels == [255, 255])
  }

  @Test func gammaAndProfilesAreLeftAlone() throws {
    let writer = PNGWriter(width: 2, height: 1, colorType: .gray, bitDepth: 8, samples: [50, 150])
    let file = writer.bytes()
    // Behind the signature and the header chunk.
    let gamma = file[..<33] + chunk("gAMA", bigEndian(100_000)) + chunk("sRGB", [0]) + file[33...]
    #expect(try decode(Array(gamma)).pixels == [50, 150])
  }

  @Test func bytesAfterTheEndAreIgnored() throws {
    let image = scribble(width: 9, height: 5)
    #expect(try decode(image.pngBytes() + [1, 2, 3]) == image)
  }

  @Test func manyTextChunksCostNothing() throws {
    let image = scribble(width: 3, height: 3)
    let file = image.pngBytes()
    let text = chunk("tEXt", Array("Comment\0words".utf8))
    let stuffed = file[..<33] + (0..<5_000).flatMap { _ in text } + file[33...]
    #expect(try decode(Array(stuffed)) == image)
  }
}

func randomFile(_ kind: DecodePNGTests.Kind, width: Int, height: Int) -> PNGWriter {
  var source = RandomSource(seed: UInt64(kind.bitDepth), stream: UInt64(kind.colorType.rawValue))
  var writer = PNGWriter(
    width: width, height: height, colorType: kind.colorType, bitDepth: kind.bitDepth,
    interlaced: kind.interlaced,
    samples: (0..<width * height * kind.colorType.channels).map { _ in
      Int.random(in: 0..<1 << kind.bitDepth, using: &source)
    })
  if kind.colorType == .palette {
    writer.palette = (0..<3 << kind.bitDepth).map { _ in UInt8.random(in: 0...255, using: &source) }
  }
  guard kind.transparencyChunk else { return writer }
  switch kind.colorType {
  case .palette:
    // Shorter than the palette: the entries without a value are opaque.
    writer.transparency = (0..<1 << (kind.bitDepth - 1)).map { _ in
      .random(in: 0...255, using: &source)
    }
  default:
    // The colour of the first pixel.
    writer.transparency = writer.samples.prefix(kind.colorType.channels).flatMap {
      [UInt8($0 >> 8), UInt8($0 & 255)]
    }
  }
  return writer
}

/// What the specification and our rules say the file shows, in plain arithmetic.
func expectedImage(_ writer: PNGWriter) -> Image {
  let largest = Double(1 << writer.bitDepth - 1)
  let channels = writer.colorType.channels
  let key = stride(from: 0, to: writer.transparency.count - 1, by: 2).map {
    Int(writer.transparency[$0]) << 8 | Int(writer.transparency[$0 + 1])
  }
  let pixels = stride(from: 0, to: writer.samples.count, by: channels).map { start -> (Double, Double) in
    let samples = Array(writer.samples[start..<start + channels])
    let levels = samples.map { (Double($0) / largest * 255).rounded() }
    let keyed = !writer.transparency.isEmpty && samples == key
    switch writer.colorType {
    case .gray: return (levels[0], keyed ? 0 : 255)
    case .rgb: return (luma(levels), keyed ? 0 : 255)
    case .grayAlpha: return (levels[0], levels[1])
    case .rgba: return (luma(levels), levels[3])
    case .palette:
      let color = writer.palette[3 * samples[0]..<3 * samples[0] + 3].map { Double($0) }
      let opaque = samples[0] >= writer.transparency.count
      return (luma(color), opaque ? 255 : Double(writer.transparency[samples[0]]))
    }
  }
  let weight = pixels.map(\.1).reduce(0, +)
  let weighted = pixels.map { $0.0 * $0.1 }.reduce(0, +)
  let background: Double = weighted > 127.5 * weight ? 0 : 255
  return Image(
    width: writer.width, height: writer.height,
    pixels: pixels.map { level, alpha in
      UInt8(((level * alpha + background * (255 - alpha)) / 255).rounded())
    })
}
