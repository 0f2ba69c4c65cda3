import LegibleImages

extension Image {
  /// The picture seen through a map: output pixel centres are taken to places of this image and read
  /// bilinearly; outside, the nearest edge pixel goes on.
  /// - Parameter map: From output to source coordinates. Its denominator is positive over the whole output.
  package func warped(width outWidth: Int, height outHeight: Int, _ map: Homography) -> Image {
    let (right, bottom) = (Float(width - 1), Float(height - 1))
    let stride = width
    let output = [UInt8](unsafeUninitializedCapacity: outWidth * outHeight) { output, count in
      pixels.withUnsafeBufferPointer { pixels in
        let source = pixels.baseAddress!
        var target = output.baseAddress!
        for row in 0..<outHeight {
          let y = Float(row) + 0.5
          let (rowX, rowY, rowW) = (map.xy * y + map.x1, map.yy * y + map.y1, map.wy * y + map.w1)
          for column in 0..<outWidth {
            let x = Float(column) + 0.5
            let scale = 1 / (map.wx * x + rowW)
            let sourceX = min(max((map.xx * x + rowX) * scale - 0.5, 0), right)
            let sourceY = min(max((map.yx * x + rowY) * scale - 0.5, 0), bottom)
            let (left, top) = (Int(sourceX), Int(sourceY))
            // Weights in 1/256: the four products sum to 65536.
            let wx = Int32((sourceX - Float(left)) * 256)
            let wy = Int32((sourceY - Float(top)) * 256)
            let pixel = source + (top &* stride &+ left)
            let nextColumn = left &+ 1 < stride ? 1 : 0
            let nextRow = sourceY < bottom ? stride : 0
            let upper = Int32(pixel[0]) &* (256 &- wx) &+ Int32(pixel[nextColumn]) &* wx
            let lower =
              Int32(pixel[nextRow]) &* (256 &- wx) &+ Int32(pixel[nextRow &+ nextColumn]) &* wx
            target[column] = UInt8(
              truncatingIfNeeded: (upper &* (256 &- wy) &+ lower &* wy &+ 0x8000) >> 16)
          }
          target += outWidth
        }
      }
      count = outWidth * outHeight
    }
    return Image(width: outWidth, height: outHeight, pixels: output)
  }
}
