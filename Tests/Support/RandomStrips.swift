import LegibleTensors

/// Normal numbers in the items, zeros in the gaps.
public func randomStrip(_ layout: StripLayout, channels: Int, seed: UInt64) -> Strip {
  var random = RandomSource(seed: seed)
  return filledStrip(layout, channels: channels) { _ in random.normal() }
}

/// Numbers no two of which are closer than 0.1: a small step changes no maximum.
public func spacedStrip(_ layout: StripLayout, channels: Int, seed: UInt64) -> Strip {
  var random = RandomSource(seed: seed)
  let order = Array(0..<layout.columns * layout.height * channels).shuffled(using: &random)
  return filledStrip(layout, channels: channels) { Float(order[$0] - order.count / 2) * 0.1 }
}

/// - Parameter value: of an element by its number, in the order item, row, column, channel.
public func filledStrip(_ layout: StripLayout, channels: Int, _ value: (Int) -> Float) -> Strip {
  let strip = Strip(layout: layout, channels: channels)
  var number = 0
  strip.forEachElement {
    strip.base[$0] = value(number)
    number += 1
  }
  return strip
}

/// A strip whose memory holds NaNs and is larger than a test's strips: what an operation leaves unwritten shows.
public func poisonedStrip() -> Strip {
  let strip = Strip(layout: StripLayout(height: 4, widths: [400]), channels: 100)
  strip.base.update(repeating: .nan, count: strip.count)
  return strip
}

extension Strip {
  /// Calls `body` with the place of every element that is not in a gap, in the order item, row, column, channel.
  public func forEachElement(_ body: (_ place: Int) -> Void) {
    for index in 0..<layout.count {
      for row in 0..<layout.height {
        let first = item(index, row: row) - base
        for place in first..<first + layout.widths[index] * channels { body(place) }
      }
    }
  }

  /// All elements, item after item, without gaps.
  public var elements: [Float] {
    var elements: [Float] = []
    forEachElement { elements.append(base[$0]) }
    return elements
  }

  /// The elements of one item, `[H, W, C]`.
  public func elements(of index: Int) -> [Float] {
    (0..<layout.height).flatMap { row in
      UnsafeBufferPointer(start: item(index, row: row), count: layout.widths[index] * channels)
    }
  }

  /// The given items of this strip in the given order, as a strip of their own.
  public func selecting(_ indices: [Int]) -> Strip {
    let layout = StripLayout(
      height: layout.height, widths: indices.map { self.layout.widths[$0] }, gap: layout.gap)
    let all = indices.flatMap { elements(of: $0) }
    return filledStrip(layout, channels: channels) { all[$0] }
  }

  public func copy() -> Strip {
    let copy = Strip(layout: layout, channels: channels)
    copy.base.update(from: base, count: count)
    return copy
  }

  /// True if every float outside the items is zero.
  public var gapsAreZero: Bool {
    let other = copy()
    other.forEachElement { other.base[$0] = 0 }
    return (0..<other.count).allSatisfy { other.base[$0] == 0 }
  }

  /// Sum of the products with another strip of the same shape, in double precision.
  public func dot(_ other: Strip) -> Double {
    var sum = 0.0
    forEachElement { sum += Double(base[$0]) * Double(other.base[$0]) }
    return sum
  }
}

extension Array where Element == Float {
  /// For comparisons that tell zeros and NaNs apart.
  public var bits: [UInt32] { map(\.bitPattern) }
}

extension Parameter {
  public var values: [Float] { Array(UnsafeBufferPointer(start: value.base, count: count)) }

  public var gradients: [Float] { Array(UnsafeBufferPointer(start: gradient.base, count: count)) }

  /// Seeded normal numbers: no bias is zero and no scale is one, so that leaving one out shows.
  public func randomize(_ random: inout RandomSource, scale: Float = 1) {
    for index in 0..<count { value.base[index] = random.normal() * scale }
  }
}
