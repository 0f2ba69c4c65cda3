import CJPEGFixtures
import ImageFixtures

/// A JPEG file.
struct JPEGTarget: FuzzTarget {
  static let name = "jpeg"
  static let dictionary = ["Exif", "Adobe", "JFIF"]

  private let images = ImageInput()

  static func seeds() -> [[UInt8]] {
    let kinds: [(jpeg_fixture_kind, channels: Int)] = [
      (jpeg_fixture_gray, 1), (jpeg_fixture_ycbcr, 3), (jpeg_fixture_rgb, 3), (jpeg_fixture_cmyk, 4),
      (jpeg_fixture_ycck, 4),
    ]
    return kinds.flatMap { kind, channels in
      let pixels = (0..<17 * 9 * channels).map { UInt8(truncatingIfNeeded: $0 * 37) }
      func file(progressive: Bool = false, arithmetic: Bool = false, restartRows: Int = 0) -> [UInt8] {
        jpegFixture(
          kind, pixels: pixels, width: 17, height: 9, quality: 60, progressive: progressive,
          arithmetic: arithmetic, restartRows: restartRows)
      }
      return [file(), file(progressive: true), file(arithmetic: true), file(restartRows: 1)]
    }
  }

  func run(_ input: UnsafeRawBufferPointer) { images.run(input) }
}
