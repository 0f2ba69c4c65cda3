import ImageFixtures
import LegibleImages
import Testing

/// Files that are not as they should be: what has all its pixels is read, what has lost some is not, or with the
/// reason.
@Suite struct DamagedPNGTests {
  static let allowed = ImageLimits(allowsDamage: true)

  /// One file of each kind of chunk.
  private let writer = PNGWriter(
    width: 21, height: 13, colorType: .palette, bitDepth: 4, samples: (0..<21 * 13).map { $0 * 7 % 16 },
    palette: (0..<48).map { UInt8($0 * 5) }, transparency: [0, 40, 80])

  /// The file with more chunks of each kind, and where its chunks are: name, start, end.
  private func stuffed() -> (bytes: [UInt8], chunks: [(name: String, range: Range<Int>)]) {
    let file = writer.bytes()
    let before =
      chunk("gAMA", bigEndian(45_455)) + chunk("tEXt", Array("Comment\0words".utf8)) + chunk("prVt", [1])
    let behind = chunk("tIME", [7, 232, 1, 1, 0, 0, 0])
    let bytes = file[..<33] + before + file[33..<(file.count - 12)] + behind + file[(file.count - 12)...]
    return (Array(bytes), chunks(of: Array(bytes)))
  }

  private func chunks(of bytes: [UInt8]) -> [(name: String, range: Range<Int>)] {
    var chunks: [(name: String, range: Range<Int>)] = []
    var position = 8
    while position < bytes.count {
      let length = bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
      let name = String(decoding: bytes[(position + 4)..<(position + 8)], as: UTF8.self)
      chunks.append((name, position..<(position + 12 + length)))
      position += 12 + length
    }
    return chunks
  }

  /// `bytes` with one byte changed.
  private func changing(_ bytes: [UInt8], at index: Int) -> [UInt8] {
    var bytes = bytes
    bytes[index] ^= 0x10
    return bytes
  }

  @Test func checkSumsOfWhatIsNoPixelDoNotMatter() throws {
    let (bytes, chunks) = stuffed()
    let whole = try decode(writer.bytes())
    #expect(try decode(bytes) == whole)
    #expect(chunks.map(\.name) == ["IHDR", "gAMA", "tEXt", "prVt", "PLTE", "tRNS", "IDAT", "tIME", "IEND"])
    for (name, range) in chunks {
      let changed = changing(bytes, at: range.upperBound - 1)
      guard ["IHDR", "PLTE", "tRNS"].contains(name) else {
        // The pixels have a check sum of their own.
        #expect(try decode(changed) == whole, "\(name)")
        continue
      }
      let error = #expect(throws: ImageError.self, "\(name)") { try decode(changed) }
      #expect(error?.fact == .undecodable(.png, reason: "\(name): CRC error"))
      #expect(error?.isDamage == true)
      let rest = try decode(changed, limits: Self.allowed)
      #expect(rest.pixels == whole.pixels && rest.damage == error)
    }
  }

  @Test func oneOfTheTwoCheckSumsOfPixelsIsEnough() throws {
    let bytes = writer.bytes()
    let whole = try decode(bytes)
    let pixels = try #require(chunks(of: bytes).first { $0.name == "IDAT" }).range
    let stream = Array(bytes[(pixels.lowerBound + 8)..<(pixels.upperBound - 4)])
    let other = changing(stream, at: stream.count - 1)
    let onlyOuter = bytes[..<pixels.lowerBound] + chunk("IDAT", other) + bytes[pixels.upperBound...]
    #expect(try decode(Array(onlyOuter)) == whole)
    let onlyInner = changing(bytes, at: pixels.upperBound - 1)
    #expect(try decode(onlyInner) == whole)
    let none = changing(onlyInner, at: pixels.upperBound - 5)
    let error = #expect(throws: ImageError.self) { try decode(none) }
    #expect(error?.isDamage == true)
    #expect(try decode(none, limits: Self.allowed).pixels == whole.pixels)
  }

  @Test func aChangedPixelIsDamage() throws {
    let bytes = writer.bytes()
    let pixels = try #require(chunks(of: bytes).first { $0.name == "IDAT" }).range
    let changed = changing(bytes, at: pixels.lowerBound + 30)
    let error = #expect(throws: ImageError.self) { try decode(changed) }
    #expect(error?.isDamage == true)
    let rest = try decode(changed, limits: Self.allowed)
    #expect(rest.damage == error)
    #expect(zip(rest.pixels, try decode(bytes).pixels).count(where: { $0 != $1 }) <= 2)
  }

  @Test func theEndIsNoPixel() throws {
    let bytes = writer.bytes()
    let whole = try decode(bytes)
    let withoutEnd = Array(bytes.dropLast(12))
    #expect(try decode(withoutEnd) == whole)
    for end: [UInt8] in [
      [0], Array("\r\n--boundary\r\nContent-Type".utf8), [UInt8](repeating: 0xFF, count: 40), bytes,
    ] {
      #expect(try decode(withoutEnd + end) == whole)
      #expect(try decode(bytes + end) == whole)
    }
  }

  @Test func chunksInDisorderAreSortedOut() throws {
    let bytes = PNGWriter(
      width: 9, height: 4, colorType: .gray, bitDepth: 8, samples: (0..<36).map { $0 * 7 }
    ).bytes()
    let whole = try decode(bytes)
    // A critical chunk that nobody knows; a palette that gray has no use for; pixels in pieces, some of them empty.
    #expect(try decode(bytes[..<33] + chunk("ABCD", [1, 2]) + bytes[33...]) == whole)
    #expect(try decode(bytes[..<33] + chunk("PLTE", [1, 2, 3]) + bytes[33...]) == whole)
    let stream = Array(bytes[41..<(bytes.count - 16)])
    let pieces = stream.flatMap { chunk("IDAT", [$0]) + chunk("IDAT", []) }
    #expect(try decode(bytes[..<33] + pieces + bytes.suffix(12)) == whole)
    #expect(try decode(bytes[..<33] + chunk("tIME", [1]) + pieces) == whole)
  }

  @Test func moreRowsThanTheHeaderSaysAreLeftOut() throws {
    var writer = PNGWriter(
      width: 3, height: 3, colorType: .gray, bitDepth: 8, samples: (0..<9).map { $0 * 20 })
    let three = writer.bytes()
    writer.height = 2
    let file = writer.bytes()[..<33] + three[33...]
    #expect(try decode(Array(file)).pixels == [0, 20, 40, 60, 80, 100])
  }

  /// Programs that squeeze files write a smaller window than they have used.
  @Test func aWindowTooSmallIsNoDamage() throws {
    let image = Image(width: 600, height: 40, pixels: (0..<600 * 40).map { UInt8($0 * $0 % 600 % 251) })
    let bytes = image.pngBytes()
    let pixels = try #require(chunks(of: bytes).first { $0.name == "IDAT" }).range
    var stream = Array(bytes[(pixels.lowerBound + 8)..<(pixels.upperBound - 4)])
    stream.replaceSubrange(0..<2, with: [0x08, 0x1D])  // 256 bytes
    let file = bytes[..<pixels.lowerBound] + chunk("IDAT", stream) + bytes[pixels.upperBound...]
    #expect(try decode(Array(file)) == image)
  }

  @Test func lostRowsAreThePapers() throws {
    // Paper of level 200 with a dark pixel here and there.
    let samples = (0..<40 * 30).map { $0 % 7 == 0 ? 20 : 200 }
    let bytes = PNGWriter(width: 40, height: 30, colorType: .gray, bitDepth: 8, samples: samples).bytes()
    // Signature, header, the chunk's frame, the stream's header and 12 rows with their filters.
    let cut = Array(bytes[..<(33 + 8 + 7 + 12 * 41)])
    let error = #expect(throws: ImageError.self) { try decode(cut) }
    #expect(error?.fact == .truncated(.png, bytes: cut.count))
    let rest = try decode(cut, limits: Self.allowed)
    #expect(rest.damage == error)
    #expect(rest.pixels == samples.prefix(12 * 40).map { UInt8($0) } + .init(repeating: 200, count: 18 * 40))
  }

  @Test func lostPassesAreTheOnesBefore() throws {
    let samples = (0..<16 * 16).map { $0 % 256 }
    let writer = PNGWriter(
      width: 16, height: 16, colorType: .grayAlpha, bitDepth: 8, interlaced: true,
      samples: samples.flatMap { [$0, 255] })
    let bytes = writer.bytes()
    // The first pass: two rows of two pixels of two bytes, with their filters.
    let rest = try decode(Array(bytes[..<(33 + 8 + 7 + 2 * 5)]), limits: Self.allowed)
    for y in 0..<16 {
      for x in 0..<16 { #expect(Int(rest.pixels[y * 16 + x]) == samples[y / 8 * 8 * 16 + x / 8 * 8]) }
    }
  }

  @Test func aHeaderThatMayLieAsksForNothingLarge() {
    var bytes = writer.bytes()
    bytes[16] = 0x10  // a width of 2^28
    let error = #expect(throws: ImageError.self) { try decode(bytes, limits: Self.allowed) }
    #expect(error?.fact == .undecodable(.png, reason: "IHDR: CRC error"))
  }
}
