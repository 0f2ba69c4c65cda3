import LegibleSystem

extension Image {
  /// The picture turned about its middle, of the same size; what comes in from outside is the pixel at the border.
  ///
  /// - Parameter degrees: counter-clockwise as a person sees it; a few, since what leaves the picture is lost.
  /// - Complexity: O(pixels).
  package func turned(degrees: Float) -> Image {
    let angle = degrees * .pi / 180
    let (cosine, sine) = (cos(angle), sin(angle))
    let (middleX, middleY) = (Float(width - 1) / 2, Float(height - 1) / 2)
    var turned = [UInt8](repeating: 0, count: pixels.count)
    pixels.withUnsafeBufferPointer { pixels in
      for y in 0..<height {
        for x in 0..<width {
          // Where the pixel comes from; rows grow downwards.
          let (dx, dy) = (Float(x) - middleX, Float(y) - middleY)
          let sourceX = min(max(middleX + cosine * dx - sine * dy, 0), Float(width - 1))
          let sourceY = min(max(middleY + sine * dx + cosine * dy, 0), Float(height - 1))
          let (left, top) = (Int(sourceX), Int(sourceY))
          let (right, bottom) = (min(left + 1, width - 1), min(top + 1, height - 1))
          let (shareX, shareY) = (sourceX - Float(left), sourceY - Float(top))
          func between(_ row: Int) -> Float {
            let (a, b) = (Float(pixels[row * width + left]), Float(pixels[row * width + right]))
            return a + (b - a) * shareX
          }
          let (upper, lower) = (between(top), between(bottom))
          turned[y * width + x] = UInt8(upper + (lower - upper) * shareY + 0.5)
        }
      }
    }
    return Image(width: width, height: height, pixels: turned)
  }
}
