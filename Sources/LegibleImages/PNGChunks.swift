import CPNG

/// The chunks of a PNG file (PNG specification, section 5.3), one after the other, up to the first that is none.
struct PNGChunks: Sequence, IteratorProtocol {
  struct Chunk {
    /// Four letters as bytes, the first one the highest: `name("IDAT")`.
    let name: UInt32
    let body: UnsafeRawBufferPointer
    /// Whether the body fits the check sum behind it. Nothing is said against a chunk that the file's end cuts.
    let isSound: Bool
  }

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func name(_ letters: StaticString) -> UInt32 {
    letters.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt32($1) } }
  }

  private let bytes: UnsafeRawBufferPointer
  private let checked: Set<UInt32>
  private var position = Self.signature.count

  /// - Parameters:
  ///   - bytes: A whole file, of which nothing is trusted.
  ///   - checked: Names of the chunks whose check sums are computed. The others count as sound.
  init(of bytes: UnsafeRawBufferPointer, checking checked: Set<UInt32>) {
    self.bytes = bytes
    self.checked = checked
  }

  mutating func next() -> Chunk? {
    guard bytes.count - position >= 8 else { return nil }
    func number(at offset: Int) -> UInt32 {
      UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    let length = Int(number(at: position))
    let name = number(at: position + 4)
    let isNamed = bytes[(position + 4)..<(position + 8)].allSatisfy {
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20
    }
    guard isNamed else { return nil }
    let start = position + 8
    let end = Swift.min(start + length, bytes.count)
    let body = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    let hasSum = bytes.count - end >= 4
    position = hasSum ? end + 4 : bytes.count
    return Chunk(
      name: name, body: body,
      isSound: !hasSum || !checked.contains(name) || crc(name: start - 4, end: end) == number(at: end))
  }

  /// The check sum of a chunk is that of its name and its body.
  private func crc(name start: Int, end: Int) -> UInt32 {
    cpng_crc(bytes.assumingMemoryBound(to: UInt8.self).baseAddress! + start, end - start)
  }
}

/// A PNG file made anew of the chunks of another one that carry its pixels, with everything around them right.
struct RepairedPNG {
  private(set) var bytes = PNGChunks.signature
  /// Whether the check sums of the size, the palette and the transparency were right.
  private(set) var hasSoundHeader = true
  /// Whether those of the compressed pixels were.
  private(set) var hasSoundPixels = true

  init(of file: UnsafeRawBufferPointer) {
    let pixels = PNGChunks.name("IDAT")
    let kept: Set = [PNGChunks.name("IHDR"), PNGChunks.name("PLTE"), PNGChunks.name("tRNS"), pixels]
    bytes.reserveCapacity(file.count + 12)
    for chunk in PNGChunks(of: file, checking: kept) where kept.contains(chunk.name) {
      append(chunk.name, chunk.body)
      if chunk.name == pixels {
        hasSoundPixels = hasSoundPixels && chunk.isSound
      } else {
        hasSoundHeader = hasSoundHeader && chunk.isSound
      }
    }
    append(PNGChunks.name("IEND"), UnsafeRawBufferPointer(start: nil, count: 0))
  }

  private mutating func append(_ name: UInt32, _ body: UnsafeRawBufferPointer) {
    append(UInt32(body.count))
    let start = bytes.count
    append(name)
    bytes.append(contentsOf: body)
    append(bytes[start...].withUnsafeBufferPointer { cpng_crc($0.baseAddress, $0.count) })
  }

  private mutating func append(_ number: UInt32) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
