import LegibleTensors

/// Normal numbers in the items, zeros in the gaps.
package func randomStrip(_ layout: StripLayout, channels: Int, seed: UInt64) -> Strip {
  var random = RandomSource(seed: seed)
  return filledStrip(layout, channels: channels) { _ in random.normal() }
}

/// Numbers no two of which are closer than 0.1: a small step changes no maximum.
package func spacedStrip(_ layout: StripLayout, channels: Int, seed: UInt64) -> Strip {
  var random = RandomSource(seed: seed)
  let order = Array(0..<layout.columns * layout.height * channels).shuffled(using: &random)
  return filledStrip(layout, channels: channels) { Float(order[$0] - order.count / 2) * 0.1 }
}

/// - Parameter value: of an element by its number, in the order item, row, column, channel.
package func filledStrip(_ layout: StripLayout, channels: Int, _ value: (Int) -> Float) -> Strip {
  let strip = Strip(layout: layout, channels: channels)
  var number = 0
  strip.forEachElement {
    strip.base[$0] = value(number)
    number += 1
  }
  return strip
}

/// A strip whose memory holds NaNs and is larger than a test's strips: what an operation leaves unwritten shows.
package func poisonedStrip() -> Strip {
  let strip = Strip(layout: StripLayout(height: 4, widths: [400]), channels: 100)
  strip.base.update(repeating: .nan, count: strip.count)
  return strip
}

extension Strip {
  /// Calls `body` with the place of every element that is not in a gap, in the order item, row, column, channel.
  package func forEachElement(_ body: (_ place: Int) -> Void) {
    for index in 0..<layout.count {
      for row in 0..<layout.height {
        let first = item(index, row: row) - base
        for place in first..<first + layout.widths[index] * channels { body(place) }
      }
    }
  }

  /// All elements, item after item, without gaps.
  package var elements: [Float] {
    var elements: [Float] = []
    forEachElement { elements.append(base[$0]) }
    return elements
  }

  /// The floats of one item, `[H, W, C]`.
  package func elements(of index: Int) -> [Float] {
    (0..<layout.height).flatMap { row in
      UnsafeBufferPointer(start: item(index, row: row), count: layout.widths[index] * channels)
    }
  }

  /// The given items of this strip in the given order, as a strip of their own.
  package func selecting(_ indices: [Int]) -> Strip {
    let layout = StripLayout(
      height: layout.height, widths: indices.map { self.layout.widths[$0] }, gap: layout.gap)
    let all = indices.flatMap { elements(of: $0) }
    return filledStrip(layout, channels: channels) { all[$0] }
  }

  package func copy() -> Strip {
    let copy = Strip(layout: layout, channels: channels)
    copy.base.update(from: base, count: count)
    return copy
  }

  // MARK: Bytes

  /// This strip as bytes.
  package func quantized(_ quantization: Quantization) -> Strip {
    let strip = Strip()
    strip.quantize(self, as: quantization)
    return strip
  }

  /// The bytes of one item of a strip of bytes, `[H, W, C]`.
  package func bytes(of index: Int) -> [UInt8] {
    (0..<layout.height).flatMap { row in
      (0..<layout.widths[index]).flatMap { column in
        UnsafeBufferPointer(start: byteItem(index, row: row) + column * channelStride, count: channels)
      }
    }
  }

  /// The given items of this strip of bytes in the given order, as a strip of their own.
  package func selectingBytes(_ indices: [Int]) -> Strip {
    let strip = Strip()
    strip.reshape(
      StripLayout(height: layout.height, widths: indices.map { layout.widths[$0] }, gap: layout.gap),
      channels: channels, format: format)
    strip.clearGaps()
    for (place, index) in indices.enumerated() {
      for row in 0..<layout.height {
        strip.byteItem(place, row: row).update(
          from: byteItem(index, row: row), count: layout.widths[index] * channelStride)
      }
    }
    return strip
  }

  /// True if every channel outside the items of a strip of bytes is the byte of zero.
  package func gapsAre(_ zeroPoint: UInt8) -> Bool {
    let items = zip(layout.offsets, layout.widths).map { $0..<$0 + $1 }
    return (0..<layout.width).allSatisfy { column in
      items.contains { $0.contains(column) }
        || (0..<layout.height).allSatisfy { row in
          (0..<channels).allSatisfy { bytePosition(row: row, column: column)[$0] == zeroPoint }
        }
    }
  }

  /// True if every float outside the items is zero.
  package var gapsAreZero: Bool {
    let other = copy()
    other.forEachElement { other.base[$0] = 0 }
    return (0..<other.count).allSatisfy { other.base[$0] == 0 }
  }

  /// Sum of the products with another strip of the same shape, in double precision.
  package func dot(_ other: Strip) -> Double {
    var sum = 0.0
    forEachElement { sum += Double(base[$0]) * Double(other.base[$0]) }
    return sum
  }
}

extension Array where Element == Float {
  /// For comparisons that tell zeros and NaNs apart.
  package var bits: [UInt32] { map(\.bitPattern) }
}

extension Parameter {
  package var values: [Float] { Array(UnsafeBufferPointer(start: value.base, count: count)) }

  package var gradients: [Float] { Array(UnsafeBufferPointer(start: gradient.base, count: count)) }

  /// Seeded normal numbers: no bias is zero and no scale is one, so that leaving one out shows.
  package func randomize(_ random: inout RandomSource, scale: Float = 1) {
    for index in 0..<count { value.base[index] = random.normal() * scale }
  }
}
