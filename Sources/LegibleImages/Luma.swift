/// ITU-R BT.601 luma in 16-bit fixed point, the weights that libjpeg uses, rounded to nearest.
/// They sum to 65,536, so that a gray pixel keeps its value.
@inline(__always)
func luma(red: UInt8, green: UInt8, blue: UInt8) -> UInt8 {
  let sum = 19_595 &* UInt32(red) &+ 38_470 &* UInt32(green) &+ 7_471 &* UInt32(blue) &+ 32_768
  return UInt8(truncatingIfNeeded: sum >> 16)
}

/// The same of samples of 16 bits; the largest sum just fits 32.
func luma(red: UInt32, green: UInt32, blue: UInt32) -> UInt16 {
  UInt16((19_595 * red + 38_470 * green + 7_471 * blue + 32_768) >> 16)
}

/// Lays the picture on a plain background, in place.
///
/// The background is black or white, whichever is farther from the mean luma of the picture weighted by its
/// alpha: white letters on nothing land on black, black letters on white. A picture with nothing opaque in
/// it, or with a mean exactly between, lands on white.
///
/// - Parameters:
///   - pixels: Luma, in and out.
///   - alpha: 0 transparent to 255 opaque; as many as `pixels`.
func composite(_ pixels: inout [UInt8], alpha: [UInt8]) {
  precondition(pixels.count == alpha.count, "compositing: one alpha value a pixel")
  var weighted: UInt64 = 0
  var weight: UInt64 = 0
  for index in pixels.indices {
    weighted &+= UInt64(pixels[index]) &* UInt64(alpha[index])
    weight &+= UInt64(alpha[index])
  }
  let background: UInt32 = 2 * weighted > 255 * weight ? 0 : 255
  for index in pixels.indices {
    let opacity = UInt32(alpha[index])
    let sum = UInt32(pixels[index]) &* opacity &+ background &* (255 &- opacity)
    pixels[index] = UInt8(truncatingIfNeeded: (sum &+ 127) / 255)
  }
}
