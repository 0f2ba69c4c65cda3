/// Between which shares the true one lies, with 95% confidence, where `successes` of `count` trials succeeded
/// (Wilson 1927). From 5 crops of which all were read rightly it follows that 57% or more of all such crops are.
package func wilsonInterval(_ successes: Int, of count: Int) -> ClosedRange<Double> {
  guard count > 0 else { return 0...1 }
  let z = 1.959964
  let (n, p) = (Double(count), Double(successes) / Double(count))
  let centre = p + z * z / (2 * n)
  let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
  let scale = 1 + z * z / n
  return max(0, (centre - half) / scale)...min(1, (centre + half) / scale)
}
