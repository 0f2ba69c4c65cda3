import LegibleSystem

extension Plane {
  /// Gaussian blur of standard deviation `sigma` pixels, edges repeated. `scratch` is a plane of the same
  /// size.
  func blur(sigma: Float, scratch: Plane) {
    guard sigma > 0.2 else { return }
    let radius = min(12, max(1, Int((2.5 * sigma).rounded(.up))))
    var taps = (0...radius).map { exp(-Float($0 * $0) / (2 * sigma * sigma)) }
    let sum = taps[0] + 2 * taps[1...].reduce(0, +)
    for index in taps.indices { taps[index] /= sum }
    convolveRows(taps, into: scratch)
    scratch.convolveColumns(taps, into: self)
  }

  /// Spreads every pixel as `spread` says, edges repeated. `scratch` is a plane of the same size.
  func convolve(with spread: PointSpread, scratch: Plane) {
    scratch.fill(0)
    for tap in spread.taps {
      // Columns whose source is inside; a narrow plane may have none.
      let first = min(width, max(0, -tap.dx))
      let inner = first..<max(first, min(width, width - tap.dx))
      for row in 0..<height {
        let source = base + min(max(row + tap.dy, 0), height - 1) * width
        let line = scratch.base + row * width
        for column in inner { line[column] += tap.weight * source[column + tap.dx] }
        for column in 0..<inner.lowerBound { line[column] += tap.weight * source[0] }
        for column in inner.upperBound..<width { line[column] += tap.weight * source[width - 1] }
      }
    }
    base.update(from: scratch.base, count: count)
  }

  /// The tone curve `255 * (v / 255)^gamma`, for lumas of 0...255.
  func bend(gamma: Float) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 257) { curve in
      for level in 0..<257 { curve[level] = 255 * pow(min(1, Float(level) / 255), gamma) }
      for index in 0..<count {
        let value = min(max(base[index], 0), 255)
        let level = Int(value)
        base[index] = curve[level] + (value - Float(level)) * (curve[level + 1] - curve[level])
      }
    }
  }

  /// Unsharp mask, as cameras do: self += amount * (self - blurred self). Leaves the bright and dark fringes
  /// of real pictures.
  func sharpen(amount: Float, sigma: Float, scratch: Plane, second: Plane) {
    second.base.update(from: base, count: count)
    second.blur(sigma: sigma, scratch: scratch)
    let other = second.base
    for index in 0..<count { base[index] += amount * (base[index] - other[index]) }
  }

  /// Symmetric filter along rows. `taps[0]` is the middle.
  private func convolveRows(_ taps: [Float], into target: Plane) {
    let radius = taps.count - 1
    taps.withUnsafeBufferPointer { taps in
      for row in 0..<height {
        let source = base + row * width
        let line = target.base + row * width
        let inner = radius..<max(radius, width - radius)
        for column in 0..<width { line[column] = source[column] * taps[0] }
        for tap in 1...radius {
          let weight = taps[tap]
          for column in inner { line[column] += weight * (source[column - tap] + source[column + tap]) }
        }
        for column in 0..<width where !inner.contains(column) {
          for tap in 1...radius {
            line[column] += taps[tap] * (source[max(0, column - tap)] + source[min(width - 1, column + tap)])
          }
        }
      }
    }
  }

  /// Symmetric filter along columns.
  private func convolveColumns(_ taps: [Float], into target: Plane) {
    let radius = taps.count - 1
    taps.withUnsafeBufferPointer { taps in
      for row in 0..<height {
        let source = base + row * width
        let line = target.base + row * width
        for column in 0..<width { line[column] = source[column] * taps[0] }
        for tap in 1...radius {
          let weight = taps[tap]
          let above = base + max(0, row - tap) * width
          let below = base + min(height - 1, row + tap) * width
          for column in 0..<width { line[column] += weight * (above[column] + below[column]) }
        }
      }
    }
  }

  /// Bilinear resampling to the target's size (pixel centres aligned), as of a picture scaled up.
  func resample(into target: Plane) {
    let scaleX = Float(width) / Float(target.width)
    let scaleY = Float(height) / Float(target.height)
    for row in 0..<target.height {
      let y = min(max((Float(row) + 0.5) * scaleY - 0.5, 0), Float(height - 1))
      let top = Int(y)
      let upper = base + top * width
      let lower = base + min(top + 1, height - 1) * width
      let fractionY = y - Float(top)
      let line = target.base + row * target.width
      for column in 0..<target.width {
        let x = min(max((Float(column) + 0.5) * scaleX - 0.5, 0), Float(width - 1))
        let left = Int(x)
        let right = min(left + 1, width - 1)
        let fractionX = x - Float(left)
        let a = upper[left] + fractionX * (upper[right] - upper[left])
        let b = lower[left] + fractionX * (lower[right] - lower[left])
        line[column] = a + fractionY * (b - a)
      }
    }
  }

  /// The nearest pixel for each of the target's, as of a picture magnified.
  func repeatPixels(into target: Plane) {
    for row in 0..<target.height {
      let source = base + row * height / target.height * width
      let line = target.base + row * target.width
      for column in 0..<target.width { line[column] = source[column * width / target.width] }
    }
  }
}
