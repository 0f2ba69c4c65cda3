import CPNG

extension ImageDecoder {
  /// Makes `pixels` anew where the upper 8 of 16 bits do not hold what the picture shows: its samples have fewer
  /// bits and lie in the lower ones, as cameras of 10, 12 and 14 bits write them, or it has letters in a sliver
  /// of the levels. Any other picture stays as it is.
  /// - Parameter bytes: The file, which has been decoded to `pixels` and `alpha`, not yet laid on one another.
  func refineLevels(_ bytes: UnsafeRawBufferPointer, tolerant: Bool, header: cpng_header) {
    // In 8 bits, a sample of 14 bits is at most 64.
    let coarse = visibleRange(of: pixels, header)
    guard coarse.upper <= 64 || coarse.upper - coarse.lower < Levels.sliver else { return }
    guard readLevels(bytes, tolerant: tolerant) else { return }
    let (lower, upper) = visibleRange(of: levels, header)
    guard lower < upper else { return }

    // A number of one to seven bits is a dark picture of eight.
    let bits = max(8, Int.bitWidth - upper.leadingZeroBitCount)
    let full = bits <= 14 ? 1 << bits - 1 : 65_535
    let (width, height) = (Int(header.width), Int(header.height))
    if (upper - lower) * 255 < Levels.sliver * full {
      let stretched = scaledLevels(from: lower, to: upper)
      let histogram = LevelHistogram(of: stretched)
      if histogram.showsLetters(in: stretched, width: width, height: height) {
        pixels = stretched
        return
      }
    }
    if full < 65_535 { pixels = scaledLevels(from: 0, to: full) }
  }

  /// The lowest and the highest level of the pixels that are not wholly transparent; 0 and 0 where all are.
  private func visibleRange(
    of levels: [some FixedWidthInteger], _ header: cpng_header
  ) -> (lower: Int, upper: Int) {
    let transparent = header.channels == 2 || header.channels == 4
    var (lower, upper) = (Int.max, Int.min)
    for index in levels.indices where !transparent || alpha[index] > 0 {
      lower = min(lower, Int(levels[index]))
      upper = max(upper, Int(levels[index]))
    }
    return lower <= upper ? (lower, upper) : (0, 0)
  }

  /// `levels` with black at `lower` and white at `upper`, in 8 bits, rounded to nearest.
  private func scaledLevels(from lower: Int, to upper: Int) -> [UInt8] {
    let range = upper - lower
    return levels.map { level in
      let above = min(max(Int(level) - lower, 0), range)
      return UInt8((above * 255 + range / 2) / range)
    }
  }

  /// Reads all 16 bits of the file's luma into `levels`, without any transparency.
  private func readLevels(_ bytes: UnsafeRawBufferPointer, tolerant: Bool) -> Bool {
    var header = cpng_header()
    var truncated = false
    let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
    guard let reader = cpng_open(start, bytes.count, tolerant, &header, &truncated, &message) else {
      return false
    }
    defer { cpng_close(reader) }
    guard cpng_start(reader, true, &truncated, &message) else { return false }
    let (width, height, channels) = (Int(header.width), Int(header.height), Int(header.channels))
    levels = [UInt16](repeating: 0, count: width * height)
    row.fill(2 * width * channels)
    for pass in PNGPass.passes(interlaced: header.interlaced, width: width) {
      for y in stride(from: pass.row, to: height, by: pass.rowStep) {
        guard cpng_read_row(reader, &row, &truncated, &message) else { return false }
        for x in 0..<pass.columns(of: width) {
          func sample(_ channel: Int) -> UInt32 {
            let index = 2 * (x * channels + channel)
            return UInt32(row[index]) << 8 | UInt32(row[index + 1])
          }
          levels[y * width + pass.column + x * pass.columnStep] =
            channels <= 2 ? UInt16(sample(0)) : luma(red: sample(0), green: sample(1), blue: sample(2))
        }
      }
    }
    return true
  }
}
