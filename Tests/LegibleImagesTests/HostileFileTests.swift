import CJPEGFixtures
import LegibleImages
import LegibleTensors
import Testing

@Suite struct HostileFileTests {
  /// Small files of every kind, made for this.
  static let files: [(name: String, bytes: [UInt8])] = {
    let pixels = smoothPicture(width: 19, height: 11).pixels
    let colors = pixels.flatMap { [$0, 255 - $0, $0 / 2] }
    let inks = pixels.flatMap { [$0, 255 - $0, $0 / 2, $0 / 3] }
    func png(_ type: PNGWriter.ColorType, _ depth: Int, interlaced: Bool) -> [UInt8] {
      PNGWriter(
        width: 19, height: 11, colorType: type, bitDepth: depth, interlaced: interlaced,
        samples: (0..<19 * 11 * type.channels).map { $0 * 37 % (1 << depth) },
        palette: type == .palette ? (0..<3 << depth).map { UInt8($0) } : [],
        transparency: type == .palette ? [0, 128] : []
      ).bytes()
    }
    func jpeg(_ kind: jpeg_fixture_kind, _ pixels: [UInt8], progressive: Bool) -> [UInt8] {
      jpegFixture(
        kind, pixels: pixels, width: 19, height: 11, quality: 80, progressive: progressive,
        subsampled: true, adobe: true, restartRows: progressive ? 0 : 1)
    }
    return [
      ("compressed PNG", Image(width: 19, height: 11, pixels: pixels).pngBytes()),
      ("16-bit interlaced RGBA PNG", png(.rgba, 16, interlaced: true)),
      ("4-bit palette PNG", png(.palette, 4, interlaced: false)),
      ("gray JPEG", Image(width: 19, height: 11, pixels: pixels).jpegBytes(quality: 80)),
      ("YCbCr JPEG", jpeg(jpeg_fixture_ycbcr, colors, progressive: false)),
      ("progressive JPEG", jpeg(jpeg_fixture_ycbcr, colors, progressive: true)),
      ("YCCK JPEG", jpeg(jpeg_fixture_ycck, inks, progressive: false)),
    ]
  }()

  @Test(arguments: files.indices)
  func everyPrefixIsAnError(index: Int) throws {
    let (name, bytes) = Self.files[index]
    #expect((try decode(bytes)).width == 19)
    for length in bytes.indices {
      let error = #expect(throws: ImageError.self, "\(name), \(length) bytes") {
        try decode(Array(bytes[..<length]))
      }
      if length >= 3 {
        let format: ImageError.Format = name.hasSuffix("PNG") ? .png : .jpeg
        #expect(error?.fact == .truncated(format, bytes: length), "\(name), \(length) bytes")
      }
    }
  }

  @Test(arguments: files.indices)
  func changedBytesGiveAnImageOrAnError(index: Int) {
    let bytes = Self.files[index].bytes
    var source = RandomSource(seed: 11, stream: UInt64(index))
    // A changed header may ask for a large picture: what this many tries may cost is limited.
    let limits = ImageLimits(pixels: 200_000)
    var errors = 0
    for _ in 0..<2_000 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...4, using: &source) {
        changed[Int.random(in: changed.indices, using: &source)] = .random(in: 0...255, using: &source)
      }
      do {
        let image = try decode(changed, limits: limits)
        #expect(image.pixels.count == image.width * image.height)
      } catch {
        #expect(error is ImageError)
        errors += 1
      }
    }
    // Else the changes have not gone where it hurts.
    #expect(errors > 200)
  }

  @Test(arguments: files.indices)
  func partsOfTwoFilesGiveAnImageOrAnError(index: Int) {
    let bytes = Self.files[index].bytes
    let other = Self.files[(index + 1) % Self.files.count].bytes
    var source = RandomSource(seed: 12, stream: UInt64(index))
    for _ in 0..<500 {
      let cut = Int.random(in: 8..<bytes.count, using: &source)
      let spliced = bytes[..<cut] + other[Int.random(in: other.indices, using: &source)...]
      do {
        let image = try decode(Array(spliced), limits: ImageLimits(pixels: 200_000))
        #expect(image.pixels.count == image.width * image.height)
      } catch {
        #expect(error is ImageError)
      }
    }
  }
}
