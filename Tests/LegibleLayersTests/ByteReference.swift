import LegibleKernels
import LegibleLayers
import LegibleTensors
import TestSupport

/// Layers of bytes as their definition has them, in plain loops over one item: sums of integers, then a
/// multiplication and an addition in float32, then rounding. What the layers compute must be equal to it, bit
/// for bit.
struct ByteReference {
  /// A feature map of one item, `[H, W, C]`.
  struct Map {
    let height, width, channels: Int
    let bytes: [UInt8]

    /// The byte of a position, or nil beside the item.
    func byte(_ row: Int, _ column: Int, _ channel: Int) -> UInt8? {
      guard (0..<height).contains(row), (0..<width).contains(column) else { return nil }
      return bytes[(row * width + column) * channels + channel]
    }
  }

  /// `[out, ...]`
  let weights: QuantizedWeights
  /// `[out]`
  let bias: [Float]
  let input: Quantization
  let writes: Strip.Format
  let isRectified: Bool

  /// The number of a sum, or its byte as a number.
  /// - Parameter scale: of the weights of the output.
  func value(_ sum: Int32, scale: Float, bias: Float) -> Float {
    let step = scale * input.scale
    guard case .bytes(let output) = writes else {
      let value = Float(sum) * step + bias
      return isRectified ? max(0, value) : value
    }
    let value = Float(sum) * (step / output.scale) + (bias / output.scale + Float(output.zeroPoint))
    return min(Float(output.largest), max(0, value)).rounded(.toNearestOrEven)
  }

  private func value(_ sum: Int32, output: Int) -> Float {
    value(sum, scale: weights.scales.base[output], bias: bias[output])
  }

  /// What the byte of an input counts; beside the item there is nothing.
  private func integer(_ byte: UInt8?) -> Int32 { byte.map { Int32($0) - Int32(input.zeroPoint) } ?? 0 }

  // MARK: Layers

  /// `[H, W, out]`
  func convolution(_ map: Map, _ spec: Convolution) -> [Float] {
    let (kh, kw) = (spec.kernel.height, spec.kernel.width)
    let (py, px) = spec.kernel.padding == .same ? (kh / 2, kw / 2) : (0, 0)
    var result: [Float] = []
    for y in 0..<map.height + 2 * py - kh + 1 {
      for x in 0..<max(0, map.width + 2 * px - kw + 1) {
        for d in 0..<spec.outputChannels {
          var sum: Int32 = 0
          for c in 0..<map.channels {
            for i in 0..<kh {
              for j in 0..<kw {
                let weight = weights.integers.base[((d * map.channels + c) * kh + i) * kw + j]
                sum += integer(map.byte(y + i - py, x + j - px, c)) * Int32(weight)
              }
            }
          }
          result.append(value(sum, output: d))
        }
      }
    }
    return result
  }

  /// `[H, W, C]`, each channel by its own kernel.
  func depthwise(_ map: Map, _ spec: DepthwiseConvolution) -> [Float] {
    let (kh, kw) = (spec.kernel.height, spec.kernel.width)
    let (py, px) = spec.kernel.padding == .same ? (kh / 2, kw / 2) : (0, 0)
    var result: [Float] = []
    for y in 0..<map.height + 2 * py - kh + 1 {
      for x in 0..<max(0, map.width + 2 * px - kw + 1) {
        for c in 0..<map.channels {
          var sum: Int32 = 0
          for i in 0..<kh {
            for j in 0..<kw {
              let weight = weights.integers.base[(c * kh + i) * kw + j]
              sum += integer(map.byte(y + i - py, x + j - px, c)) * Int32(weight)
            }
          }
          result.append(value(sum, output: c))
        }
      }
    }
    return result
  }

  /// The same by Winograd's F(2, 3) on rounded weights: four products for two columns
  /// (`LegibleQuantizedPairs`).
  func pairs(_ map: Map, _ spec: Convolution) -> [Float] {
    let kh = spec.kernel.height
    let (points, scales) = pointWeights(spec, channels: map.channels)
    var result = [Float](repeating: 0, count: map.height * map.width * spec.outputChannels)
    for y in 0..<map.height {
      for x in stride(from: 0, to: map.width, by: 2) {
        for d in 0..<spec.outputChannels {
          var m = [Int32](repeating: 0, count: 4)
          for c in 0..<map.channels {
            for i in 0..<kh {
              let v = (0..<4).map { integer(map.byte(y + i - kh / 2, x + $0 - 1, c)) }
              for (point, u) in [v[0] - v[2], v[1] + v[2], v[2] - v[1], v[1] - v[3]].enumerated() {
                m[point] += u * points[point][(d * map.channels + c) * kh + i]
              }
            }
          }
          for (column, sum) in [m[0] + m[1] + m[2], m[1] - m[2] + m[3]].enumerated()
          where x + column < map.width {
            result[(y * map.width + x + column) * spec.outputChannels + d] = value(
              sum, scale: scales[d], bias: bias[d])
          }
        }
      }
    }
    return result
  }

  /// `g0, (g0 + g1 + g2) / 2, (g0 - g1 + g2) / 2, -g2`, to the nearest integers of a scale in which all of an
  /// output fit.
  private func pointWeights(_ spec: Convolution, channels: Int) -> (points: [[Int32]], scales: [Float]) {
    let rows = channels * spec.kernel.height
    var points = [[Int32]](repeating: [], count: 4)
    var scales: [Float] = []
    for d in 0..<spec.outputChannels {
      let doubled = (d * rows..<(d + 1) * rows).map { row in
        let g = (0..<3).map { Int32(weights.integers.base[3 * row + $0]) }
        return [2 * g[0], g[0] + g[1] + g[2], g[0] - g[1] + g[2], -2 * g[2]]
      }
      let largest = Float(max(254, doubled.joined().map(abs).max() ?? 0))
      scales.append(weights.scales.base[d] * (largest / 254))
      let factor = 127 / largest
      for row in doubled {
        for point in 0..<4 {
          points[point].append(Int32((Float(row[point]) * factor).rounded(.toNearestOrEven)))
        }
      }
    }
    return (points, scales)
  }

  /// `[T, out]`
  func linear(_ map: Map) -> [Float] {
    (0..<map.width).flatMap { column in
      bias.indices.map { value(sum(map, column: column, output: $0), output: $0) }
    }
  }

  private func sum(_ map: Map, column: Int, output: Int) -> Int32 {
    (0..<map.channels).reduce(0 as Int32) {
      $0 + integer(map.byte(0, column, $1)) * Int32(weights.integers.base[output * map.channels + $1])
    }
  }

  /// One direction of an LSTM, `[T, H]`, with the float layer's own step behind the products.
  /// - Parameter recurrent: `[4H, H]`.
  func lstm(_ map: Map, recurrent: QuantizedWeights, reversed: Bool) -> [Float] {
    let h = bias.count / 4
    let sums = ByteReference(
      weights: weights, bias: bias, input: input, writes: .floats, isRectified: false)
    let unit = Quantization.unit
    var hidden = [Float](repeating: 0, count: map.width * h)
    var (state, cell) = ([Float](repeating: 0, count: h), [Float](repeating: 0, count: h))
    for step in 0..<map.width {
      let column = reversed ? map.width - 1 - step : step
      var gates = bias.indices.map { sums.value(sum(map, column: column, output: $0), output: $0) }
      if step > 0 {
        let bytes = state.map { Int32(Self.byte(of: $0, unit)) - Int32(unit.zeroPoint) }
        for gate in gates.indices {
          let sum = (0..<h).reduce(0 as Int32) {
            $0 + bytes[$1] * Int32(recurrent.integers.base[gate * h + $1])
          }
          gates[gate] += Float(sum) * (recurrent.scales.base[gate] * unit.scale)
        }
      }
      let previous = step == 0 ? nil : cell
      gates.withUnsafeMutableBufferPointer { gates in
        if let previous {
          legible_lstm_step(gates.baseAddress!, previous, &cell, &state, Int64(h))
        } else {
          legible_lstm_step(gates.baseAddress!, nil, &cell, &state, Int64(h))
        }
      }
      hidden.replaceSubrange(column * h..<(column + 1) * h, with: state)
    }
    guard case .bytes(let output) = writes else { return hidden }
    return hidden.map { Float(Self.byte(of: $0, output)) }
  }

  /// `activation(shortcut + branch)`.
  static func residual(
    _ shortcut: [UInt8], _ input: Quantization, _ branch: [Float], isRectified: Bool, writes: Strip.Format
  ) -> [Float] {
    zip(shortcut, branch).map { byte, branch in
      let sum = (Float(byte) - Float(input.zeroPoint)) * input.scale + branch
      let value = isRectified ? max(0, sum) : sum
      guard case .bytes(let output) = writes else { return value }
      return Float(Self.byte(of: value, output))
    }
  }

  /// The nearest byte, ties to even.
  private static func byte(of value: Float, _ quantization: Quantization) -> UInt8 {
    let level = value * (1 / quantization.scale) + Float(quantization.zeroPoint)
    return UInt8(min(Float(quantization.largest), max(0, level)).rounded(.toNearestOrEven))
  }
}
