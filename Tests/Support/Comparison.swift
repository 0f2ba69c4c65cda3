/// Half the distance of 1 and the next float: the largest relative error of one rounding.
package let unitRoundoff = 0x1p-24

/// The largest error of a sum of `terms` products in float32, in any order, fused or not, whose absolute values add to
/// `magnitude`: Higham, Accuracy and Stability of Numerical Algorithms (2002), eq. 3.5. The smallest normal number allows
/// for underflow.
package func sumTolerance(terms: Int, magnitude: Double) -> Double {
  let n = Double(terms + 1) * unitRoundoff
  return n / (1 - n) * magnitude + Double(Float.leastNormalMagnitude)
}

/// Names the first element that is farther from its expected value than its tolerance; nil if there is none.
/// NaN is close to NaN alone, an infinity to itself alone.
package func firstMismatch(
  _ actual: [Float], _ expected: [Double], tolerance: (_ index: Int) -> Double
) -> String? {
  guard actual.count == expected.count else { return "\(actual.count) elements, not \(expected.count)" }
  for index in actual.indices {
    let (a, e) = (Double(actual[index]), expected[index])
    let isClose = e.isNaN ? a.isNaN : e.isInfinite ? a == e : abs(a - e) <= tolerance(index)
    if !isClose { return "element \(index) is \(a), not \(e) within \(tolerance(index))" }
  }
  return nil
}

/// As above, each element within `relative` of its own size and all of them within `absolute`.
package func firstMismatch(
  _ actual: [Float], _ expected: [Float], absolute: Double, relative: Double = 0
) -> String? {
  firstMismatch(actual, expected.map(Double.init)) { absolute + relative * abs(Double(expected[$0])) }
}
