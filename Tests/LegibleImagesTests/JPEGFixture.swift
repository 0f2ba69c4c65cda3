import CJPEGFixtures
import Foundation

/// A JPEG file of a kind that Legible does not write.
///
/// - Parameter pixels: `[height, width, channels]`, 1, 3 or 4 channels by the kind.
func jpegFixture(
  _ kind: jpeg_fixture_kind, pixels: [UInt8], width: Int, height: Int, quality: Int = 100,
  progressive: Bool = false, arithmetic: Bool = false, subsampled: Bool = false, adobe: Bool = false,
  restartRows: Int = 0
) -> [UInt8] {
  let options = jpeg_fixture_options(
    kind: kind, quality: Int32(quality), progressive: progressive, arithmetic: arithmetic,
    subsampled: subsampled, adobe: adobe, restart_rows: Int32(restartRows))
  var count = 0
  let bytes = jpeg_fixture(pixels, UInt32(width), UInt32(height), options, &count)
  defer { free(bytes) }
  return Array(UnsafeBufferPointer(start: bytes, count: count))
}

/// `file` with a segment put behind its start mark.
func inserting(_ marker: UInt8, _ body: [UInt8], into file: [UInt8]) -> [UInt8] {
  let length = body.count + 2
  return [0xFF, 0xD8, 0xFF, marker, UInt8(length >> 8), UInt8(length & 255)] + body + file[2...]
}
