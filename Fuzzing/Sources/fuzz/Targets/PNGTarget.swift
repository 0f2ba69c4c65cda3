import ImageFixtures

/// A PNG file.
struct PNGTarget: FuzzTarget {
  static let name = "png"
  static let dictionary = [
    "IHDR", "PLTE", "tRNS", "IDAT", "IEND", "gAMA", "iCCP", "sBIT", "eXIf", "acTL", "zTXt",
  ]

  private let images = ImageInput()

  static func seeds() -> [[UInt8]] {
    PNGWriter.ColorType.allCases.flatMap { color in
      color.bitDepths.flatMap { depth in
        [false, true].map { interlaced in
          let size = 9 * 5 * color.channels
          let levels = color == .palette ? min(3, 1 << depth) : 1 << depth
          var file = PNGWriter(
            width: 9, height: 5, colorType: color, bitDepth: depth, interlaced: interlaced,
            samples: (0..<size).map { $0 * 7 % levels })
          if color == .palette {
            file.palette = [10, 20, 30, 200, 180, 160, 90, 80, 70]
            file.transparency = [255, 0, 128]
          }
          if color == .gray, interlaced { file.transparency = [0, 1] }
          return file.bytes()
        }
      }
    }
  }

  func run(_ input: UnsafeRawBufferPointer) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: input.count, alignment: 1)
    defer { copy.deallocate() }
    copy.copyMemory(from: input)
    Self.repair(copy)
    images.run(UnsafeRawBufferPointer(copy))
  }

  /// Gives every chunk its check sum: all changed files would end there otherwise.
  private static func repair(_ file: UnsafeMutableRawBufferPointer) {
    var start = 8
    while start + 12 <= file.count {
      let length = Int(
        UInt32(bigEndian: UnsafeRawBufferPointer(file).loadUnaligned(fromByteOffset: start, as: UInt32.self)))
      let end = start + 8 + length
      guard end + 4 <= file.count else { return }
      let sum = bigEndian(crc32(file[(start + 4)..<end]))
      for (offset, byte) in sum.enumerated() { file[end + offset] = byte }
      start = end + 4
    }
  }
}
