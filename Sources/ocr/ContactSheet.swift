import LegibleImages

/// Many crops in one picture, in rows, each as high as a network reads it.
struct ContactSheet {
  private static let rowHeight = 32
  private static let gap = 4
  private static let width = 1600
  private static let limit = 400
  private static let background: UInt8 = 128

  private var rows: [[Image]] = [[]]
  private var rowWidth = 0
  private var count = 0

  /// Takes up a crop, while there is room.
  mutating func add(_ crop: Image) {
    guard count < Self.limit else { return }
    count += 1
    let scaled = min(crop.inputWidth(height: Self.rowHeight), Self.width - 2 * Self.gap)
    let image = crop.resized(width: scaled, height: Self.rowHeight)
    if rowWidth + Self.gap + image.width + Self.gap > Self.width {
      rows.append([])
      rowWidth = 0
    }
    rows[rows.count - 1].append(image)
    rowWidth += Self.gap + image.width
  }

  /// The picture of all crops so far.
  func image() -> Image {
    let step = Self.rowHeight + Self.gap
    let height = Self.gap + rows.count * step
    var pixels = [UInt8](repeating: Self.background, count: Self.width * height)
    for (row, images) in rows.enumerated() {
      var left = Self.gap
      for image in images {
        for y in 0..<image.height {
          let start = (Self.gap + row * step + y) * Self.width + left
          pixels.replaceSubrange(
            start..<start + image.width, with: image.pixels[y * image.width..<(y + 1) * image.width])
        }
        left += image.width + Self.gap
      }
    }
    return Image(width: Self.width, height: height, pixels: pixels)
  }
}
