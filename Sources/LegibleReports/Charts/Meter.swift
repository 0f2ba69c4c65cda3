/// A share as a bar, with its interval as a line across it.
func meter(_ share: Double, interval: ClosedRange<Double>? = nil) -> HTML {
  let (width, height) = (112.0, 13.0)
  func bar(_ share: Double, _ kind: String) -> HTML {
    .element("path", ["class": kind, "d": "M0 2h\(length(share * width))v9H0z"])
  }
  var parts = [bar(1, "track"), bar(min(max(share, 0), 1), "bar")]
  if let interval {
    let (left, right) = (interval.lowerBound * width, interval.upperBound * width)
    parts.append(
      .element(
        "path",
        [
          "class": "whisker",
          "d": "M\(length(left)) 4.5v4M\(length(right)) 4.5v4M\(length(left)) 6.5H\(length(right))",
        ]))
  }
  // The figure itself stands beside it.
  return .element(
    "svg", ["class": "meter", "viewBox": "0 0 \(Int(width)) \(Int(height))", "aria-hidden": "true"], parts)
}
