import CJPEGFixtures
import ImageFixtures
import LegibleImages
import Testing

@Suite struct DecodeJPEGTests {
  static let (width, height) = (45, 29)

  /// `[height, width, channels]`: three colours and a fourth that slope in their own directions.
  static func slopes(channels: Int) -> [UInt8] {
    (0..<width * height).flatMap { index -> [UInt8] in
      let (x, y) = (index % width, index / width)
      let levels: [Int] = [30 + 4 * x, 200 - 3 * x - y, 60 + 5 * y, 3 * x + y]
      return levels.prefix(channels).map { UInt8($0) }
    }
  }

  /// One kind of JPEG file.
  struct Kind: CustomTestStringConvertible, Sendable {
    let name: String
    let file: @Sendable () -> [UInt8]
    let isColor: Bool
    var testDescription: String { name }

    init(_ name: String, isColor: Bool = true, file: @escaping @Sendable () -> [UInt8]) {
      (self.name, self.isColor, self.file) = (name, isColor, file)
    }
  }

  private static func file(
    _ kind: jpeg_fixture_kind, progressive: Bool = false, arithmetic: Bool = false,
    sampling: (columns: Int, rows: Int) = (1, 1), adobe: Bool = false, restartRows: Int = 0,
    separateScans: Bool = false
  ) -> [UInt8] {
    jpegFixture(
      kind, pixels: slopes(channels: kind == jpeg_fixture_gray ? 1 : 3), width: width, height: height,
      progressive: progressive, arithmetic: arithmetic, sampling: sampling, adobe: adobe,
      restartRows: restartRows, separateScans: separateScans)
  }

  /// The same file as an extended sequential one, of which a baseline one is a special case.
  private static func extended(_ file: [UInt8]) -> [UInt8] {
    var file = file
    file[markers(of: file).first { $0.marker == 0xC0 }!.position + 1] = 0xC1
    return file
  }

  static let kinds = [
    Kind("gray", isColor: false) { file(jpeg_fixture_gray) },
    Kind("gray progressive", isColor: false) { file(jpeg_fixture_gray, progressive: true) },
    Kind("YCbCr") { file(jpeg_fixture_ycbcr) },
    Kind("YCbCr subsampled") { file(jpeg_fixture_ycbcr, sampling: (2, 2)) },
    Kind("YCbCr progressive") { file(jpeg_fixture_ycbcr, progressive: true) },
    Kind("YCbCr progressive subsampled") { file(jpeg_fixture_ycbcr, progressive: true, sampling: (2, 2)) },
    Kind("YCbCr restart markers") { file(jpeg_fixture_ycbcr, restartRows: 1) },
    Kind("YCbCr Adobe") { file(jpeg_fixture_ycbcr, adobe: true) },
    Kind("YCbCr arithmetic") { file(jpeg_fixture_ycbcr, arithmetic: true) },
    Kind("YCbCr 2x1") { file(jpeg_fixture_ycbcr, sampling: (2, 1)) },
    Kind("YCbCr 1x2") { file(jpeg_fixture_ycbcr, sampling: (1, 2)) },
    Kind("YCbCr 4x1") { file(jpeg_fixture_ycbcr, sampling: (4, 1)) },
    Kind("YCbCr 1x4") { file(jpeg_fixture_ycbcr, sampling: (1, 4)) },
    Kind("YCbCr 4x2") { file(jpeg_fixture_ycbcr, sampling: (4, 2)) },
    Kind("YCbCr 3x1") { file(jpeg_fixture_ycbcr, sampling: (3, 1)) },
    Kind("YCbCr a scan a component") { file(jpeg_fixture_ycbcr, sampling: (2, 2), separateScans: true) },
    Kind("YCbCr progressive restart markers") { file(jpeg_fixture_ycbcr, progressive: true, restartRows: 1) },
    Kind("YCbCr arithmetic progressive") { file(jpeg_fixture_ycbcr, progressive: true, arithmetic: true) },
    Kind("YCbCr arithmetic restart markers") { file(jpeg_fixture_ycbcr, arithmetic: true, restartRows: 1) },
    Kind("gray arithmetic", isColor: false) { file(jpeg_fixture_gray, arithmetic: true) },
    Kind("gray restart markers", isColor: false) { file(jpeg_fixture_gray, restartRows: 2) },
    Kind("YCbCr extended") { extended(file(jpeg_fixture_ycbcr)) },
    Kind("RGB by component names") { file(jpeg_fixture_rgb) },
    Kind("RGB Adobe") { file(jpeg_fixture_rgb, adobe: true) },
    Kind("RGB progressive") { file(jpeg_fixture_rgb, progressive: true, adobe: true) },
  ]

  @Test(arguments: kinds)
  func everyKindGivesItsLuma(kind: Kind) throws {
    let pixels = Self.slopes(channels: kind.isColor ? 3 : 1).map { Double($0) }
    let expected = Image(
      width: Self.width, height: Self.height,
      pixels: (0..<Self.width * Self.height).map {
        UInt8(kind.isColor ? luma(Array(pixels[3 * $0..<3 * $0 + 3])) : pixels[$0])
      })
    // At quality 100 the coefficients alone are rounded: two levels at most on slopes like these.
    #expect(largest(try decode(kind.file()), expected) <= 2)
  }

  @Test(arguments: [false, true], [(adobe: false, ycck: false), (true, false), (true, true)])
  func inksGiveTheLumaOfTheLightTheyLeave(progressive: Bool, stored: (adobe: Bool, ycck: Bool)) throws {
    let adobe = stored.adobe
    let kind = stored.ycck ? jpeg_fixture_ycck : jpeg_fixture_cmyk
    let inks = Self.slopes(channels: 4)
    // Adobe's programs store what is left of the light, and mark the file as theirs.
    let file = jpegFixture(
      kind, pixels: adobe ? inks.map { 255 - $0 } : inks, width: Self.width, height: Self.height,
      progressive: progressive, adobe: adobe)
    let expected = Image(
      width: Self.width, height: Self.height,
      pixels: (0..<Self.width * Self.height).map { index in
        let light = inks[4 * index..<4 * index + 4].map { 255 - Double($0) }
        return UInt8((luma(Array(light.prefix(3))) * light[3] / 255).rounded())
      })
    // One level more than without: YCCK rounds the three colours once again.
    #expect(largest(try decode(file), expected) <= 3)
  }

  @Test func cameraPaddingIsNoDamage() throws {
    let file = Self.file(jpeg_fixture_ycbcr)
    let image = try decode(file)
    let padded = file.dropLast(2) + [0, 0, 0, 0, 0xFF, 0xD9]
    #expect(try decode(Array(padded)) == image)
    #expect(try decode(file + [1, 2, 3]) == image)
  }
}
