import CPNG

extension ImageDecoder {
  /// Decodes a PNG file to luma, upright by its EXIF orientation. Gamma and colour profiles are left alone.
  ///
  /// - Throws: `ImageError`; also where pixels are lost, unless the limits allow damage.
  func decodePNG(
    _ bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits
  ) throws(ImageError) -> Image {
    let (image, damage) = try readPNG(bytes, name: name, limits: limits)
    return try limits.judge(image.upright(from: exifOrientation(ofPNG: bytes)), damage: damage)
  }

  /// The picture as stored, and what is wrong where some of its pixels are not known to be right.
  private func readPNG(
    _ bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits
  ) throws(ImageError) -> (Image, damage: ImageError?) {
    let failure: ImageError
    switch try readRows(bytes, name: name, limits: limits) {
    case .all(let image): return (image, nil)
    case .some(_, let error), .none(let error): failure = error
    }

    // libpng stops at the first fault. What it stopped at may lie outside of the pixels, and pixels have two
    // check sums, of which one is enough: that of each chunk, and that of all that was compressed.
    let repaired = RepairedPNG(of: bytes)
    func read(tolerant: Bool) throws(ImageError) -> PNGResult {
      try repaired.bytes.withUnsafeBufferPointer { bytes throws(ImageError) in
        do throws(ImageError) {
          return try readRows(
            UnsafeRawBufferPointer(bytes), tolerant: tolerant, name: name, limits: limits)
        } catch {
          // A header that has been changed may ask for anything.
          throw repaired.hasSoundHeader ? error : failure
        }
      }
    }
    var result = try read(tolerant: false)
    var isProven = repaired.hasSoundHeader
    if case .all = result {
    } else {
      result = try read(tolerant: true)
      isProven = isProven && repaired.hasSoundPixels
    }
    let damage = ImageError(file: name, fact: failure.fact, isDamage: true)
    switch result {
    case .all(let image): return (image, isProven ? nil : damage)
    case .some(let image, _): return (image, damage)
    case .none: throw failure
    }
  }

  private enum PNGResult {
    case all(Image)
    /// The rows end early. What comes after is made up.
    case some(Image, ImageError)
    case none(ImageError)
  }

  private func readRows(
    _ bytes: UnsafeRawBufferPointer, tolerant: Bool = false, name: String, limits: ImageLimits
  ) throws(ImageError) -> PNGResult {
    var header = cpng_header()
    var truncated = false
    func failure() -> ImageError {
      ImageError(
        file: name,
        fact: truncated
          ? .truncated(.png, bytes: bytes.count) : .undecodable(.png, reason: words(message)))
    }

    let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
    guard let reader = cpng_open(start, bytes.count, tolerant, &header, &truncated, &message) else {
      return .none(failure())
    }
    defer { cpng_close(reader) }
    let (width, height, channels) = (Int(header.width), Int(header.height), Int(header.channels))
    try limits.check(width: width, height: height, name: name)
    guard cpng_start(reader, false, &truncated, &message) else { return .none(failure()) }

    pixels.fill(width * height)
    let transparent = channels == 2 || channels == 4
    if transparent { alpha.fill(width * height, with: 255) }
    row.fill(width * channels)
    let passes = PNGPass.passes(interlaced: header.interlaced, width: width)
    for (index, pass) in passes.enumerated() {
      for y in stride(from: pass.row, to: height, by: pass.rowStep) {
        guard cpng_read_row(reader, &row, &truncated, &message) else {
          let failure = failure()
          if index == 0, y == pass.row { return .none(failure) }
          fillLost(from: y, of: passes[index...], width: width, height: height, transparent: transparent)
          if transparent { composite(&pixels, alpha: alpha) }
          return .some(Image(width: width, height: height, pixels: pixels), failure)
        }
        store(pass.columns(of: width), at: y * width + pass.column, step: pass.columnStep, channels: channels)
      }
    }
    // What follows the pixels: the check sums, and the end mark.
    if !tolerant {
      guard cpng_finish(reader, &truncated, &message) else { return .none(failure()) }
    }
    if header.bit_depth == 16 { refineLevels(bytes, tolerant: tolerant, header: header) }
    if transparent { composite(&pixels, alpha: alpha) }
    return .all(Image(width: width, height: height, pixels: pixels))
  }

  /// Takes so many pixels from `row` to every `step`th place from `target` on.
  private func store(_ count: Int, at target: Int, step: Int, channels: Int) {
    row.withUnsafeBufferPointer { row in
      pixels.withUnsafeMutableBufferPointer { pixels in
        for x in 0..<count {
          let source = x &* channels
          pixels[target &+ x &* step] =
            channels <= 2
            ? row[source] : luma(red: row[source], green: row[source &+ 1], blue: row[source &+ 2])
        }
      }
      guard channels == 2 || channels == 4 else { return }
      for x in 0..<count { alpha[target + x * step] = row[x * channels + channels - 1] }
    }
  }
}
