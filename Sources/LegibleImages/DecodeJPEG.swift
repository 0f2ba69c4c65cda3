import CJPEG

extension ImageDecoder {
  /// Decodes a JPEG file to luma, upright by its EXIF orientation.
  ///
  /// Luma is the file's own first channel where it has one, so that no colour is ever computed.
  ///
  /// - Throws: `ImageError`; also for what libjpeg calls a warning, where it means that pixels are made up.
  func decodeJPEG(
    _ bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits
  ) throws(ImageError) -> Image {
    var header = cjpeg_header()
    var truncated = false
    func failure() -> ImageError {
      truncated
        ? ImageError(file: name, fact: .truncated(.jpeg, bytes: bytes.count))
        : ImageError(file: name, fact: .undecodable(.jpeg, reason: words(message)))
    }

    let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
    guard let reader = cjpeg_open(start, bytes.count, &header, &truncated, &message) else { throw failure() }
    defer { cjpeg_close(reader) }
    let (width, height) = (Int(header.width), Int(header.height))
    try limits.check(width: width, height: height, name: name)
    guard cjpeg_start(reader, Int32(clamping: limits.scans), &truncated, &message) else { throw failure() }

    pixels.fill(width * height)
    if header.channels == 4 { row.fill(width * 4) }
    for y in 0..<height {
      if header.channels == 1 {
        let read = pixels.withUnsafeMutableBufferPointer { pixels in
          cjpeg_read_row(reader, pixels.baseAddress! + y * width, &truncated, &message)
        }
        guard read else { throw failure() }
      } else {
        guard cjpeg_read_row(reader, &row, &truncated, &message) else { throw failure() }
        for x in 0..<width {
          pixels[y * width + x] = luma(inks: row[(4 * x)..<(4 * x + 4)], inverted: header.inverted)
        }
      }
    }
    guard cjpeg_finish(reader, &truncated, &message) else { throw failure() }
    return Image(width: width, height: height, pixels: pixels).upright(from: exifOrientation(ofJPEG: bytes))
  }
}

/// The luma of cyan, magenta, yellow and black, each 0...255: what light the three inks leave, dimmed by the
/// black.
///
/// - Parameter inverted: 255 is no ink, as Adobe's programs store it, and not full ink.
private func luma(inks: ArraySlice<UInt8>, inverted: Bool) -> UInt8 {
  let first = inks.startIndex
  let flip: UInt8 = inverted ? 0 : 255
  let light = luma(red: inks[first] ^ flip, green: inks[first + 1] ^ flip, blue: inks[first + 2] ^ flip)
  return UInt8((Int(light) * Int(inks[first + 3] ^ flip) + 127) / 255)
}
