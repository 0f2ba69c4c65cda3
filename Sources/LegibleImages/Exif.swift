import CPNG

/// The EXIF orientation of a JPEG file; `.topLeft` where there is none, or none that makes sense.
///
/// Never reads outside of `bytes`, and looks at each segment once.
func exifOrientation(ofJPEG bytes: UnsafeRawBufferPointer) -> Orientation {
  var position = 2  // after the start mark
  while position + 4 <= bytes.count {
    let marker = bytes[position + 1]
    // Between segments libjpeg skips what is no marker: fill bytes, and bytes that have no business there.
    guard bytes[position] == 0xFF, marker > 0x01, marker < 0xFF, !(0xD0...0xD7 ~= marker) else {
      position += 1
      continue
    }
    let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
    let end = position + 2 + length
    // From the start of the scan on there are pixels, not segments.
    guard marker != 0xDA, marker != 0xD9, length >= 2, end <= bytes.count else { break }
    let body = UnsafeRawBufferPointer(rebasing: bytes[(position + 4)..<end])
    if marker == 0xE1, let orientation = exifOrientation(ofAPP1: body) { return orientation }
    position = end
  }
  return .topLeft
}

/// The EXIF orientation of a PNG file; `.topLeft` where there is none, or none that makes sense.
///
/// EXIF lies in a chunk of its own, or, from programs older than that chunk (ImageMagick), as a profile in a
/// text. Both may come before or after the pixels. The chunk goes first.
func exifOrientation(ofPNG bytes: UnsafeRawBufferPointer) -> Orientation {
  let (exif, text, compressed) = (PNGChunks.name("eXIf"), PNGChunks.name("tEXt"), PNGChunks.name("zTXt"))
  // The text of the first profile: more than one would only cost time.
  var profile: [UInt8]?
  for chunk in PNGChunks(of: bytes, checking: [exif, text, compressed]) {
    guard chunk.isSound else { continue }
    switch chunk.name {
    case exif:
      if let orientation = exifOrientation(ofProfile: chunk.body) { return orientation }
    case text, compressed:
      profile = profile ?? exifProfile(ofText: chunk.body, isCompressed: chunk.name == compressed)
    default:
      break
    }
  }
  return profile.flatMap { $0.withUnsafeBytes(exifOrientation(ofProfile:)) } ?? .topLeft
}

/// The EXIF profile in the body of a tEXt or zTXt chunk, as ImageMagick writes it: a line with the profile's name,
/// one with its length, then its bytes in hexadecimal. Nil where the chunk holds something else.
private func exifProfile(ofText body: UnsafeRawBufferPointer, isCompressed: Bool) -> [UInt8]? {
  guard let keywordEnd = body.prefix(80).firstIndex(of: 0) else { return nil }
  let keyword = body[..<keywordEnd]
  let isProfile = ["Raw profile type exif", "Raw profile type APP1", "Raw profile type app1"].contains {
    keyword.elementsEqual($0.utf8)
  }
  guard isProfile else { return nil }
  // A profile fits a segment of a JPEG, 64 KiB; each of its bytes becomes two digits, and line ends.
  let limit = 140_000
  let text: [UInt8]
  if isCompressed {
    // The first byte is the method, of which there is one.
    let packed = UnsafeRawBufferPointer(rebasing: body[min(keywordEnd + 2, body.count)...])
    text = [UInt8](unsafeUninitializedCapacity: limit) { target, count in
      count = cpng_inflate(
        packed.assumingMemoryBound(to: UInt8.self).baseAddress, packed.count, target.baseAddress, limit)
    }
  } else {
    text = Array(body[(keywordEnd + 1)...].prefix(limit))
  }
  return bytes(ofRawProfile: text)
}

/// The bytes that a raw profile's text holds: what its digits say behind its name and its length.
private func bytes(ofRawProfile text: [UInt8]) -> [UInt8] {
  let words = text.split(omittingEmptySubsequences: true) { $0 == 0x20 || 0x09...0x0D ~= $0 }
  var bytes: [UInt8] = []
  var high: UInt8?
  for character in words.dropFirst(2).joined() {
    guard let digit = Character(Unicode.Scalar(character)).hexDigitValue.map({ UInt8($0) }) else { break }
    if let first = high {
      bytes.append(first << 4 | digit)
      high = nil
    } else {
      high = digit
    }
  }
  return bytes
}

/// The orientation in an EXIF profile of a PNG, where some programs leave the name of a JPEG's segment in front.
private func exifOrientation(ofProfile bytes: UnsafeRawBufferPointer) -> Orientation? {
  exifOrientation(ofAPP1: bytes) ?? exifOrientation(ofTIFF: bytes)
}

/// The orientation in the body of an APP1 segment, nil where it holds no EXIF.
private func exifOrientation(ofAPP1 body: UnsafeRawBufferPointer) -> Orientation? {
  let prefix = "Exif\0\0".utf8
  guard body.starts(with: prefix) else { return nil }
  return exifOrientation(ofTIFF: UnsafeRawBufferPointer(rebasing: body[prefix.count...]))
}

/// The orientation tag of the first directory of a TIFF structure (TIFF 6.0, section 2).
private func exifOrientation(ofTIFF bytes: UnsafeRawBufferPointer) -> Orientation? {
  guard bytes.count >= 8 else { return nil }
  let bigEndian = bytes[0] == UInt8(ascii: "M")
  guard bytes[0] == bytes[1], bigEndian || bytes[0] == UInt8(ascii: "I") else { return nil }

  /// An unsigned number of `size` bytes, or nil where it does not lie within the structure.
  func number(at offset: Int, size: Int) -> Int? {
    guard offset >= 0, offset <= bytes.count - size else { return nil }
    var value = 0
    for index in 0..<size {
      value = value << 8 | Int(bytes[offset + (bigEndian ? index : size - 1 - index)])
    }
    return value
  }

  guard number(at: 2, size: 2) == 42, let directory = number(at: 4, size: 4),
    let count = number(at: directory, size: 2)
  else { return nil }
  for entry in 0..<count {
    let offset = directory + 2 + 12 * entry
    guard let tag = number(at: offset, size: 2) else { return nil }
    guard tag == 0x0112 else { continue }
    // One value of the type SHORT lies in the first half of the entry's value field.
    guard number(at: offset + 2, size: 2) == 3, number(at: offset + 4, size: 4) == 1 else { return nil }
    return number(at: offset + 8, size: 2).flatMap(Orientation.init(rawValue:))
  }
  return nil
}
