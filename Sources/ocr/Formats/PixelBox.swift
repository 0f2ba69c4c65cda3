import Legible

/// A rectangle of whole pixels of the upright image, as the formats for pages have them: from `left` and `top` up to,
/// and without, `right` and `bottom`.
struct PixelBox: Equatable {
  var left, top, right, bottom: Int

  var width: Int { right - left }
  var height: Int { bottom - top }

  init(left: Int, top: Int, right: Int, bottom: Int) {
    (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
  }

  /// All pixels that a box touches, of those that the image has: a box of a view that was turned may reach beyond.
  init(_ box: RecognizedCharacter.Box, imageWidth: Int, imageHeight: Int) {
    // An edge that is a whole number but for rounding touches no pixel beyond it.
    let tolerance = 1e-6
    func lower(_ edge: Double, _ limit: Int) -> Int {
      min(max(Int((edge + tolerance).rounded(.down)), 0), limit)
    }
    func upper(_ edge: Double, _ limit: Int) -> Int {
      min(max(Int((edge - tolerance).rounded(.up)), 0), limit)
    }
    left = lower(box.x, imageWidth)
    top = lower(box.y, imageHeight)
    right = max(left, upper(box.x + box.width, imageWidth))
    bottom = max(top, upper(box.y + box.height, imageHeight))
  }

  func union(_ other: PixelBox) -> PixelBox {
    PixelBox(
      left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
      bottom: max(bottom, other.bottom))
  }
}
