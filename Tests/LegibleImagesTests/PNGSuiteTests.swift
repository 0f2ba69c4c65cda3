import ImageFixtures
import LegibleImages
import Testing

/// The kinds of the PngSuite of Willem van Schaik, by its published description; the files are made here.
@Suite struct PNGSuiteTests {
  private static let kinds = DecodePNGTests.Kind.all

  /// Sizes 1 to 9 and 32 to 40, in which the last pass, byte or row of blocks is filled in every way.
  @Test(arguments: Array(1...9) + Array(32...40), [false, true])
  func oddSizes(size: Int, interlaced: Bool) throws {
    for kind in Self.kinds where kind.interlaced == interlaced && kind.bitDepth <= 8 {
      let writer = randomFile(kind, width: size, height: size)
      #expect(try decode(writer.bytes()) == expectedImage(writer), "\(kind.testDescription)")
    }
  }

  @Test(arguments: [[0], [1], [2], [3], [4], [4, 0, 3, 1, 2]] as [[UInt8]], [false, true])
  func filters(filters: [UInt8], interlaced: Bool) throws {
    for kind in Self.kinds where kind.interlaced == interlaced {
      var writer = randomFile(kind, width: 23, height: 11)
      writer.filters = filters
      #expect(try decode(writer.bytes()) == expectedImage(writer), "\(kind.testDescription)")
    }
  }

  @Test func formsOfCompression() throws {
    for kind in Self.kinds {
      var writer = randomFile(kind, width: 19, height: 7)
      writer.compress = fixedCodes
      #expect(try decode(writer.bytes()) == expectedImage(writer), "\(kind.testDescription)")
    }
    // libpng's own compression, of tables made for the picture.
    let image = smoothPicture(width: 200, height: 90)
    #expect(try decode(image.pngBytes()) == image)
  }

  /// Pixels in one chunk, in two, in four, in one a byte.
  @Test(arguments: [1, 2, 4, 1_000_000])
  func piecesOfPixels(count: Int) throws {
    for kind in Self.kinds where kind.bitDepth >= 8 {
      let writer = randomFile(kind, width: 8, height: 8)
      let stream = stored(writer.scanlines())
      let size = max(1, stream.count / count)
      let pieces = stride(from: 0, to: stream.count, by: size).flatMap { start in
        chunk("IDAT", Array(stream[start..<min(start + size, stream.count)]))
      }
      let file = writer.bytes()
      let whole = chunk("IDAT", stream)
      let start = file.count - 12 - whole.count
      #expect(
        try decode(file[..<start] + pieces + chunk("IEND", [])) == expectedImage(writer),
        "\(kind.testDescription)")
    }
  }

  /// What may stand beside the pixels and does not change them: gamma, colour spaces, backgrounds, palettes to
  /// choose from, histograms, sizes in the world, significant bits, times and texts.
  @Test func chunksBesideThePixels() throws {
    let colors: [UInt8] = [255, 0, 0, 0, 255, 0]
    let latin = Array("Title\0PngSuite".utf8)
    let chunks: [[UInt8]] =
      [35_000, 45_000, 55_000, 70_000, 100_000, 250_000].map { chunk("gAMA", bigEndian($0)) } + [
        chunk("cHRM", [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000].flatMap(bigEndian)),
        chunk("pHYs", bigEndian(1) + bigEndian(4) + [0]),
        chunk("pHYs", bigEndian(1_000) + bigEndian(1_000) + [1]),
        chunk("tIME", [7, 208, 1, 1, 12, 34, 56]), chunk("tEXt", latin),
        chunk("zTXt", Array("Title\0\0".utf8) + stored(latin)),
        chunk("iTXt", Array("Author\0\0\0en\0Author\0Willem".utf8)), chunk("sRGB", [0]),
        chunk("iCCP", Array("profile\0\0".utf8) + stored([1, 2, 3])),
        chunk("sPLT", Array("six\0".utf8) + [8] + colors),
      ]
    for kind in Self.kinds where kind.bitDepth >= 8 && !kind.interlaced {
      let writer = randomFile(kind, width: 9, height: 9)
      let file = writer.bytes()
      let expected = expectedImage(writer)
      for chunk in chunks {
        #expect(try decode(file[..<33] + chunk + file[33...]) == expected, "\(kind.testDescription)")
      }
      let channels = kind.colorType == .palette ? 3 : kind.colorType.channels
      let bits = chunk("sBIT", .init(repeating: 5, count: channels))
      #expect(try decode(file[..<33] + bits + file[33...]) == expected, "\(kind.testDescription)")
      // Colours that a screen of few could show; a background; how often the colours occur.
      guard !kind.transparencyChunk, kind.colorType != .palette else { continue }
      let background = chunk("bKGD", .init(repeating: 0, count: kind.colorType.channels > 2 ? 6 : 2))
      let palette = kind.colorType.channels > 2 ? chunk("PLTE", colors) + chunk("hIST", [0, 1, 0, 2]) : []
      #expect(
        try decode(file[..<33] + palette + background + file[33...]) == expected, "\(kind.testDescription)")
    }
  }

  @Test func corruptFiles() {
    let writer = PNGWriter(
      width: 32, height: 32, colorType: .gray, bitDepth: 1, samples: (0..<1_024).map { $0 / 3 % 2 })
    let file = writer.bytes()
    func header(depth: UInt8, colorType: UInt8) -> [UInt8] {
      file[..<8] + chunk("IHDR", bigEndian(32) + bigEndian(32) + [depth, colorType, 0, 0, 0]) + file[33...]
    }
    func signature(_ bytes: [UInt8]) -> [UInt8] { bytes + file[8...] }
    let unknown = "not a PNG or JPEG file (by its first bytes)"
    let text =
      "what is left of a PNG taken for text, not a PNG or JPEG; fetch it again in binary mode"
    let invalid = "PNG that cannot be decoded: Invalid IHDR data; save it again as a plain PNG"
    let files: [(name: String, bytes: [UInt8], message: String)] = [
      ("first byte without its high bit", signature([0x09, 0x50, 0x4E, 0x47, 13, 10, 26, 10]), unknown),
      ("PNG with a Q", signature([0x89, 0x51, 0x4E, 0x47, 13, 10, 26, 10]), unknown),
      ("PNG in small letters", signature([0x89, 0x70, 0x6E, 0x67, 13, 10, 26, 10]), unknown),
      ("a space for the end of a text", signature([0x89, 0x50, 0x4E, 0x47, 13, 10, 32, 10]), text),
      (
        "line feeds that became two bytes", signature([0x89, 0x50, 0x4E, 0x47, 13, 13, 10, 26, 13, 10]), text
      ),
      ("line ends that became one byte", signature([0x89, 0x50, 0x4E, 0x47, 10, 26, 10]), text),
      (
        "no pixels", file[..<33] + chunk("IEND", []),
        "PNG that cannot be decoded: IEND: out of place; save it again as a plain PNG"
      ),
      ("colour type 1", header(depth: 8, colorType: 1), invalid),
      ("colour type 9", header(depth: 8, colorType: 9), invalid),
      ("0 bits", header(depth: 0, colorType: 0), invalid),
      ("3 bits", header(depth: 3, colorType: 0), invalid),
      ("99 bits", header(depth: 99, colorType: 0), invalid),
      ("RGB of 4 bits", header(depth: 4, colorType: 2), invalid),
      (
        "a palette that is not there", header(depth: 1, colorType: 3),
        "PNG that cannot be decoded: IDAT: Missing PLTE before IDAT; save it again as a plain PNG"
      ),
    ]
    for (name, bytes, message) in files {
      let error = #expect(throws: ImageError.self, "\(name)") {
        try decode(bytes, limits: ImageLimits(allowsDamage: true))
      }
      #expect(error?.factDescription == message, "\(name)")
    }
  }
}
