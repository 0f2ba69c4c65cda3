import CJPEGFixtures
import ImageFixtures
import LegibleImages
import Testing

/// Files that are not as they should be: what has all its pixels is read, what has lost some is not, or with the
/// reason.
@Suite struct DamagedJPEGTests {
  static let picture = smoothPicture(width: 40, height: 30)
  static let allowed = ImageLimits(allowsDamage: true)

  static let files: [(name: String, bytes: [UInt8])] = {
    let colors = picture.pixels.flatMap { [$0, 255 - $0, $0 / 2] }
    func file(progressive: Bool = false, restartRows: Int = 0, separateScans: Bool = false) -> [UInt8] {
      jpegFixture(
        jpeg_fixture_ycbcr, pixels: colors, width: 40, height: 30, quality: 90, progressive: progressive,
        restartRows: restartRows, separateScans: separateScans)
    }
    return [
      ("baseline", file()), ("restart markers", file(restartRows: 1)),
      ("progressive", file(progressive: true)),
      ("progressive, restart markers", file(progressive: true, restartRows: 1)),
      ("a scan a component", file(separateScans: true)),
    ]
  }()

  /// As webcams and scanners pad.
  @Test(arguments: files.indices)
  func strayBytesBeforeAMarkerAreNoDamage(index: Int) throws {
    let (name, bytes) = Self.files[index]
    let whole = try decode(bytes)
    for (marker, position) in markers(of: bytes).dropFirst() {
      for stray: [UInt8] in [[0], [0, 0, 0, 0, 0, 0], [0x12, 0xFF, 0x00, 0x34], [0xFF, 0xFF]] {
        #expect(
          try decode(bytes[..<position] + stray + bytes[position...]) == whole,
          "\(name), before \(String(marker, radix: 16))")
      }
    }
  }

  /// What programs, servers and telephones leave instead of the end mark, or behind it.
  static let ends: [[UInt8]] = [
    [], [0xFF], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF], [0xFF, 0xD8],
    Array("\r\n--boundary\r\nContent-Type: text/plain\r\n".utf8),
    [0, 0, 0, 0x18] + Array("ftypmp42".utf8) + [0xFF, 0xC4, 0, 9, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    // Segments that are none: a table, a second frame, a marker that does not exist.
    [0xFF, 0xC4, 0, 5, 0x77], [0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0], [0xFF, 0x5A, 1],
    files[2].bytes,
  ]

  @Test(arguments: files.indices, ends)
  func theEndMarkIsNoPixel(index: Int, end: [UInt8]) throws {
    let (name, bytes) = Self.files[index]
    let whole = try decode(bytes)
    #expect(try decode(bytes.dropLast(2) + end) == whole, "\(name) without its end mark")
    #expect(try decode(bytes + end) == whole, "\(name) with its end mark")
  }

  @Test(arguments: files.indices)
  func whatEndsAmongItsPixelsIsTruncated(index: Int) throws {
    let (name, bytes) = Self.files[index]
    let whole = try decode(bytes)
    let scan = try #require(markers(of: bytes).first { $0.marker == 0xDA }).position
    // Where colours have scans of their own, the first third is luma.
    let part = name == "a scan a component" ? 6 : 2
    let cut = Array(bytes[..<(scan + (bytes.count - scan) / part)])
    let error = ImageError(file: "picture", fact: .truncated(.jpeg, bytes: cut.count), isDamage: true)
    #expect(throws: error, "\(name)") { try decode(cut) }
    let rest = try decode(cut, limits: Self.allowed)
    #expect(rest.damage == error)
    #expect(rest.width == whole.width && rest.height == whole.height)
    // Sequential pixels come row by row; half of the file is more than a quarter of them.
    if name == "baseline" || name == "restart markers" {
      #expect(rest.pixels.prefix(8 * 40) == whole.pixels.prefix(8 * 40))
      #expect(rest.pixels != whole.pixels)
    }
  }

  /// What a program leaves that reserves a file's whole length and is interrupted. A few zeros behind all pixels
  /// are padding.
  @Test(arguments: files.indices)
  func zerosAreNoPixels(index: Int) throws {
    let (name, bytes) = Self.files[index]
    let whole = try decode(bytes)
    let scans = markers(of: bytes).filter { $0.marker == 0xDA }.map(\.position)
    // Where colours have scans of their own, luma is in the first.
    let isLumaFirst = name == "a scan a component"
    let scan = try #require(isLumaFirst ? scans.first : scans.last)
    let kept = scan + (bytes.count - scan) / (isLumaFirst ? 6 : 2)
    let filled = bytes[..<kept] + [UInt8](repeating: 0, count: bytes.count - kept + 3_000)
    let error = #expect(throws: ImageError.self, "\(name)") { try decode(Array(filled)) }
    #expect(error?.fact == .truncated(.jpeg, bytes: filled.count), "\(name)")
    #expect(try decode(Array(filled), limits: Self.allowed).damage == error)
    #expect(try decode(bytes.dropLast(2) + [UInt8](repeating: 0, count: 3_000)) == whole, "\(name)")
    #expect(try decode(bytes + [UInt8](repeating: 0, count: 3_000)) == whole, "\(name)")
  }

  @Test func theLastRowsOfBlocksAreMissed() throws {
    let bytes = Self.files[1].bytes
    let last = try #require(markers(of: bytes).last { (0xD0...0xD7).contains($0.marker) }).position
    for end: [UInt8] in [[], [0xFF, 0xD9]] {
      let error = #expect(throws: ImageError.self) { try decode(bytes[..<last] + end) }
      #expect(error?.isDamage == true)
      let rest = try decode(bytes[..<last] + end, limits: Self.allowed)
      #expect(rest.pixels.prefix(24 * 40) == (try decode(bytes)).pixels.prefix(24 * 40))
    }
  }

  /// Nothing in such a file says that something is missing.
  @Test(arguments: [2, 3, 4], [true, false])
  func missingScansAreMissed(index: Int, hasEnd: Bool) throws {
    let (name, bytes) = Self.files[index]
    let whole = try decode(bytes)
    let scans = markers(of: bytes).filter { $0.marker == 0xDA }.map(\.position)
    for scan in scans.dropFirst() {
      let cut = bytes[..<scan] + (hasEnd ? [0xFF, 0xD9] : [])
      if name == "a scan a component" {
        // The first has all the luma.
        #expect(try decode(Array(cut)) == whole)
        continue
      }
      let error = #expect(throws: ImageError.self, "\(name)") { try decode(Array(cut)) }
      #expect(
        error?.fact
          == (hasEnd
            ? .undecodable(.jpeg, reason: "scans are missing") : .truncated(.jpeg, bytes: cut.count)))
      let rest = try decode(Array(cut), limits: Self.allowed)
      #expect(rest.damage == error)
      #expect(largest(rest, whole) < 40, "\(name), \(scan)")
    }
  }

  @Test func whatComesAfterAChangedSegmentIsMissed() throws {
    let bytes = Self.files[2].bytes
    let whole = try decode(bytes)
    let tables = markers(of: bytes).filter { $0.marker == 0xC4 }.map(\.position)
    var changed = bytes
    changed[tables[tables.count - 1] + 4] = 0x77  // a table that there cannot be
    let error = #expect(throws: ImageError.self) { try decode(changed) }
    #expect(error?.fact == .undecodable(.jpeg, reason: "Bogus DHT index 103"))
    #expect(error?.isDamage == true)
    #expect(largest(try decode(changed, limits: Self.allowed), whole) < 40)
  }

  @Test func changedPixelsAreDamage() throws {
    let bytes = Self.files[0].bytes
    let whole = try decode(bytes)
    let scan = try #require(markers(of: bytes).first { $0.marker == 0xDA }).position
    let middle = scan + (bytes.count - scan) / 2
    // A code that there is not; then a marker where none belongs.
    for stray: [UInt8] in [[0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0], [0xFF, 0xD3]] {
      let changed = bytes[..<middle] + stray + bytes[(middle + stray.count)...]
      let error = #expect(throws: ImageError.self) { try decode(Array(changed)) }
      #expect(error?.isDamage == true)
      let rest = try decode(Array(changed), limits: Self.allowed)
      #expect(rest.damage == error)
      #expect(rest.pixels.prefix(8 * 40) == whole.pixels.prefix(8 * 40))
    }
  }

  @Test func aRestartMarkerThatIsMissingIsDamage() throws {
    let bytes = Self.files[1].bytes
    let restart = try #require(markers(of: bytes).first { $0.marker == 0xD1 }).position
    let without = Array(bytes[..<restart]) + Array(bytes[(restart + 2)...])
    let error = #expect(throws: ImageError.self) { try decode(without) }
    #expect(error?.isDamage == true)
  }

  @Test func theEndOfArithmeticCodingCannotBeTold() throws {
    let bytes = jpegFixture(
      jpeg_fixture_gray, pixels: Self.picture.pixels, width: 40, height: 30, quality: 90, arithmetic: true)
    let whole = try decode(bytes)
    let error = #expect(throws: ImageError.self) { try decode(bytes.dropLast(2)) }
    #expect(error?.fact == .truncated(.jpeg, bytes: bytes.count - 2))
    #expect(try decode(bytes.dropLast(2), limits: Self.allowed).pixels == whole.pixels)
  }

  @Test func oddHeadersAreNoDamage() throws {
    let bytes = Self.files[0].bytes
    let whole = try decode(bytes)
    let adobe = Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0]
    // An unknown transform of Adobe's is the usual one.
    #expect(try decode(inserting(0xEE, adobe + [7], into: bytes)) == whole)
    #expect(
      try decode(inserting(0xE1, Array("Exif\0\0".utf8) + [0xFF, 0x12, 0xFF, 0xD9], into: bytes)) == whole)
    #expect(try decode(inserting(0xE2, Array("ICC_PROFILE\0".utf8) + [9, 2, 0xFF], into: bytes)) == whole)
    #expect(try decode(inserting(0xFE, Array("a comment".utf8), into: bytes)) == whole)
    var changed = bytes
    let jfif = try #require(markers(of: bytes).first { $0.marker == 0xE0 }).position
    changed[jfif + 9] = 3  // a version that there is not
    #expect(try decode(changed) == whole)
    changed = bytes
    let scan = try #require(markers(of: bytes).first { $0.marker == 0xDA }).position
    // The parameters of a progressive scan, which say nothing in a sequential one.
    changed.replaceSubrange((scan + 11)..<(scan + 14), with: [1, 5, 0x21])
    #expect(try decode(changed) == whole)
  }

  /// Frames of Motion JPEG, as webcams hand them out, rely on the tables of the standard.
  @Test func tablesThatEverybodyKnowsMayBeLeftOut() throws {
    let bytes = Self.files[0].bytes
    var frame = bytes
    for (_, position) in markers(of: bytes).filter({ $0.marker == 0xC4 }).reversed() {
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      frame.removeSubrange(position..<(position + 2 + length))
    }
    #expect(frame.count < bytes.count - 400)
    #expect(try decode(frame) == decode(bytes))
  }
}
