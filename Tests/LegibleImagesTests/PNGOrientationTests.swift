import ImageFixtures
import LegibleImages
import Testing

@Suite struct PNGOrientationTests {
  static let picture = scribble(width: 24, height: 17)
  static let file = picture.pngBytes()

  /// The file with a chunk before its pixels or behind them.
  private func inserting(_ chunk: [UInt8], behindPixels: Bool = false) -> [UInt8] {
    let position = behindPixels ? Self.file.count - 12 : 33
    return Self.file[..<position] + chunk + Self.file[position...]
  }

  /// A TIFF structure with the tag, as the chunk has it.
  private func tiff(_ orientation: Int, bigEndian: Bool = true) -> [UInt8] {
    Array(exif([0x0112: orientation], bigEndian: bigEndian).dropFirst(6))
  }

  /// A profile as ImageMagick writes it: its name, its length, 36 bytes a line.
  private func profileText(_ bytes: [UInt8], name: String = "exif") -> [UInt8] {
    let digits = bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }
    let lines = stride(from: 0, to: digits.count, by: 36).map {
      digits[$0..<min($0 + 36, digits.count)].joined()
    }
    return Array("\n\(name)\n      \(bytes.count)\n\(lines.joined(separator: "\n"))\n".utf8)
  }

  private func textChunk(_ text: [UInt8], keyword: String = "Raw profile type exif", compressed: Bool)
    -> [UInt8]
  {
    let start = Array(keyword.utf8) + [0]
    return compressed ? chunk("zTXt", start + [0] + stored(text)) : chunk("tEXt", start + text)
  }

  @Test(arguments: 1...8, [true, false])
  func everyOrientationStandsUpright(orientation: Int, bigEndian: Bool) throws {
    for behindPixels in [false, true] {
      let tagged = inserting(
        chunk("eXIf", tiff(orientation, bigEndian: bigEndian)), behindPixels: behindPixels)
      #expect(try decode(tagged) == upright(Self.picture, orientation))
    }
  }

  @Test(arguments: [true, false], [true, false])
  func profilesInTextsStandUpright(compressed: Bool, behindPixels: Bool) throws {
    // With the name of the JPEG's segment in front, as ImageMagick has it, and without.
    for (profile, name) in [
      (exif([0x0112: 6], bigEndian: false), "exif"), (tiff(6), "exif"), (tiff(6), "APP1"),
    ] {
      let text = textChunk(
        profileText(profile, name: name), keyword: "Raw profile type \(name)", compressed: compressed)
      #expect(try decode(inserting(text, behindPixels: behindPixels)) == upright(Self.picture, 6))
    }
  }

  @Test func theNameOfTheSegmentMayStandInTheChunk() throws {
    #expect(
      try decode(inserting(chunk("eXIf", exif([0x0112: 8], bigEndian: true)))) == upright(Self.picture, 8))
  }

  @Test func theChunkGoesBeforeTheText() throws {
    let text = textChunk(profileText(tiff(3)), compressed: true)
    #expect(try decode(inserting(text + chunk("eXIf", tiff(6)))) == upright(Self.picture, 6))
    #expect(try decode(inserting(text + chunk("eXIf", tiff(99)))) == upright(Self.picture, 3))
  }

  @Test func otherTextsSayNothing() throws {
    for keyword in ["Comment", "Raw profile type iptc", "Raw profile type exif2", ""] {
      let text = textChunk(profileText(tiff(6)), keyword: keyword, compressed: false)
      #expect(try decode(inserting(text)) == Self.picture)
    }
  }

  @Test func aChunkWithAWrongCheckSumSaysNothing() throws {
    var wrong = chunk("eXIf", tiff(6))
    wrong[wrong.count - 1] ^= 1
    #expect(try decode(inserting(wrong)) == Self.picture)
  }

  @Test(arguments: [0, 9, 65_535])
  func valuesOutsideOneToEightAreIgnored(value: Int) throws {
    #expect(try decode(inserting(chunk("eXIf", tiff(value)))) == Self.picture)
  }

  @Test func anInterlacedPictureThatIsCutIsTurnedToo() throws {
    let cut = Array(inserting(chunk("eXIf", tiff(6))).dropLast(12))
    #expect(try decode(cut) == upright(Self.picture, 6))
  }

  @Test func everyCutAndEveryLieIsHarmless() throws {
    let possible = (1...8).map { upright(Self.picture, $0) }
    let bodies: [(String, [UInt8], [UInt8])] = [
      ("eXIf", [], tiff(8)),
      ("tEXt", Array("Raw profile type exif\0".utf8), profileText(tiff(8))),
      ("zTXt", Array("Raw profile type exif\0\0".utf8), stored(profileText(tiff(8)))),
    ]
    for (name, start, body) in bodies {
      for length in body.indices {
        #expect(possible.contains(try decode(inserting(chunk(name, start + body[..<length])))))
      }
      for position in body.indices {
        for lie: UInt8 in [0, 0x20, 0x7F, 0x80, 0xFF] {
          var changed = body
          changed[position] = lie
          #expect(possible.contains(try decode(inserting(chunk(name, start + changed)))))
        }
      }
      #expect(try decode(inserting(chunk(name, start))) == Self.picture)
      #expect(try decode(inserting(chunk(name, Array(start.dropLast())))) == Self.picture)
    }
  }

  /// Texts that unpack to far more than they are, and far too many of them.
  @Test func bombsCostNothing() throws {
    let bomb = textChunk([UInt8](repeating: 0x30, count: 3_000_000), compressed: true)
    #expect(try decode(inserting(bomb)) == Self.picture)
    #expect(try decode(inserting((0..<50).flatMap { _ in bomb })) == Self.picture)
  }
}
