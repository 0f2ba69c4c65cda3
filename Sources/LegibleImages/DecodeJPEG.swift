import CJPEG

extension ImageDecoder {
  /// Decodes a JPEG file to luma, upright by its EXIF orientation.
  ///
  /// Luma is the file's own first channel where it has one, so that no colour is ever computed.
  ///
  /// - Throws: `ImageError`; also where pixels are lost, unless the limits allow damage.
  func decodeJPEG(
    _ bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits
  ) throws(ImageError) -> Image {
    let orientation = exifOrientation(ofJPEG: bytes)
    switch try readJPEG(bytes, name: name, limits: limits) {
    case .picture(let image, let damage):
      return try limits.judge(image.upright(from: orientation), damage: damage)
    case .failure(let failure, let segment):
      // What libjpeg cannot read behind the first pixels, be it between two scans or in what stands for the end
      // mark, ends the file there. Whether pixels are lost by that is then seen.
      let rest = UnsafeRawBufferPointer(rebasing: bytes[..<segment])
      guard segment > 0,
        case .picture(let image, let damage)? = try? readJPEG(rest, name: name, limits: limits)
      else { throw failure }
      let lost = damage.map { _ in ImageError(file: name, fact: failure.fact, isDamage: true) }
      return try limits.judge(image.upright(from: orientation), damage: lost)
    }
  }

  private enum JPEGResult {
    /// As stored, and what is wrong where not all pixels came from the file.
    case picture(Image, damage: ImageError?)
    /// No picture. `segment` is where libjpeg stopped, 0 where nothing before it can be read.
    case failure(ImageError, segment: Int)
  }

  private func readJPEG(
    _ bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits
  ) throws(ImageError) -> JPEGResult {
    var header = cjpeg_header()
    var truncated = false
    func error(isDamage: Bool = false) -> ImageError {
      ImageError(
        file: name,
        fact: truncated
          ? .truncated(.jpeg, bytes: bytes.count) : .undecodable(.jpeg, reason: words(message)),
        isDamage: isDamage)
    }

    let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
    guard let reader = cjpeg_open(start, bytes.count, &header, &truncated, &message) else {
      return .failure(error(), segment: 0)
    }
    defer { cjpeg_close(reader) }
    let (width, height) = (Int(header.width), Int(header.height))
    try limits.check(width: width, height: height, name: name)
    guard cjpeg_start(reader, Int32(clamping: limits.scans), &truncated, &message) else {
      return .failure(error(), segment: cjpeg_failed_segment(reader))
    }

    pixels.fill(width * height)
    if header.channels == 4 { row.fill(width * 4) }
    for y in 0..<height {
      let read =
        if header.channels == 1 {
          pixels.withUnsafeMutableBufferPointer { pixels in
            cjpeg_read_row(reader, pixels.baseAddress! + y * width, &truncated, &message)
          }
        } else {
          cjpeg_read_row(reader, &row, &truncated, &message)
        }
      guard read else { return .failure(error(), segment: 0) }
      if header.channels == 4 {
        for x in 0..<width {
          pixels[y * width + x] = luma(inks: row[(4 * x)..<(4 * x + 4)], inverted: header.inverted)
        }
      }
    }
    let isWhole = cjpeg_is_whole(reader, &truncated, &message)
    return .picture(
      Image(width: width, height: height, pixels: pixels), damage: isWhole ? nil : error(isDamage: true))
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
