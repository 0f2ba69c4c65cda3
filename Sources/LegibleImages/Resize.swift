/// How a row of samples becomes a row of another length: output `i` is the sum of the inputs from `starts[i]`
/// on, each times its weight.
///
/// Shorter: area averaging; each output is the mean of the stretch of input it covers. Longer: bilinear
/// between the centres of the two nearest inputs, the ends repeated. As long: each input itself, exactly. The
/// positions are whole-number fractions, so that only the weights themselves are ever rounded.
private struct Resampling {
  private(set) var starts: [Int] = []
  /// `[outputs, taps]`, row-major; weights past the end of the input are zero and `starts` keeps them inside.
  private(set) var weights: [Float] = []
  private(set) var taps = 0
  private var (inputs, outputs) = (0, 0)

  /// Gets ready for rows of another length, in the memory that it has.
  mutating func prepare(from inputs: Int, to outputs: Int) {
    guard (inputs, outputs) != (self.inputs, self.outputs) else { return }
    (self.inputs, self.outputs) = (inputs, outputs)
    if outputs <= inputs { prepareAveraging() } else { prepareInterpolating() }
  }

  private mutating func reset(taps: Int) {
    self.taps = taps
    starts.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    starts.append(contentsOf: repeatElement(0, count: outputs))
    weights.append(contentsOf: repeatElement(0, count: outputs * taps))
  }

  /// In units of `1 / outputs` of an input, output `i` covers `i * inputs ..< (i + 1) * inputs` and input `j`
  /// covers `j * outputs ..< (j + 1) * outputs`.
  private mutating func prepareAveraging() {
    // A stretch of a whole number of inputs begins with one; any other begins anywhere within one.
    reset(taps: inputs % outputs == 0 ? inputs / outputs : min(inputs, inputs / outputs + 2))
    for output in 0..<outputs {
      let (first, last) = (output * inputs / outputs, ((output + 1) * inputs - 1) / outputs)
      let start = min(first, inputs - taps)
      starts[output] = start
      for input in first...last {
        let overlap =
          min((input + 1) * outputs, (output + 1) * inputs) - max(input * outputs, output * inputs)
        weights[output * taps + input - start] = Float(Double(overlap) / Double(inputs))
      }
    }
  }

  /// In units of `1 / (2 * outputs)` of an input, the centre of output `i` lies at `(2 * i + 1) * inputs` and
  /// that of input `j` at `(2 * j + 1) * outputs`.
  private mutating func prepareInterpolating() {
    reset(taps: min(inputs, 2))
    for output in 0..<outputs {
      let lastCentre = (2 * inputs - 1) * outputs
      let fromFirstCentre = min(max((2 * output + 1) * inputs, outputs), lastCentre) - outputs
      let left = min(fromFirstCentre / (2 * outputs), inputs - taps)
      let right = Float(Double(fromFirstCentre - left * 2 * outputs) / Double(2 * outputs))
      starts[output] = left
      weights[output * taps] = 1 - right
      if taps == 2 { weights[output * taps + 1] = right }
    }
  }
}

/// Resizes pictures one after the other, in memory that it uses again. One thread uses one.
package final class Resampler {
  private var columns = Resampling()
  private var rows = Resampling()
  private var scratch: [Float] = []

  package init() {}

  /// Calls `write(y, row)` for each row of the picture at another size; `row` holds `width` levels, 0...255.
  ///
  /// Down the columns first: that works on whole rows at a time, which the processor does in wide steps.
  fileprivate func resample(
    _ image: Image, _ area: PixelArea, width: Int, height: Int, write: (Int, UnsafePointer<Float>) -> Void
  ) {
    columns.prepare(from: area.width, to: width)
    rows.prepare(from: area.height, to: height)
    let needed = area.width + width
    if scratch.count < needed { scratch.append(contentsOf: repeatElement(0, count: needed - scratch.count)) }
    scratch.withUnsafeMutableBufferPointer { scratch in
      let tall = scratch.baseAddress!
      let row = tall + area.width
      image.pixels.withUnsafeBufferPointer { pixels in
        let first = pixels.baseAddress! + area.y * image.width + area.x
        for y in 0..<height {
          sumRows(first, width: area.width, stride: image.width, by: rows, at: y, into: tall)
          sumColumns(tall, by: columns, into: row, count: width)
          write(y, row)
        }
      }
    }
  }
}

extension Image {
  /// The width of the input strip of this picture at `height` rows: `round(width * height / self.height)`,
  /// halves up, at least 1.
  package func inputWidth(height: Int) -> Int {
    precondition(height >= 1, "an input strip of \(height) rows")
    return max(1, (2 * width * height + self.height) / (2 * self.height))
  }

  /// Writes the network's input for a part of this picture: resized to `height` rows and `width` columns, each axis by
  /// area averaging where it shrinks and bilinear where it grows, and scaled from 0...255 to -1...1 as `(v -
  /// 127.5) / 127.5`, or, where letters use a sliver of the levels, from their range (`Levels.swift`). Nothing is
  /// rounded to whole levels on the way. The same picture gives the same bits on every machine.
  ///
  /// - Parameters:
  ///   - area: The part.
  ///   - width: Columns of the strip.
  ///   - height: Rows of the strip.
  ///   - strip: `[height, width]`, element `(y, x)` at `strip[y * rowStride + x]`; nothing else is written.
  ///   - rowStride: Elements from one row to the next, at least `width`.
  ///   - resampler: Memory that is used again.
  /// - Complexity: O(pixels + height * (area.width + width * taps)).
  package func writeInputStrip(
    of area: PixelArea, width: Int, height: Int, into strip: UnsafeMutablePointer<Float>, rowStride: Int,
    using resampler: Resampler = Resampler()
  ) {
    precondition(rowStride >= width, "an input strip \(width) wide in rows of \(rowStride)")
    let levels = inputLevels
    let middle = Float(levels.lower + levels.upper) / 2
    let half = Float(levels.upper - levels.lower) / 2
    resampler.resample(self, area, width: width, height: height) { y, row in
      let target = strip + y &* rowStride
      for x in 0..<width { target[x] = (row[x] - middle) / half }
    }
  }

  /// The picture at another size, each axis by area averaging where it shrinks and bilinear where it grows,
  /// rounded to the nearest level at the end alone.
  package func resized(width: Int, height: Int) -> Image {
    precondition(width >= 1 && height >= 1, "an image cannot be resized to \(width)x\(height)")
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height) { target, count in
      Resampler().resample(self, area, width: width, height: height) { y, row in
        for x in 0..<width {
          // The weights of a sum of 255s may round to a hair above 255.
          target[y &* width &+ x] = UInt8(min(row[x] + 0.5, 255))
        }
      }
      count = width * height
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  /// The picture at another height, its width in proportion as `inputWidth(height:)` gives it.
  package func resized(toHeight height: Int) -> Image {
    resized(width: inputWidth(height: height), height: height)
  }
}

/// `sums[x]`, `x` in `0..<width`: column `x` of the pixels, weighted as output row `y` of `rows` says.
private func sumRows(
  _ pixels: UnsafePointer<UInt8>, width: Int, stride: Int, by rows: Resampling, at y: Int,
  into sums: UnsafeMutablePointer<Float>
) {
  var source = pixels + rows.starts[y] &* stride
  let firstWeight = rows.weights[y &* rows.taps]
  for x in 0..<width { sums[x] = firstWeight * Float(source[x]) }
  for tap in 1..<rows.taps {
    let weight = rows.weights[y &* rows.taps &+ tap]
    source += stride
    for x in 0..<width { sums[x] += weight * Float(source[x]) }
  }
}

/// `row[x]`, `x` in `0..<count`: the inputs of `source` weighted as output `x` of `columns` says.
private func sumColumns(
  _ source: UnsafePointer<Float>, by columns: Resampling, into row: UnsafeMutablePointer<Float>, count: Int
) {
  columns.starts.withUnsafeBufferPointer { starts in
    columns.weights.withUnsafeBufferPointer { weights in
      var weight = weights.baseAddress!
      for x in 0..<count {
        let inputs = source + starts[x]
        var sum = weight[0] * inputs[0]
        for tap in 1..<columns.taps { sum += weight[tap] * inputs[tap] }
        row[x] = sum
        weight += columns.taps
      }
    }
  }
}
