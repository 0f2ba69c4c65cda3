import CPNG

extension ImageDecoder {
  /// Decodes a PNG file to luma. Gamma and colour profiles are left alone.
  ///
  /// - Throws: `ImageError`.
  func decodePNG(
    _ bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits
  ) throws(ImageError) -> Image {
    var header = cpng_header()
    var truncated = false
    func failure() -> ImageError {
      truncated
        ? ImageError(file: name, fact: .truncated(.png, bytes: bytes.count))
        : ImageError(file: name, fact: .undecodable(.png, reason: words(message)))
    }

    let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
    guard let reader = cpng_open(start, bytes.count, &header, &truncated, &message) else { throw failure() }
    defer { cpng_close(reader) }
    let (width, height, channels) = (Int(header.width), Int(header.height), Int(header.channels))
    try limits.check(width: width, height: height, name: name)
    guard cpng_start(reader, &truncated, &message) else { throw failure() }

    pixels.fill(width * height)
    let transparent = channels == 2 || channels == 4
    if transparent { alpha.fill(width * height, with: 255) }
    row.fill(width * channels)
    for pass in header.interlaced ? Pass.adam7 : Pass.whole where pass.column < width {
      let columns = (width - pass.column + pass.columnStep - 1) / pass.columnStep
      for y in stride(from: pass.row, to: height, by: pass.rowStep) {
        guard cpng_read_row(reader, &row, &truncated, &message) else { throw failure() }
        let target = y * width + pass.column
        store(columns, at: target, step: pass.columnStep, channels: channels)
      }
    }
    guard cpng_finish(reader, &truncated, &message) else { throw failure() }
    if transparent { composite(&pixels, alpha: alpha) }
    return Image(width: width, height: height, pixels: pixels)
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

/// The pixels that one pass over a PNG file brings: every `columnStep`th column from `column` on, every
/// `rowStep`th row from `row` on.
private struct Pass {
  let column, row, columnStep, rowStep: Int

  static let whole = [Pass(column: 0, row: 0, columnStep: 1, rowStep: 1)]

  /// PNG specification, section 8.2.
  static let adam7 = [
    Pass(column: 0, row: 0, columnStep: 8, rowStep: 8),
    Pass(column: 4, row: 0, columnStep: 8, rowStep: 8),
    Pass(column: 0, row: 4, columnStep: 4, rowStep: 8),
    Pass(column: 2, row: 0, columnStep: 4, rowStep: 4),
    Pass(column: 0, row: 2, columnStep: 2, rowStep: 4),
    Pass(column: 1, row: 0, columnStep: 2, rowStep: 2),
    Pass(column: 0, row: 1, columnStep: 1, rowStep: 2),
  ]
}
