import LegibleEvaluation

extension Reliability {
  /// The share of crops that is right over their confidence: bars on the diagonal for a model whose confidences can be
  /// believed, below it for one that is too sure of itself. How many crops there are stands below.
  var diagram: HTML {
    let (left, top, side) = (46.0, 8.0, 270.0)
    let bottom = top + side
    func x(_ share: Double) -> Double { left + share * side }
    func y(_ share: Double) -> Double { bottom - share * side }
    var parts: [HTML] = []
    for tick in stride(from: 0.0, through: 1, by: 0.2) {
      parts.append(
        .element("path", ["class": "grid", "d": "M\(length(left)) \(length(y(tick)))h\(length(side))"]))
      parts.append(label("\(Int((100 * tick).rounded()))%", x: left - 8, y: y(tick) + 4, kind: "soft end"))
      parts.append(label("\(Int((100 * tick).rounded()))%", x: x(tick), y: bottom + 62, kind: "soft middle"))
    }
    let most = max(1, bins.map(\.count).max() ?? 1)
    for bin in bins {
      let (start, end) = (x(bin.range.lowerBound) + 1.5, x(bin.range.upperBound) - 1.5)
      func bar(_ from: Double, _ to: Double, _ kind: String) -> HTML {
        .element(
          "path",
          [
            "class": kind,
            "d": "M\(length(start)) \(length(from))H\(length(end))V\(length(to))H\(length(start))z",
          ])
      }
      guard bin.count > 0 else { continue }
      // How much of them is right, what is lacking or too much beside their confidence, and how many they are.
      let words =
        "confidence \(percent(bin.meanConfidence)), right \(percent(bin.right)), \(grouped(bin.count)) crops"
      parts.append(
        .element(
          "g", [:], .element("title", [:], "\(words)"), bar(bottom, y(bin.right), "bar"),
          bar(y(bin.right), y(bin.meanConfidence), "gap"),
          bar(bottom + 44, bottom + 44 - max(1, 34 * Double(bin.count) / Double(most)), "blank")))
    }
    parts.append(
      .element(
        "path",
        ["class": "whisker", "d": "M\(length(left)) \(length(bottom))L\(length(x(1))) \(length(top))"]))
    parts.append(label("crops", x: left - 8, y: bottom + 42, kind: "soft end"))
    parts.append(label("confidence", x: x(1), y: bottom + 78, kind: "soft end"))
    return .element(
      "svg",
      [
        "viewBox": "0 0 330 362", "width": "400", "role": "img",
        "aria-label": "Reliability diagram; its numbers are in the table beside it",
      ], parts)
  }

  private func label(_ text: String, x: Double, y: Double, kind: String) -> HTML {
    .element("text", ["class": kind, "x": length(x), "y": length(y)], "\(text)")
  }

  var table: HTML {
    var table = Table(
      caption: "Crops by confidence",
      columns: [
        .init(name: "Confidence", isSortable: false), .init(name: "Crops", isNumber: true, isSortable: false),
        .init(name: "Mean confidence", isNumber: true, isSortable: false),
        .init(name: "Right", isNumber: true, isSortable: false),
      ])
    table.rows = bins.map { bin in
      let (low, high) = (
        Int((100 * bin.range.lowerBound).rounded()), Int((100 * bin.range.upperBound).rounded())
      )
      return [
        .init("\(low) to \(high)%"), .number(grouped(bin.count), Double(bin.count)),
        .number(bin.count == 0 ? "" : percent(bin.meanConfidence), bin.meanConfidence),
        .number(bin.count == 0 ? "" : percent(bin.right), bin.right),
      ]
    }
    return table.html
  }
}
