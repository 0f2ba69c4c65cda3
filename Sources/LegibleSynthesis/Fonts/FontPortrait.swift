/// What some letters of a font look like, each stretched to the same square: enough to tell an ordinary font
/// from an odd one.
struct FontPortrait: Sendable {
  /// Coverage, letter after letter.
  private let pixels: [UInt8]

  /// - Parameters:
  ///   - bitmaps: a coverage map for each letter, 0...255, `[side, side]`.
  ///   - side: even.
  init(bitmaps: [[Float]], side: Int) {
    // Half the size: small differences of design should not count.
    let half = side / 2
    pixels = bitmaps.flatMap { bitmap in
      (0..<half * half).map { index in
        let first = index / half * 2 * side + index % half * 2
        return UInt8(
          (bitmap[first] + bitmap[first + 1] + bitmap[first + side] + bitmap[first + side + 1]) / 4)
      }
    }
  }

  /// How ordinary each font is among all: 0 for the one whose letters are least like the mean of all, 1 for
  /// the one whose letters are most like it.
  ///
  /// - Parameter weights: how much each counts for the mean.
  static func ranks(_ portraits: [FontPortrait], weights: [Float]) -> [Float] {
    let size = portraits.map(\.pixels.count).max() ?? 0
    var mean = [Float](repeating: 0, count: size)
    // A font that lacks a letter does not say how the others are ordered, so it does not count.
    for (portrait, weight) in zip(portraits, weights) where portrait.pixels.count == size {
      for index in 0..<size { mean[index] += weight * Float(portrait.pixels[index]) }
    }
    let likeness = portraits.map { $0.pixels.count == size ? correlation($0.pixels, mean) : -1 }
    let order = portraits.indices.sorted { (likeness[$0], $0) < (likeness[$1], $1) }
    var ranks = [Float](repeating: 1, count: portraits.count)
    for (rank, index) in order.enumerated() where portraits.count > 1 {
      ranks[index] = Float(rank) / Float(portraits.count - 1)
    }
    return ranks
  }

  private static func correlation(_ a: [UInt8], _ b: [Float]) -> Float {
    var (sumA, sumB, product, squareA, squareB): (Float, Float, Float, Float, Float) = (0, 0, 0, 0, 0)
    let scale = 1 / (b.max() ?? 1)
    for (x, y) in zip(a, b) {
      let (x, y) = (Float(x) / 255, y * scale)
      sumA += x
      sumB += y
      product += x * y
      squareA += x * x
      squareB += y * y
    }
    let count = Float(max(1, a.count))
    let covariance = product - sumA * sumB / count
    let variances = (squareA - sumA * sumA / count) * (squareB - sumB * sumB / count)
    return covariance / max(variances, 1e-6).squareRoot()
  }
}
