import LegibleEvaluation
import LegibleSystem

/// Numbers along one side of a chart: where they stand, and which ones are named.
package struct Axis {
  /// The values at both ends.
  package let range: ClosedRange<Double>
  /// Where the ends stand in the drawing.
  let start, end: Double
  /// Equal factors are equally far apart instead of equal differences.
  let isLogarithmic: Bool

  /// - Parameter values: what is to be shown; widened to whole ticks. On a logarithmic axis only positive ones count.
  package init(showing values: some Sequence<Double>, start: Double, end: Double, isLogarithmic: Bool = false)
  {
    let values = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    var (low, high) = (values.min() ?? (isLogarithmic ? 1 : 0), values.max() ?? 1)
    if isLogarithmic {
      let (ends, tolerance) = (Self.roundNumbers(from: low / 10, to: high * 10), 1e-9)
      low = ends.last { $0 <= low * (1 + tolerance) } ?? low
      high = ends.first { $0 >= high * (1 - tolerance) } ?? high
      if low == high { high = 10 * low }
    } else {
      if low == high { (low, high) = (min(low, 0), high == 0 ? 1 : max(high, 0)) }
      let step = Self.step(from: low, to: high)
      (low, high) = ((low / step).rounded(.down) * step, (high / step).rounded(.up) * step)
    }
    range = low...high
    (self.start, self.end, self.isLogarithmic) = (start, end, isLogarithmic)
  }

  package func place(_ value: Double) -> Double {
    let share =
      isLogarithmic
      ? log10(max(value, range.lowerBound) / range.lowerBound) / log10(range.upperBound / range.lowerBound)
      : (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    return start + share * (end - start)
  }

  /// Round numbers, from the low end to the high one.
  package var ticks: [Double] {
    if isLogarithmic {
      let all = Self.roundNumbers(from: range.lowerBound, to: range.upperBound)
      if all.count <= 7 { return all }
      let powers = all.filter { abs(log10($0) - log10($0).rounded()) < 1e-9 }
      return stride(from: 0, to: powers.count, by: 1 + powers.count / 8).map { powers[$0] }
    }
    let step = Self.step(from: range.lowerBound, to: range.upperBound)
    let first = (range.lowerBound / step).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// 1, 2 and 5 times powers of ten, both ends among them where they are such.
  private static func roundNumbers(from low: Double, to high: Double) -> [Double] {
    let tolerance = 1e-9
    let powers = stride(from: log10(low).rounded(.down), through: log10(high).rounded(.up), by: 1)
    let all: [Double] = powers.flatMap { power -> [Double] in
      let unit = pow(10, power)
      return [unit, 2 * unit, 5 * unit]
    }
    return all.filter { $0 >= low * (1 - tolerance) && $0 <= high * (1 + tolerance) }
  }

  /// 1, 2 or 5 times a power of ten, so that there are four to ten ticks.
  private static func step(from low: Double, to high: Double) -> Double {
    let rough = (high - low) / 5
    let power = pow(10, log10(rough).rounded(.down))
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? 10 * power
  }

  /// The shortest of the usual ways to write a number: `20,000`, `0.05`, `1e-05`.
  package static func name(_ value: Double) -> String {
    if value != 0, abs(value) < 1e-4 { return format("%.0e", value) }
    return value == value.rounded() && abs(value) < 1e15 ? grouped(Int(value)) : format("%.6g", value)
  }
}
