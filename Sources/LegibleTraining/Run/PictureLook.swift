import LegibleImages

/// What a picture looks like, in 64 bits: for each of 8 rows of 8 places whether it gets lighter there to the
/// right, once the picture is scaled down to 9 columns and 8 rows (the difference hash of Krawetz 2013).
///
/// Copies of a picture that were compressed again, scaled or lightened differ in a few bits; pictures of the
/// same text that were taken apart differ in many.
package struct PictureLook: Hashable, Sendable {
  private let bits: UInt64

  /// Bits in which two copies of a picture may differ.
  private static let tolerance = 5
  /// Levels by which the mean of a place must be above that of its left neighbour: paper is never quite even,
  /// and what it does in its noise says nothing.
  private static let step = 2

  package init(_ image: Image) {
    let (columns, rows) = (9, 8)
    var bits: UInt64 = 0
    for row in 0..<rows {
      let lines = Self.part(row, of: rows, length: image.height)
      var left: Int?
      for column in 0..<columns {
        let places = Self.part(column, of: columns, length: image.width)
        var sum = 0
        for line in lines {
          for place in places { sum += Int(image.pixels[line * image.width + place]) }
        }
        let mean = sum / (lines.count * places.count)
        if let left { bits = bits << 1 | (mean >= left + Self.step ? 1 : 0) }
        left = mean
      }
    }
    self.bits = bits
  }

  /// The pixels of one of `count` equal parts, one at least.
  private static func part(_ index: Int, of count: Int, length: Int) -> Range<Int> {
    let first = index * length / count
    return first..<max(first + 1, (index + 1) * length / count)
  }

  /// True where the two may be copies of one picture.
  package func isLike(_ other: PictureLook) -> Bool { (bits ^ other.bits).nonzeroBitCount <= Self.tolerance }
}
