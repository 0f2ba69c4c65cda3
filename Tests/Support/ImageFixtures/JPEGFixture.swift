package import CJPEGFixtures
import Foundation

/// A JPEG file of a kind that Legible does not write.
///
/// - Parameters:
///   - pixels: `[height, width, channels]`, 1, 3 or 4 channels by the kind.
///   - sampling: Columns and rows of the first channel for one of the others.
package func jpegFixture(
  _ kind: jpeg_fixture_kind, pixels: [UInt8], width: Int, height: Int, quality: Int = 100,
  progressive: Bool = false, arithmetic: Bool = false, sampling: (columns: Int, rows: Int) = (1, 1),
  adobe: Bool = false, restartRows: Int = 0, separateScans: Bool = false
) -> [UInt8] {
  let options = jpeg_fixture_options(
    kind: kind, quality: Int32(quality), progressive: progressive, arithmetic: arithmetic,
    columns_sampled: Int32(sampling.columns), rows_sampled: Int32(sampling.rows), adobe: adobe,
    restart_rows: Int32(restartRows), separate_scans: separateScans)
  var count = 0
  let bytes = jpeg_fixture(pixels, UInt32(width), UInt32(height), options, &count)
  defer { free(bytes) }
  return Array(UnsafeBufferPointer(start: bytes, count: count))
}

/// `file` with a segment put behind its start mark.
package func inserting(_ marker: UInt8, _ body: [UInt8], into file: [UInt8]) -> [UInt8] {
  let length = body.count + 2
  return [0xFF, 0xD8, 0xFF, marker, UInt8(length >> 8), UInt8(length & 255)] + body + file[2...]
}

/// Where the markers of a JPEG file stand, the start mark and all restart markers among them.
package func markers(of file: [UInt8]) -> [(marker: UInt8, position: Int)] {
  var markers: [(marker: UInt8, position: Int)] = [(0xD8, 0)]
  var position = 2
  while position + 1 < file.count {
    let marker = file[position + 1]
    // Among the pixels a zero follows each FF.
    guard file[position] == 0xFF, marker != 0 else {
      position += 1
      continue
    }
    markers.append((marker, position))
    let hasBody = !(0xD0...0xD9).contains(marker)
    position += 2 + (hasBody ? Int(file[position + 2]) << 8 | Int(file[position + 3]) : 0)
  }
  return markers
}
