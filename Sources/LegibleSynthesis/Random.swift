import LegibleSystem
import LegibleTensors

extension RandomSource {
  /// Uniform among the integers of `range`.
  mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() >> 33) % (range.upperBound - range.lowerBound + 1)
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[integer(in: 0...(elements.count - 1))]
  }

  /// Position in `weights`, drawn in proportion to them.
  mutating func index(weights: [Float]) -> Int {
    var target = uniform() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      target -= weight
      if target < 0 { return index }
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }

  /// Uniform in logarithm between two positive bounds.
  mutating func logUniform(in range: ClosedRange<Float>) -> Float {
    range.lowerBound * pow(range.upperBound / range.lowerBound, uniform())
  }
}
