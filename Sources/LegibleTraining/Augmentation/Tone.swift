import LegibleImages

extension Image {
  /// The luma between which most of the picture lies: its 2nd and 98th percentile.
  package var lumaRange: ClosedRange<Int> {
    var histogram = [Int](repeating: 0, count: 256)
    for pixel in pixels { histogram[Int(pixel)] += 1 }
    let margin = pixels.count / 50
    func level(_ levels: some Sequence<Int>) -> Int {
      var seen = 0
      for level in levels {
        seen += histogram[level]
        if seen > margin { return level }
      }
      return 0
    }
    let low = level(0..<256)
    return low...max(low, level((0..<256).reversed()))
  }

  /// Replaces each luma by its entry in `curve`, 256 entries.
  mutating func apply(curve: [UInt8]) {
    precondition(curve.count == 256, "a tone curve has 256 entries")
    curve.withUnsafeBufferPointer { curve in
      pixels.withUnsafeMutableBufferPointer { pixels in
        for index in 0..<pixels.count { pixels[index] = curve[Int(pixels[index])] }
      }
    }
  }

  /// Dims the picture by a factor that falls linearly from 1 at one edge or corner to `1 - depth` at the
  /// other.
  /// - Parameters:
  ///   - depth: `0..<1`.
  ///   - direction: Where it gets darker: `|x| + |y| = 1`, per width and per height.
  package mutating func dim(depth: Float, direction: Point) {
    let (width, height) = (width, height)
    let across = depth * direction.x / Float(width)
    let down = depth * direction.y / Float(height)
    // At the lightest corner the two parts that count from the far side cancel.
    let corner = 1 + depth * (min(direction.x, 0) + min(direction.y, 0))
    pixels.withUnsafeMutableBufferPointer { pixels in
      var row = pixels.baseAddress!
      for y in 0..<height {
        let start = corner - down * (Float(y) + 0.5)
        for x in 0..<width {
          // In 1/65536, so that the loop runs over vectors of integers.
          let factor = Int32((start - across * (Float(x) + 0.5)) * 65536)
          row[x] = UInt8(truncatingIfNeeded: (Int32(row[x]) &* factor &+ 0x8000) >> 16)
        }
        row += width
      }
    }
  }
}

/// The curve that takes `from` to `to`, bent by a gamma between the ends and straight beyond them.
package func toneCurve(from: ClosedRange<Int>, to: ClosedRange<Float>, gamma: Float) -> [UInt8] {
  let low = Float(from.lowerBound)
  let span = max(Float(from.upperBound) - low, 1)
  return (0..<256).map { level in
    let place = (Float(level) - low) / span
    let bent = place > 0 && place < 1 ? power(place, gamma) : place
    let luma = to.lowerBound + (to.upperBound - to.lowerBound) * bent
    return UInt8(min(max(luma.rounded(), 0), 255))
  }
}
