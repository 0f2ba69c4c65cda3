/// The rectangle cut out around a text, and its size in pixels.
struct Frame {
  /// Edges in capital heights.
  let left: Float
  let top: Float
  let bottom: Float
  /// Lowest point of the text's ink, capital heights.
  let inkBottom: Float
  /// Pixels per capital height.
  let scaleX: Float
  let scaleY: Float
  /// Pixels.
  let width: Int
  let height: Int

  static let maximumAspect: Float = 24
  /// A crop higher than this, capital heights, leaves its letters too few of the rows that a reader has.
  static let maximumHeight: Float = 5.5
  /// Crops are made higher where their letters would be smaller than this, pixels in a capital's height.
  static let smallestCapital: Float = 7

  /// Nil if the text has no extent, or would be wider than any reader takes.
  init?(outline: TextOutline, style: CropStyle, symbols: [Int]) {
    var ink = outline.extent(of: 0..<outline.textPoints)
    guard ink.width > 0, ink.height > 0 else { return nil }
    // A dash alone is not blown up to the height of a word.
    if ink.height < 0.5 {
      let missing = 0.5 - ink.height
      ink.bottom -= missing / 2
      ink.top += missing / 2
    }
    if ink.width < 0.12 {
      let missing = 0.12 - ink.width
      ink.left -= missing / 2
      ink.right += missing / 2
    }
    let grown = style.bolder / 2
    let margins = style.margins
    var left = ink.left - grown - margins.left * ink.height
    var right = ink.right + grown + margins.right * ink.height
    var top = ink.top + grown + margins.top * ink.height
    var bottom = ink.bottom - grown - margins.bottom * ink.height
    // No cut takes more than a third of any character, such as a full stop at the end.
    for character in outline.placed where !character.points.isEmpty {
      let box = outline.extent(of: character.points)
      left = min(left, box.left + box.width / 3)
      right = max(right, box.right - box.width / 3)
      top = max(top, box.top - box.height / 3)
      bottom = min(bottom, box.bottom + box.height / 3)
    }
    guard right > left, top > bottom, top - bottom <= Self.maximumHeight else { return nil }
    (self.left, self.top, self.bottom, inkBottom) = (left, top, bottom, ink.bottom)

    height = max(style.height, min(style.tallest, Int((Self.smallestCapital * (top - bottom)).rounded(.up))))
    scaleY = Float(height) / (top - bottom)
    // A reader needs a column for every character, and one more between equal ones; it has one per 4 pixels
    // of a strip 32 high.
    let repeats = zip(symbols, symbols.dropFirst()).count { $0 == $1 }
    let columns = Float(symbols.count + repeats) * 1.25 + 1
    let natural = (right - left) / (top - bottom)
    let aspect = max(natural, columns * 4 / 32, 0.3)
    guard aspect <= Self.maximumAspect else { return nil }
    scaleX = scaleY * aspect / natural
    width = max(2, Int(((right - left) * scaleX).rounded()))
  }

  /// Turns points from capital heights to pixels, y upwards from the bottom row.
  func toPixels(_ outline: inout TextOutline) {
    let count = outline.x.count
    outline.x.withUnsafeMutableBufferPointer { xs in
      outline.y.withUnsafeMutableBufferPointer { ys in
        for index in 0..<count {
          xs[index] = (xs[index] - left) * scaleX
          ys[index] = (ys[index] - bottom) * scaleY
        }
      }
    }
  }
}
