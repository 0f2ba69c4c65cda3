/// How a camera's rows and columns lie, EXIF 2.3 tag 0x0112: where the stored picture's first row and first
/// column belong in the upright one.
enum Orientation: Int, CaseIterable {
  case topLeft = 1
  case topRight, bottomRight, bottomLeft, leftTop, rightTop, rightBottom, leftBottom
}

extension Image {
  /// The upright picture, from one whose rows and columns were stored as `orientation` says.
  func upright(from orientation: Orientation) -> Image {
    guard orientation != .topLeft else { return self }
    // Upright pixel (x, y) lies in the stored picture at `origin + x * xStep + y * yStep`.
    let right = width - 1
    let bottom = (height - 1) * width
    let (origin, xStep, yStep) =
      switch orientation {
      case .topLeft: (0, 1, width)
      case .topRight: (right, -1, width)
      case .bottomRight: (bottom + right, -1, -width)
      case .bottomLeft: (bottom, 1, -width)
      case .leftTop: (0, width, 1)
      case .rightTop: (bottom, -width, 1)
      case .rightBottom: (bottom + right, -width, -1)
      case .leftBottom: (right, width, -1)
      }
    let turned = orientation.rawValue >= Orientation.leftTop.rawValue
    let (newWidth, newHeight) = turned ? (height, width) : (width, height)
    let upright = [UInt8](unsafeUninitializedCapacity: pixels.count) { target, count in
      var index = 0
      for y in 0..<newHeight {
        var source = origin + y * yStep
        for _ in 0..<newWidth {
          target[index] = pixels[source]
          index += 1
          source += xStep
        }
      }
      count = index
    }
    return Image(width: newWidth, height: newHeight, pixels: upright)
  }
}

/// The EXIF orientation of a JPEG file; `.topLeft` where there is none, or none that makes sense.
///
/// Never reads outside of `bytes`, and looks at each segment once.
func exifOrientation(ofJPEG bytes: UnsafeRawBufferPointer) -> Orientation {
  var position = 2  // after the start mark
  while position + 4 <= bytes.count, bytes[position] == 0xFF {
    let marker = bytes[position + 1]
    if marker == 0xFF {  // a fill byte
      position += 1
      continue
    }
    let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
    let end = position + 2 + length
    // From the start of the scan on there are pixels, not segments.
    guard marker != 0xDA, length >= 2, end <= bytes.count else { break }
    let body = UnsafeRawBufferPointer(rebasing: bytes[(position + 4)..<end])
    if marker == 0xE1, body.starts(with: "Exif\0\0".utf8) {
      return exifOrientation(ofTIFF: UnsafeRawBufferPointer(rebasing: body[6...])) ?? .topLeft
    }
    position = end
  }
  return .topLeft
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
