/// Writes PNG files of every kind, straight from the specification, so that libpng is not tested against
/// itself.
package struct PNGWriter {
  /// The colour types of the specification, by their numbers.
  package enum ColorType: UInt8, CaseIterable {
    case gray = 0
    case rgb = 2
    case palette = 3
    case grayAlpha = 4
    case rgba = 6

    package var channels: Int {
      switch self {
      case .gray, .palette: 1
      case .grayAlpha: 2
      case .rgb: 3
      case .rgba: 4
      }
    }

    package var bitDepths: [Int] {
      switch self {
      case .gray: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .rgb, .grayAlpha, .rgba: [8, 16]
      }
    }
  }

  package var width: Int
  package var height: Int
  package var colorType: ColorType
  package var bitDepth: Int
  package var interlaced = false
  /// `[height, width, channels]`, each `0 ..< 1 << bitDepth`.
  package var samples: [Int]
  /// `[entries, 3]`.
  package var palette: [UInt8] = []
  /// The body of the tRNS chunk.
  package var transparency: [UInt8] = []
  /// Filters of the rows of each pass, one after the other and over again, by their numbers (specification,
  /// section 9.2).
  package var filters: [UInt8] = [0]
  /// From the filtered rows to a zlib stream.
  package var compress: ([UInt8]) -> [UInt8] = stored

  package init(
    width: Int, height: Int, colorType: ColorType, bitDepth: Int, interlaced: Bool = false, samples: [Int],
    palette: [UInt8] = [], transparency: [UInt8] = [], filters: [UInt8] = [0],
    compress: @escaping ([UInt8]) -> [UInt8] = stored
  ) {
    self.width = width
    self.height = height
    self.colorType = colorType
    self.bitDepth = bitDepth
    self.interlaced = interlaced
    self.samples = samples
    self.palette = palette
    self.transparency = transparency
    self.filters = filters
    self.compress = compress
  }

  package func bytes() -> [UInt8] {
    var file = signatureAndHeader()
    if !palette.isEmpty { file += chunk("PLTE", palette) }
    if !transparency.isEmpty { file += chunk("tRNS", transparency) }
    return file + chunk("IDAT", compress(scanlines())) + chunk("IEND", [])
  }

  /// The start of a file up to where its pixels would come.
  package func headerBytes() -> [UInt8] {
    signatureAndHeader() + bigEndian(1_000) + Array("IDAT".utf8)
  }

  private func signatureAndHeader() -> [UInt8] {
    var header = bigEndian(UInt32(width)) + bigEndian(UInt32(height))
    header += [UInt8(bitDepth), colorType.rawValue, 0, 0, interlaced ? 1 : 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
  }

  package func scanlines() -> [UInt8] {
    // First column, first row, column step, row step.
    let adam7 = [
      (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ]
    var lines: [UInt8] = []
    for (left, top, columnStep, rowStep) in interlaced ? adam7 : [(0, 0, 1, 1)] where left < width {
      var above: [UInt8] = []
      for y in stride(from: top, to: height, by: rowStep) {
        var bits: [Int] = []
        for x in stride(from: left, to: width, by: columnStep) {
          for channel in 0..<colorType.channels {
            let sample = samples[(y * width + x) * colorType.channels + channel]
            bits += (0..<bitDepth).reversed().map { sample >> $0 & 1 }
          }
        }
        bits += [Int](repeating: 0, count: (8 - bits.count % 8) % 8)
        let line = stride(from: 0, to: bits.count, by: 8).map { start in
          bits[start..<start + 8].reduce(0) { $0 << 1 | UInt8($1) }
        }
        if above.isEmpty { above = .init(repeating: 0, count: line.count) }
        let filter = filters[y / rowStep % filters.count]
        lines += [filter] + filtered(line, above: above, by: filter)
        above = line
      }
    }
    return lines
  }

  private func filtered(_ line: [UInt8], above: [UInt8], by filter: UInt8) -> [UInt8] {
    let pixel = max(1, colorType.channels * bitDepth / 8)
    return line.indices.map { index in
      let (left, up) = (index < pixel ? 0 : Int(line[index - pixel]), Int(above[index]))
      let corner = index < pixel ? 0 : Int(above[index - pixel])
      let predicted: Int
      switch filter {
      case 1: predicted = left
      case 2: predicted = up
      case 3: predicted = (left + up) / 2
      case 4:
        let estimate = left + up - corner
        let distances = [left, up, corner].map { abs(estimate - $0) }
        predicted = [left, up, corner][distances.firstIndex(of: distances.min()!)!]
      default: predicted = 0
      }
      return line[index] &- UInt8(predicted)
    }
  }
}

/// A chunk of a PNG file, with its length and its check sum.
package func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
  let named = Array(name.utf8) + body
  return bigEndian(UInt32(body.count)) + named + bigEndian(crc32(named))
}

package func bigEndian(_ value: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// A zlib stream that is not compressed (RFC 1950; RFC 1951, section 3.2.4).
package func stored(_ bytes: [UInt8]) -> [UInt8] {
  var stream: [UInt8] = [0x78, 0x01]
  for start in stride(from: 0, to: max(bytes.count, 1), by: 65_535) {
    let block = bytes[start..<min(start + 65_535, bytes.count)]
    let (low, high) = (UInt8(truncatingIfNeeded: block.count), UInt8(block.count >> 8))
    stream += [start + block.count == bytes.count ? 1 : 0, low, high, ~low, ~high] + block
  }
  return stream + bigEndian(adler32(bytes))
}

/// A zlib stream of the fixed codes, every byte for itself (RFC 1951, section 3.2.6).
package func fixedCodes(_ bytes: [UInt8]) -> [UInt8] {
  var bits: [UInt8] = [1, 1, 0]  // the last block; fixed codes
  func append(_ code: Int, _ length: Int) {
    for bit in (0..<length).reversed() { bits.append(UInt8(code >> bit & 1)) }
  }
  for byte in bytes {
    if byte < 144 { append(0x30 + Int(byte), 8) } else { append(0x190 + Int(byte) - 144, 9) }
  }
  append(0, 7)  // the end of the block
  bits += [UInt8](repeating: 0, count: (8 - bits.count % 8) % 8)
  let packed = stride(from: 0, to: bits.count, by: 8).map { start in
    bits[start..<start + 8].reversed().reduce(0) { $0 << 1 | $1 }
  }
  return [0x78, 0x5E] + packed + bigEndian(adler32(bytes))
}

private func adler32(_ bytes: [UInt8]) -> UInt32 {
  var (a, b): (UInt32, UInt32) = (1, 0)
  for byte in bytes {
    a = (a + UInt32(byte)) % 65_521
    b = (b + a) % 65_521
  }
  return b << 16 | a
}

/// The check sum of a chunk's name and body (specification, annex D).
package func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
  var remainder: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    remainder ^= UInt32(byte)
    for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
  return ~remainder
}
