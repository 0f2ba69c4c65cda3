import LegibleImages
import LegibleSystem
import LegibleTensors

func power(_ base: Float, _ exponent: Float) -> Float { powf(base, exponent) }

extension Image {
  /// Blurs along rows by `sigmaX` pixels and along columns by `sigmaY` pixels (Gaussian, cut at three sigma).
  /// Beyond the edges, edge pixels go on.
  package func blurred(sigmaX: Float, sigmaY: Float) -> Image {
    let (width, height) = (width, height)
    let rowKernel = gaussianKernel(sigma: sigmaX)
    let columnKernel = gaussianKernel(sigma: sigmaY)
    let reach = rowKernel.count / 2
    var result = self
    pixels.withUnsafeBufferPointer { pixels in
      let source = pixels.baseAddress!
      // Per row: the weighted sum of rows, edges continued on both sides, and the sum along it.
      withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 2 * (width + 2 * reach)) { scratch in
        let row = scratch.baseAddress! + reach
        let sums = scratch.baseAddress! + (width + 2 * reach)
        result.pixels.withUnsafeMutableBufferPointer { output in
          for y in 0..<height {
            for x in 0..<width { row[x] = 0x80 }
            for (tap, weight) in columnKernel.enumerated() {
              let from = source + min(max(y + tap - columnKernel.count / 2, 0), height - 1) * width
              for x in 0..<width { row[x] &+= UInt16(from[x]) &* weight }
            }
            for x in 0..<width { row[x] >>= 8 }
            for x in 0..<reach {
              row[-1 - x] = row[0]
              row[width + x] = row[width - 1]
            }
            for x in 0..<width { sums[x] = 0x80 }
            for (tap, weight) in rowKernel.enumerated() {
              let from = row + (tap - reach)
              for x in 0..<width { sums[x] &+= from[x] &* weight }
            }
            let target = output.baseAddress! + y * width
            for x in 0..<width { target[x] = UInt8(truncatingIfNeeded: sums[x] >> 8) }
          }
        }
      }
    }
    return result
  }

  /// The picture as it comes back from a JPEG file of the given quality, 1...100.
  package func compressed(quality: Int) -> Image {
    guard max(width, height) <= 65_500 else { return self }  // No JPEG is larger.
    do {
      return try Image(decoding: jpegBytes(quality: quality))
    } catch {
      preconditionFailure("a JPEG that was just written cannot be read: \(error)")
    }
  }

  /// Adds noise of standard deviation `sigma` (in luma, at most 60), independent from pixel to pixel.
  ///
  /// The sum of four uniform bytes stands for a normal number: its fourth moment is 2.7 instead of 3, which
  /// no one sees, and eight bytes come from one draw.
  package mutating func addNoise(sigma: Float, using random: inout RandomSource) {
    let variance = Float(4 * (256 * 256 - 1)) / 12
    let scale = Int32((sigma / variance.squareRoot() * 65536).rounded())
    func noisy(_ pixel: UInt8, _ bits: UInt32) -> UInt8 {
      let pairs = (bits & 0x00FF_00FF) &+ (bits >> 8 & 0x00FF_00FF)
      let sum = Int32(truncatingIfNeeded: (pairs & 0xFFFF) &+ (pairs >> 16))
      return UInt8(clamping: Int32(pixel) &+ (((sum &- 510) &* scale &+ 0x8000) >> 16))
    }
    pixels.withUnsafeMutableBufferPointer { pixels in
      var index = 0
      while index < pixels.count {
        let bits = random.next()
        pixels[index] = noisy(pixels[index], UInt32(truncatingIfNeeded: bits))
        if index + 1 < pixels.count {
          pixels[index + 1] = noisy(pixels[index + 1], UInt32(truncatingIfNeeded: bits >> 32))
        }
        index += 2
      }
    }
  }
}

/// Weights of a Gaussian at whole distances from its middle, in 1/256; they sum to 256. At least one weight.
package func gaussianKernel(sigma: Float) -> [UInt16] {
  let reach = Int((3 * sigma).rounded())
  guard reach > 0 else { return [256] }
  let weights = (-reach...reach).map { expf(-Float($0 * $0) / (2 * sigma * sigma)) }
  let total = weights.reduce(0, +)
  var kernel = weights.map { UInt16(($0 / total * 256).rounded(.down)) }
  kernel[reach] += 256 - kernel.reduce(0, +)
  return kernel
}
