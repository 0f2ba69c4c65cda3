import LegibleEvaluation
import LegibleSystem

/// A chart of lines as SVG: small enough for a document, and text.
struct LineChart {
  struct Line {
    var name: String
    var points: [(x: Double, y: Double)]
  }

  var title: String
  var xLabel: String
  var yLabel: String
  /// Whether a step up multiplies by ten. Points of zero and less are then left out.
  var isLogarithmic = false
  var lines: [Line]

  private static let (width, height) = (760.0, 400.0)
  /// Margins; the lines' names stand in the right one.
  private static let (left, right, top, bottom) = (70.0, 190.0, 40.0, 50.0)
  /// Okabe and Ito's colours, which the colour-blind tell apart.
  private static let colours = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999",
  ]
  /// Powers of ten below the largest number that are shown.
  private static let decades = 30.0

  /// A line with at most so many points, each the mean of some that follow one another.
  static func thinned(_ points: [(x: Double, y: Double)], to count: Int) -> [(x: Double, y: Double)] {
    guard points.count > count else { return points }
    return (0..<count).map { index in
      let part = points[index * points.count / count..<(index + 1) * points.count / count]
      let sum = part.reduce((0.0, 0.0)) { ($0.0 + $1.x, $0.1 + $1.y) }
      return (sum.0 / Double(part.count), sum.1 / Double(part.count))
    }
  }

  var svg: String {
    let lines = lines.map { line in
      Line(
        name: line.name,
        points: line.points.compactMap { point in
          guard point.x.isFinite, point.y.isFinite, !isLogarithmic || point.y > 0 else { return nil }
          return (point.x, isLogarithmic ? log10(point.y) : point.y)
        })
    }
    let all = lines.flatMap(\.points)
    let (x, y) = (Axis(all.map(\.x)), Axis(all.map(\.y), isLogarithmic: isLogarithmic))
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" \
      font-family="sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="white"/>
      """,
      text(title, Self.width / 2, 22, "middle", size: 15),
      text(xLabel, (Self.left + Self.width - Self.right) / 2, Self.height - 12, "middle"),
      "<g transform=\"translate(18 \(number((Self.top + Self.height - Self.bottom) / 2))) rotate(-90)\">"
        + text(yLabel, 0, 0, "middle") + "</g>",
    ]
    for tick in x.ticks {
      let place = Self.left + x.share(tick) * (Self.width - Self.left - Self.right)
      parts.append(rule(place, Self.top, place, Self.height - Self.bottom))
      parts.append(text(x.label(tick), place, Self.height - Self.bottom + 18, "middle"))
    }
    for tick in y.ticks {
      let place = row(y.share(tick))
      parts.append(rule(Self.left, place, Self.width - Self.right, place))
      parts.append(text(y.label(tick), Self.left - 8, place + 4, "end"))
    }
    for (index, line) in lines.enumerated() {
      let colour = Self.colours[index % Self.colours.count]
      let points = line.points.filter { y.range ~= $0.y }.map { point in
        let place = Self.left + x.share(point.x) * (Self.width - Self.left - Self.right)
        return "\(number(place)),\(number(row(y.share(point.y))))"
      }
      parts.append(
        "<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"1.8\" points=\"\(points.joined(separator: " "))\"/>"
      )
      let place = Self.top + 14 + 17 * Double(index)
      parts.append(
        "<rect x=\"\(number(Self.width - Self.right + 12))\" y=\"\(number(place - 8))\" width=\"18\" height=\"4\" "
          + "fill=\"\(colour)\"/>")
      parts.append(text(line.name, Self.width - Self.right + 36, place, "start"))
    }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  private func row(_ share: Double) -> Double {
    Self.height - Self.bottom - share * (Self.height - Self.top - Self.bottom)
  }

  private func text(_ text: String, _ x: Double, _ y: Double, _ anchor: String, size: Int? = nil) -> String {
    let size = size.map { " font-size=\"\($0)\"" } ?? ""
    return
      "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\"\(size)>\(XML.escaped(text))</text>"
  }

  private func rule(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
    "<line x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\" stroke=\"#ddd\"/>"
  }

  private func number(_ value: Double) -> String { format("%.1f", value) }

  /// What an axis shows, and where its marks stand.
  private struct Axis {
    let range: ClosedRange<Double>
    let ticks: [Double]
    let isLogarithmic: Bool

    init(_ values: [Double], isLogarithmic: Bool = false) {
      self.isLogarithmic = isLogarithmic
      let highest = values.max() ?? 1
      var lowest = values.min() ?? 0
      if isLogarithmic { lowest = max(lowest, highest - LineChart.decades) }
      let span = max(highest - lowest, 1e-9)
      // Steps of 1, 2 or 5 times a power of ten, about six of them.
      let power = pow(10, floor(log10(span / 6)))
      let step = [1, 2, 5, 10].map { $0 * power }.first { span / $0 <= 7 } ?? 10 * power
      let marked = isLogarithmic ? max(1, step.rounded()) : step
      let first = floor(lowest / marked) * marked
      let last = ceil(highest / marked) * marked
      range = first...max(last, first + marked)
      ticks = (0...Int(((range.upperBound - first) / marked).rounded())).map { first + Double($0) * marked }
    }

    func share(_ value: Double) -> Double {
      (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }

    func label(_ tick: Double) -> String {
      if isLogarithmic { return "1e\(Int(tick))" }
      if abs(tick) >= 1e6 { return format("%gM", tick / 1e6) }
      return abs(tick) >= 1e4 ? format("%gk", tick / 1e3) : format("%g", abs(tick) < 1e-12 ? 0 : tick)
    }
  }
}
