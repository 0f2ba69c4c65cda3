import LegibleSystem

/// The logarithm of a row's softmax normaliser, `log(sum(exp(logits)))`, and the softmax itself where it is
/// wanted.
///
/// - Parameters:
///   - logits: `[count]`, finite; any other value makes the result NaN.
///   - probabilities: `[count]`, may be `logits` itself.
package func softmax(
  _ logits: UnsafePointer<Float>, count: Int, into probabilities: UnsafeMutablePointer<Float>? = nil
) -> Double {
  var maxima = Lanes(repeating: -.infinity)
  forEachEight(count) { start, length in
    let lanes = load(logits + start, length)
    maxima.replace(with: lanes, where: lanes .> maxima)
  }
  let maximum = maxima.max()

  // Float sums of at most 16 terms a lane, then Double: ten thousand symbols lose no digits.
  var sum = 0.0
  var partial = Lanes.zero
  forEachEight(count) { start, length in
    let lanes = exponential(load(logits + start, length) - maximum)
    if let probabilities { store(lanes, probabilities + start, length) }
    partial += lanes
    if start & 127 == 120 {
      sum += Double(partial.sum())
      partial = .zero
    }
  }
  sum += Double(partial.sum())

  if let probabilities {
    let scale = Float(1 / sum)
    for k in 0..<count { probabilities[k] *= scale }
  }
  return Double(maximum) + log(sum)
}

private typealias Lanes = SIMD8<Float>

/// Calls `body(start, length)` for pieces of eight elements; the last may be shorter.
@inline(__always)
private func forEachEight(_ count: Int, _ body: (_ start: Int, _ length: Int) -> Void) {
  var start = 0
  while start &+ 8 <= count {
    body(start, 8)
    start &+= 8
  }
  if start < count { body(start, count &- start) }
}

/// The first `length` lanes from memory, the others `-infinity`, whose exponential is 0.
@inline(__always)
private func load(_ source: UnsafePointer<Float>, _ length: Int) -> Lanes {
  if length == 8 { return UnsafeRawPointer(source).loadUnaligned(as: Lanes.self) }
  var lanes = Lanes(repeating: -.infinity)
  for i in 0..<length { lanes[i] = source[i] }
  return lanes
}

@inline(__always)
private func store(_ lanes: Lanes, _ target: UnsafeMutablePointer<Float>, _ length: Int) {
  if length == 8 {
    UnsafeMutableRawPointer(target).storeBytes(of: lanes, as: Lanes.self)
  } else {
    for i in 0..<length { target[i] = lanes[i] }
  }
}

/// `exp(x)` for `x <= 0`, within 2 units in the last place; 0 below -87, where the result would be subnormal.
///
/// `x = n log 2 + r` with `|r| <= log(2) / 2`; then `2^n` by its exponent bits times the Taylor polynomial of
/// `exp(r)` to degree 7, whose remainder is below 6e-9.
@inline(__always)
private func exponential(_ x: Lanes) -> Lanes {
  // Adding it leaves the nearest integer in the low bits of the significand.
  let roundToInteger: Float = 0x1.8p23
  let biased = x * 0x1.715476p0 + roundToInteger
  let n = biased - roundToInteger
  // log 2 in two parts, the first short enough that its product with n is exact.
  let r = (x - n * 0x1.62ep-1) - n * 0x1.0bfbe8p-15
  var p = r * (1 / 5040) + (1 / 720)
  p = p * r + (1 / 120)
  p = p * r + (1 / 24)
  p = p * r + (1 / 6)
  p = p * r + 0.5
  p = p * r + 1
  p = p * r + 1
  let exponent = unsafeBitCast(biased, to: SIMD8<UInt32>.self) &+ 127
  let power = unsafeBitCast(exponent &<< 23, to: Lanes.self)
  return (p * power).replacing(with: 0, where: x .< -87)
}
