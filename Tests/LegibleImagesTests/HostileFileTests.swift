import CJPEGFixtures
import ImageFixtures
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
        sampling: (2, 2), adobe: true, restartRows: progressive ? 0 : 1)
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

  /// What a file holds after its last pixel: of a PNG two check sums and the end chunk, and 5 bytes more where
  /// the last pixels are in a block of no compression; of a JPEG the end mark.
  @Test(arguments: files.indices)
  func aPrefixIsTheWholePictureOrAnError(index: Int) throws {
    let (name, bytes) = Self.files[index]
    let whole = try decode(bytes)
    let format: ImageError.Format = name.hasSuffix("PNG") ? .png : .jpeg
    var missing: [Int] = []
    for length in bytes.indices {
      do {
        #expect(try decode(Array(bytes[..<length])) == whole, "\(name), \(length) bytes")
        missing.append(bytes.count - length)
      } catch let error as ImageError {
        if length >= 3 {
          #expect(error.fact == .truncated(format, bytes: length), "\(name), \(length) bytes")
        }
      }
    }
    let expected = format == .png ? 20 : 2
    #expect(Set(missing).isSuperset(of: 1...expected), "\(name): \(missing)")
    #expect(missing.allSatisfy { $0 <= expected + (format == .png ? 2 : 0) }, "\(name): \(missing)")
  }

  @Test(arguments: files.indices)
  func aPrefixWithPixelsIsAPictureWhereDamageIsAllowed(index: Int) throws {
    let (name, bytes) = Self.files[index]
    let limits = ImageLimits(allowsDamage: true)
    let whole = try decode(bytes)
    var pictures = 0
    for length in bytes.indices {
      let cut = Array(bytes[..<length])
      guard let image = try? decode(cut, limits: limits) else {
        #expect(pictures == 0, "\(name), \(length) bytes")
        continue
      }
      pictures += 1
      #expect(image.width == whole.width && image.height == whole.height)
      do {
        #expect(try decode(cut) == image)
      } catch let error as ImageError {
        #expect(error == image.damage && error.isDamage)
      }
    }
    #expect(pictures > 40)
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
      let tolerant = try? decode(changed, limits: ImageLimits(pixels: 200_000, allowsDamage: true))
      do {
        let image = try decode(changed, limits: limits)
        #expect(image.pixels.count == image.width * image.height)
        #expect(tolerant == image)
      } catch {
        #expect((error as? ImageError)?.isDamage == (tolerant != nil))
        #expect(tolerant == nil || tolerant?.damage == error as? ImageError)
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
