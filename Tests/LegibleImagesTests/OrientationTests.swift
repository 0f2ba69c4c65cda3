import ImageFixtures
import LegibleImages
import Testing

@Suite struct OrientationTests {
  let stored = smoothPicture(width: 24, height: 17)
  var file: [UInt8] { stored.jpegBytes(quality: 95) }

  @Test(arguments: 1...8, [true, false])
  func everyOrientationStandsUpright(orientation: Int, bigEndian: Bool) throws {
    let flat = try decode(file)
    let tagged = inserting(0xE1, exif([0x0112: orientation], bigEndian: bigEndian), into: file)
    #expect(try decode(tagged) == upright(flat, orientation))
  }

  @Test func theTagIsFoundAmongOthersAndBehindOtherSegments() throws {
    let flat = try decode(file)
    let tags = exif([0x0100: 24, 0x0112: 6, 0x0213: 1], bigEndian: false)
    var tagged = inserting(0xE1, tags, into: file)
    tagged = inserting(0xE1, Array("http://ns.adobe.com/xap/1.0/\0<x/>".utf8), into: tagged)
    tagged = inserting(0xED, [1, 2, 3], into: tagged)
    #expect(try decode(tagged) == upright(flat, 6))
  }

  @Test(arguments: [0, 9, 65_535])
  func valuesOutsideOneToEightAreIgnored(value: Int) throws {
    #expect(
      try decode(inserting(0xE1, exif([0x0112: value], bigEndian: true), into: file)) == decode(file))
  }

  @Test func everyCutOfTheSegmentIsHarmless() throws {
    let flat = try decode(file)
    let whole = exif([0x0100: 24, 0x0112: 3], bigEndian: true)
    for length in whole.indices {
      let image = try decode(inserting(0xE1, Array(whole[..<length]), into: file))
      // The tag's value is complete six bytes before the end.
      #expect(image == (length < whole.count - 6 ? flat : upright(flat, 3)))
    }
  }

  @Test func everyByteOfTheSegmentMayLie() throws {
    let flat = try decode(file)
    let possible = (1...8).map { upright(flat, $0) }
    let whole = exif([0x0112: 8], bigEndian: false)
    for position in whole.indices {
      for lie: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
        var segment = whole
        segment[position] = lie
        #expect(possible.contains(try decode(inserting(0xE1, segment, into: file))))
      }
    }
  }

  @Test func theFirstSegmentThatSaysSomethingCounts() throws {
    let flat = try decode(file)
    var tagged = inserting(0xE1, exif([0x0112: 6], bigEndian: true), into: file)
    tagged = inserting(0xE1, exif([0x0100: 24], bigEndian: true), into: tagged)
    #expect(try decode(tagged) == upright(flat, 6))
    // Stray bytes between the segments, which libjpeg skips.
    #expect(try decode(tagged[..<2] + [0, 1, 2] + tagged[2...]) == upright(flat, 6))
  }
}

/// The body of an APP1 segment: a TIFF structure with one directory of tags, all SHORT.
func exif(_ tags: [Int: Int], bigEndian: Bool) -> [UInt8] {
  func number(_ value: Int, _ size: Int) -> [UInt8] {
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return bigEndian ? bytes.reversed() : bytes
  }
  let order = Array((bigEndian ? "MM" : "II").utf8)
  var bytes = Array("Exif\0\0".utf8) + order + number(42, 2) + number(8, 4) + number(tags.count, 2)
  for (tag, value) in tags.sorted(by: { $0.key < $1.key }) {
    bytes += number(tag, 2) + number(3, 2) + number(1, 4) + number(value, 2) + [0, 0]
  }
  return bytes + number(0, 4)
}

/// EXIF 2.3, tag 0x0112, written out: which stored pixel stands at `(x, y)`.
func upright(_ stored: Image, _ orientation: Int) -> Image {
  let (right, bottom) = (stored.width - 1, stored.height - 1)
  let size = orientation < 5 ? (stored.width, stored.height) : (stored.height, stored.width)
  let pixels = (0..<size.0 * size.1).map { index -> UInt8 in
    let (x, y) = (index % size.0, index / size.0)
    let (column, row) =
      switch orientation {
      case 1: (x, y)
      case 2: (right - x, y)
      case 3: (right - x, bottom - y)
      case 4: (x, bottom - y)
      case 5: (y, x)
      case 6: (y, bottom - x)
      case 7: (right - y, bottom - x)
      default: (right - y, x)
      }
    return stored.pixels[row * stored.width + column]
  }
  return Image(width: size.0, height: size.1, pixels: pixels)
}
