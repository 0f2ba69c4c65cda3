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
