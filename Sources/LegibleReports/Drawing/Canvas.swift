import LegibleImages

/// A colour picture that is drawn on.
package struct Canvas {
  /// Red, green and blue.
  package typealias Colour = (red: UInt8, green: UInt8, blue: UInt8)

  package let width, height: Int
  /// `[height, width, 3]`, row-major.
  package private(set) var pixels: [UInt8]

  /// - Parameters:
  ///   - width, height: in pixels, at least 1.
  package init(width: Int, height: Int, ground: Colour) {
    precondition(width >= 1 && height >= 1, "a picture of \(width)x\(height)")
    (self.width, self.height) = (width, height)
    pixels = []
    pixels.reserveCapacity(3 * width * height)
    for _ in 0..<width * height { pixels += [ground.red, ground.green, ground.blue] }
  }

  package subscript(x: Int, y: Int) -> Colour {
    let start = 3 * (y * width + x)
    return (pixels[start], pixels[start + 1], pixels[start + 2])
  }

  /// The whole as a PNG file.
  package func pngBytes() -> [UInt8] { Image.pngBytes(rgb: pixels, width: width, height: height) }

  /// Lays a picture on the canvas; what is outside is cut off.
  package mutating func draw(_ image: Image, left: Int, top: Int) {
    for y in max(0, -top)..<max(max(0, -top), min(image.height, height - top)) {
      for x in max(0, -left)..<max(max(0, -left), min(image.width, width - left)) {
        let level = image.pixels[y * image.width + x]
        let start = 3 * ((top + y) * width + left + x)
        for channel in 0..<3 { pixels[start + channel] = level }
      }
    }
  }

  /// Draws a line with round ends through points, its edges smooth.
  /// - Parameter points: in pixels; the middle of the first pixel is at 0.5.
  package mutating func stroke(_ points: [(x: Double, y: Double)], thickness: Double, _ colour: Colour) {
    for index in points.indices.dropLast() {
      segment(points[index], points[index + 1], radius: thickness / 2, colour)
    }
  }

  /// The outline of a rectangle.
  package mutating func frame(
    left: Double, top: Double, right: Double, bottom: Double, thickness: Double, _ colour: Colour
  ) {
    stroke(
      [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], thickness: thickness, colour)
  }

  /// Writes a line of text.
  /// - Parameters:
  ///   - left: where the first stroke begins.
  ///   - baseline: on which letters stand.
  ///   - capitalHeight: of a capital letter, in pixels.
  /// - Returns: where the text ends.
  @discardableResult
  package mutating func write(
    _ text: String, left: Double, baseline: Double, capitalHeight: Double, _ colour: Colour
  ) -> Double {
    let line = StrokeFont.line(text)
    let scale = capitalHeight / StrokeFont.capitalHeight
    for points in line.strokes {
      stroke(
        points.map { (left + $0.x * scale, baseline - $0.y * scale) },
        thickness: max(1.2, capitalHeight / 8), colour)
    }
    return left + line.width * scale
  }

  /// A pixel takes as much colour as the line covers of it, by the distance of its middle from the line.
  private mutating func segment(
    _ a: (x: Double, y: Double), _ b: (x: Double, y: Double), radius: Double, _ colour: Colour
  ) {
    func pixels(_ low: Double, _ high: Double, _ limit: Int) -> Range<Int> {
      let first = Int(max(0, min(Double(limit), (low - radius - 1).rounded(.down))))
      return first..<max(first, Int(max(0, min(Double(limit), (high + radius + 1).rounded(.up)))))
    }
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let square = dx * dx + dy * dy
    for y in pixels(min(a.y, b.y), max(a.y, b.y), height) {
      for x in pixels(min(a.x, b.x), max(a.x, b.x), width) {
        let (px, py) = (Double(x) + 0.5 - a.x, Double(y) + 0.5 - a.y)
        let share = square > 0 ? min(max((px * dx + py * dy) / square, 0), 1) : 0
        let (ex, ey) = (px - share * dx, py - share * dy)
        let coverage = min(max(radius + 0.5 - (ex * ex + ey * ey).squareRoot(), 0), 1)
        if coverage > 0 { blend(x, y, colour, coverage) }
      }
    }
  }

  private mutating func blend(_ x: Int, _ y: Int, _ colour: Colour, _ share: Double) {
    let start = 3 * (y * width + x)
    for (channel, level) in [colour.red, colour.green, colour.blue].enumerated() {
      let old = Double(pixels[start + channel])
      pixels[start + channel] = UInt8((old + (Double(level) - old) * share).rounded())
    }
  }
}
