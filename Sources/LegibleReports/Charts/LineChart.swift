/// Curves over the steps of a run.
struct LineChart {
  struct Series {
    let name: String
    /// From left to right; a value that is no number leaves a gap.
    let points: [(x: Double, y: Double)]
  }

  let title: String
  /// At most three.
  let series: [Series]
  var isLogarithmic = false
  /// How a value of the upright axis is written.
  var name: (Double) -> String = Axis.name
  /// Set off by a dot.
  var mark: (x: Double, y: Double)?

  private static let (width, height) = (520.0, 250.0)
  private static let margin = (left: 56.0, right: 14.0, top: 10.0, bottom: 34.0)
  private static let kinds = ["first", "second", "third"]

  var html: HTML {
    let (margin, right, bottom) = (
      Self.margin, Self.width - Self.margin.right, Self.height - Self.margin.bottom
    )
    let points = series.flatMap(\.points)
    let x = Axis(showing: points.map(\.x) + [0], start: margin.left, end: right)
    let y = Axis(showing: points.map(\.y), start: bottom, end: margin.top, isLogarithmic: isLogarithmic)
    var parts: [HTML] = []
    for tick in y.ticks {
      let place = length(y.place(tick))
      parts.append(
        .element("path", ["class": "grid", "d": "M\(length(margin.left)) \(place)H\(length(right))"]))
      parts.append(text(name(tick), x: margin.left - 8, y: y.place(tick) + 4, kind: "soft end"))
    }
    for tick in x.ticks {
      parts.append(text(Axis.name(tick), x: x.place(tick), y: bottom + 17, kind: "soft middle"))
    }
    parts.append(text("step", x: right, y: bottom + 31, kind: "soft end"))
    parts.append(
      .element("path", ["class": "axis", "d": "M\(length(margin.left)) \(length(bottom))H\(length(right))"]))
    for (index, series) in series.enumerated() {
      parts.append(curve(series.points, x, y, kind: "line \(Self.kinds[index % Self.kinds.count])"))
    }
    if let mark {
      let (x, y) = (length(x.place(mark.x) - 4.5), length(y.place(mark.y)))
      parts.append(
        .element("path", ["class": "best", "d": "M\(x) \(y)a4.5 4.5 0 1 1 9 0a4.5 4.5 0 1 1-9 0z"]))
    }
    let drawing = HTML.element(
      "svg",
      [
        "viewBox": "0 0 \(Int(Self.width)) \(Int(Self.height))", "role": "img",
        "aria-label": "\(title): \(summary)",
      ],
      parts)
    return .element("div", [:], .element("h3", [:], "\(title)"), legend, drawing)
  }

  /// The last values in words, for those who do not see the curves.
  private var summary: String {
    series.compactMap { series in
      series.points.last.map { "\(series.name) \(name($0.y)) at step \(Axis.name($0.x))" }
    }.joined(separator: ", ")
  }

  private var legend: HTML {
    guard series.count > 1 else { return "" }
    let entries = series.enumerated().map { index, series in
      HTML.element(
        "span", [:],
        .element(
          "svg", ["width": "24", "height": "8", "aria-hidden": "true"],
          .element("path", ["class": "line \(Self.kinds[index % Self.kinds.count])", "d": "M0 4H24"])),
        "\(series.name)")
    }
    return .element("div", ["class": "legend"], entries)
  }

  private func text(_ text: String, x: Double, y: Double, kind: String) -> HTML {
    .element("text", ["class": kind, "x": length(x), "y": length(y)], "\(text)")
  }

  /// Long runs have more reports than a screen has pixels: of those, evenly spread ones are drawn, and the last.
  private func curve(_ points: [(x: Double, y: Double)], _ x: Axis, _ y: Axis, kind: String) -> HTML {
    let limit = 1000
    let step = max(1, points.count / limit)
    var path = ""
    var isDrawing = false
    for (index, point) in points.enumerated() where index % step == 0 || index == points.count - 1 {
      guard point.y.isFinite, !isLogarithmic || point.y > 0 else {
        isDrawing = false
        continue
      }
      path += (isDrawing ? "L" : "M") + "\(length(x.place(point.x))) \(length(y.place(point.y)))"
      isDrawing = true
    }
    return .element("path", ["class": kind, "d": path])
  }
}
