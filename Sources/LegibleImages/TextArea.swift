/// A rectangle of a picture's pixels.
package struct PixelArea: Hashable, Sendable {
  package var x, y, width, height: Int

  package init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }
}

extension Image {
  /// The whole picture.
  package var area: PixelArea { PixelArea(x: 0, y: 0, width: width, height: height) }

  /// The picture without needless paper: its ink, and beside it at most a margin on every side.
  ///
  /// The strip has few rows, and those that show paper are lost for the letters. Paper is what stays within a
  /// few levels of the border's median. Where that is not so, in a photograph whose ground is no paper, ink
  /// is found at the border and nothing is cut. A small mark, such as a comma or a hyphen, keeps its paper as
  /// well: without it nobody could tell what it is.
  ///
  /// - Parameter margin: the widest margin that stays, as a share of the ink's height.
  /// - Complexity: O(border + paper): it looks inwards from every side until it meets ink.
  package func textArea(margin: Float) -> PixelArea {
    guard let ink = inkArea(paper: borderMedian) else { return area }
    let isSmall = 6 * ink.height < height
    let isMark = 5 * ink.width < 6 * ink.height && 10 * ink.height < 3 * height
    guard !isSmall, !isMark else { return area }
    let rest = Int(max(0, min(Float(ink.height) * margin, Float(max(width, height)))).rounded(.up))
    let (left, top) = (max(0, ink.x - rest), max(0, ink.y - rest))
    let right = min(width, ink.x + ink.width + rest)
    let bottom = min(height, ink.y + ink.height + rest)
    return PixelArea(x: left, y: top, width: right - left, height: bottom - top)
  }

  /// Levels by which paper may differ from its median: noise and the waves that JPEG puts beside letters.
  private static let paperTolerance = 24

  /// The median level of the outermost pixels.
  private var borderMedian: Int {
    var counts = [Int](repeating: 0, count: 256)
    pixels.withUnsafeBufferPointer { pixels in
      for x in 0..<width {
        counts[Int(pixels[x])] += 1
        counts[Int(pixels[(height - 1) * width + x])] += 1
      }
      for y in 0..<height {
        counts[Int(pixels[y * width])] += 1
        counts[Int(pixels[y * width + width - 1])] += 1
      }
    }
    var left = width + height
    return counts.firstIndex {
      left -= $0
      return left <= 0
    }!
  }

  /// The smallest rectangle with all pixels that are no paper; nil where all are.
  private func inkArea(paper: Int) -> PixelArea? {
    pixels.withUnsafeBufferPointer { pixels in
      func isInk(_ x: Int, _ y: Int) -> Bool {
        abs(Int(pixels[y &* width &+ x]) &- paper) > Self.paperTolerance
      }
      func hasInk(row y: Int) -> Bool { (0..<width).contains { isInk($0, y) } }
      guard let top = (0..<height).first(where: hasInk(row:)),
        let bottom = (top..<height).last(where: hasInk(row:))
      else { return nil }
      func hasInk(column x: Int) -> Bool { (top...bottom).contains { isInk(x, $0) } }
      let left = (0..<width).first(where: hasInk(column:))!
      let right = (left..<width).last(where: hasInk(column:))!
      return PixelArea(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
    }
  }
}
