/// A picture being worked on: one Float channel, 0...255 or 0...1, in memory that its owner keeps between
/// crops.
///
/// All loops run over unsafe pointers and concrete types, so that they vectorise.
struct Plane {
  let width: Int
  let height: Int
  /// `[height, width]`, top row first.
  let base: UnsafeMutablePointer<Float>

  var count: Int { width * height }

  func fill(_ value: Float) {
    base.update(repeating: value, count: count)
  }

  /// self += amount * (value - self), where `amount` is a coverage of 0...255 times `opacity`.
  func blend(_ value: Float, coverage: UnsafePointer<UInt8>, opacity: Float) {
    let scale = opacity / 255
    for index in 0..<count {
      let old = base[index]
      base[index] = old + Float(coverage[index]) * scale * (value - old)
    }
  }

  /// As above, with a value per pixel.
  func blend(_ values: Plane, coverage: UnsafePointer<UInt8>, opacity: Float) {
    let scale = opacity / 255
    let other = values.base
    for index in 0..<count {
      let old = base[index]
      base[index] = old + Float(coverage[index]) * scale * (other[index] - old)
    }
  }

  /// As above, with an amount of 0...1 per pixel.
  func blend(_ value: Float, amounts: Plane, opacity: Float) {
    let other = amounts.base
    for index in 0..<count {
      let old = base[index]
      base[index] = old + other[index] * opacity * (value - old)
    }
  }

  /// A linear ramp: `center` in the middle, rising by `slope` towards the far side along (`dx`, `dy`).
  func addRamp(center: Float, slope: Float, dx: Float, dy: Float) {
    let stepX = slope * dx / Float(max(width, 1))
    let stepY = slope * dy / Float(max(height, 1))
    for row in 0..<height {
      let line = base + row * width
      let start = center + stepY * (Float(row) - Float(height) / 2) - stepX * Float(width) / 2
      for column in 0..<width { line[column] += start + stepX * Float(column) }
    }
  }

  /// A light from one side: multiplies by a ramp from `1 - depth` to 1.
  func multiplyRamp(depth: Float, dx: Float, dy: Float) {
    let stepX = depth * dx / Float(max(width, 1))
    let stepY = depth * dy / Float(max(height, 1))
    let base1 = 1 - depth / 2
    for row in 0..<height {
      let line = base + row * width
      let start = base1 + stepY * (Float(row) - Float(height) / 2) - stepX * Float(width) / 2
      for column in 0..<width { line[column] *= start + stepX * Float(column) }
    }
  }

  /// Mean and standard deviation.
  func statistics() -> (mean: Float, deviation: Float) {
    var sum: Double = 0
    var squares: Double = 0
    for row in 0..<height {
      var lineSum: Float = 0
      var lineSquares: Float = 0
      let line = base + row * width
      for column in 0..<width {
        lineSum += line[column]
        lineSquares += line[column] * line[column]
      }
      sum += Double(lineSum)
      squares += Double(lineSquares)
    }
    let mean = sum / Double(count)
    return (Float(mean), Float(max(0, squares / Double(count) - mean * mean).squareRoot()))
  }

  /// self = (self - from) * scale + to
  func remap(from: Float, scale: Float, to: Float) {
    for index in 0..<count { base[index] = (base[index] - from) * scale + to }
  }

  /// Brings mean and standard deviation to the given values; a nearly even plane stays even.
  func normalise(deviation: Float, mean: Float) {
    let (oldMean, oldDeviation) = statistics()
    remap(from: oldMean, scale: min(4, deviation / max(oldDeviation, 0.5)), to: mean)
  }

  /// Noise of standard deviation `amplitude`, near enough to a normal distribution (the sum of four uniform
  /// bytes of a hash of the pixel's number, Wang's mixing), so that the loop vectorises and needs no state.
  func addNoise(amplitude: Float, seed: UInt32) {
    // Each byte has a standard deviation of 73.9; four of them twice that.
    let scale = amplitude / 147.8
    for index in 0..<count {
      var hash = UInt32(truncatingIfNeeded: index) &* 0x9E37_79B1 ^ seed
      hash = (hash ^ (hash >> 15)) &* 0x85EB_CA6B
      hash = (hash ^ (hash >> 13)) &* 0xC2B2_AE35
      hash ^= hash >> 16
      let sum = (hash & 255) &+ ((hash >> 8) & 255) &+ ((hash >> 16) & 255) &+ (hash >> 24)
      base[index] += (Float(Int32(bitPattern: sum)) - 510) * scale
    }
  }

  /// Rounds into bytes, clamped to 0...255.
  func bytes() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let target = buffer.baseAddress!
      for index in 0..<count {
        target[index] = UInt8(truncatingIfNeeded: Int32(min(max(base[index], 0), 255) + 0.5))
      }
      filled = count
    }
  }

  func load(_ pixels: UnsafePointer<UInt8>) {
    for index in 0..<count { base[index] = Float(pixels[index]) }
  }
}
