import LegibleKernels
import LegibleTensors
import TestSupport
import Testing

/// Winograd's transforms against their matrices (Lavin and Gray 2016, section 4.3) in double precision.
@Suite struct WinogradTests {
  typealias Matrix = [[Double]]

  /// `B^T`, `G` and `A^T`.
  static let input: Matrix = [
    [4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0], [0, -2, -1, 2, 1, 0],
    [0, 2, -1, -2, 1, 0], [0, 4, 0, -5, 0, 1],
  ]
  static let weights: Matrix = [
    [1 / 4, 0, 0], [-1 / 6, -1 / 6, -1 / 6], [-1 / 6, 1 / 6, -1 / 6], [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6], [0, 0, 1],
  ]
  static let output: Matrix = [
    [1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1],
  ]

  static let channels = [1, 7, 8, 16, 17, 33, 48]
  /// The 36 elements of the largest test, and what lies between two of them.
  private static let elementGap = 5

  private static func transposed(_ a: Matrix) -> Matrix { a[0].indices.map { j in a.map { $0[j] } } }

  private static func product(_ a: Matrix, _ b: Matrix) -> Matrix {
    a.map { row in b[0].indices.map { j in zip(row, b).reduce(0) { $0 + $1.0 * $1.1[j] } } }
  }

  /// `t x t^T`, row-major.
  private static func transform(_ t: Matrix, _ x: Matrix) -> [Double] {
    product(product(t, x), transposed(t)).flatMap { $0 }
  }

  /// Bound of the errors: a few roundings of numbers not larger than the transform of the absolute values.
  private static func tolerances(_ t: Matrix, _ x: Matrix) -> [Double] {
    let absolute = { (a: Matrix) in a.map { $0.map { abs($0) } } }
    return transform(absolute(t), absolute(x)).map { sumTolerance(terms: 16, magnitude: $0) }
  }

  @Test(arguments: KernelSet.all, channels)
  func patchesOfInputs(kernels: KernelSet, channels: Int) {
    patches(kernels(\.winograd_input), Self.input, side: 6, channels: channels)
  }

  @Test(arguments: KernelSet.all, channels)
  func tilesOfGradients(kernels: KernelSet, channels: Int) {
    patches(
      kernels(\.winograd_output_gradient), Self.transposed(Self.output), side: 4, channels: channels)
  }

  private func patches(
    _ kernel: (UnsafePointer<LegibleWinogradInput>?) -> Void, _ matrix: Matrix, side: Int, channels: Int
  ) {
    var random = RandomSource(seed: UInt64(channels))
    for (rows, columns, tiles) in [(0..<side, 12, 3), (1..<side, 5, 2), (0..<1, 1, 1), (1..<3, 9, 3)] {
      // Just the rows and columns that exist, so that reading another one gives NaN.
      let source = Guarded(rows.count, columns * channels, offset: 3) { _, _ in random.normal() }
      let elements = Guarded(36, tiles * channels, stride: tiles * channels + Self.elementGap, offset: 1) {
        _, _ in 0
      }
      var part = LegibleWinogradInput(
        input: source.base - rows.lowerBound * source.stride, rowStride: Int64(source.stride),
        channels: Int64(channels), firstRow: Int64(rows.lowerBound), endRow: Int64(rows.upperBound),
        columns: Int64(columns), tiles: Int64(tiles), elements: elements.base,
        elementStride: Int64(elements.stride))
      kernel(&part)
      #expect(elements.guardsHold)
      for tile in 0..<tiles {
        for c in 0..<channels {
          let patch = (0..<side).map { i in
            (0..<side).map { j -> Double in
              let column = tile * 4 + j
              guard rows.contains(i), column < columns else { return 0 }
              return Double(source[i - rows.lowerBound, column * channels + c])
            }
          }
          let tolerances = Self.tolerances(matrix, patch)
          let mismatch = firstMismatch(
            (0..<36).map { elements[$0, tile * channels + c] }, Self.transform(matrix, patch)
          ) { tolerances[$0] }
          #expect(mismatch == nil, "tile \(tile), channel \(c)")
        }
      }
    }
  }

  @Test(arguments: KernelSet.all, channels)
  func tilesOfOutputs(kernels: KernelSet, channels: Int) {
    var random = RandomSource(seed: UInt64(channels))
    for (rows, columns, tiles) in [(4, 12, 3), (3, 5, 2), (1, 1, 1), (2, 7, 2)] {
      for (poolHeight, poolWidth) in [(1, 1), (2, 1), (1, 2), (2, 2)] {
        for (relu, hasBias) in [(false, true), (true, true), (true, false)] {
          let elements = Guarded(36, tiles * channels, stride: tiles * channels + Self.elementGap) { _, _ in
            random.normal()
          }
          let bias = Guarded((0..<channels).map { _ in random.normal() }, offset: 2)
          let (height, width) = (rows / poolHeight, columns / poolWidth)
          let target = Guarded(height, width * channels, stride: width * channels + 3, offset: 1) { _, _ in
            .nan
          }
          var part = LegibleWinogradOutput(
            elements: elements.base, elementStride: Int64(elements.stride),
            bias: hasBias ? UnsafePointer(bias.base) : nil, relu: relu, poolHeight: Int64(poolHeight),
            poolWidth: Int64(poolWidth), output: target.base, rowStride: Int64(target.stride),
            channels: Int64(channels), rows: Int64(rows), columns: Int64(columns), tiles: Int64(tiles))
          kernels(\.winograd_output)(&part)
          #expect(target.guardsHold)
          for c in 0..<channels {
            let values = (0..<tiles).map { tile -> (values: [Double], tolerances: [Double]) in
              let m = (0..<6).map { i in
                (0..<6).map { Double(elements[i * 6 + $0, tile * channels + c]) }
              }
              return (
                Self.transform(Self.output, m).map {
                  let sum = $0 + (hasBias ? Double(bias[0, c]) : 0)
                  return relu ? max(0, sum) : sum
                },
                Self.tolerances(Self.output, m)
              )
            }
            for y in 0..<height {
              for x in 0..<width {
                let window = (0..<poolHeight * poolWidth).map { number in
                  let (row, column) = (
                    y * poolHeight + number / poolWidth, x * poolWidth + number % poolWidth
                  )
                  return (tile: column / 4, place: row * 4 + column % 4)
                }
                let expected = window.map { values[$0.tile].values[$0.place] }.max()!
                // The bias is at most about 4.
                let tolerance = window.map { values[$0.tile].tolerances[$0.place] }.max()! + 1e-6
                #expect(abs(Double(target[y, x * channels + c]) - expected) <= tolerance)
              }
            }
          }
        }
      }
    }
  }

  @Test(arguments: KernelSet.all, [(1, 1), (3, 32), (5, 33), (2, 70), (4, 16)])
  func weightsAreTransformedAndPacked(kernels: KernelSet, size: (depth: Int, columns: Int)) {
    var random = RandomSource(seed: 5)
    let (depth, columns) = size
    let panels = (columns + 31) / 32
    for flipped in [false, true] {
      // [columns, depth, 9], as PyTorch has it.
      let taps = Guarded(columns * depth, 9) { _, _ in random.normal() }
      let elements = Guarded(36, panels * depth * 32, stride: panels * depth * 32 + Self.elementGap) { _, _ in
        .nan
      }
      var part = LegibleWinogradWeights(
        weights: taps.base, depthStride: 9, columnStride: Int64(depth * 9), flipped: flipped,
        depth: Int64(depth), columns: Int64(columns), elements: elements.base,
        elementStride: Int64(elements.stride))
      kernels(\.winograd_weights)(&part)
      #expect(elements.guardsHold)
      for k in 0..<depth {
        for n in 0..<panels * 32 {
          let kernel = (0..<3).map { i in
            (0..<3).map { j -> Double in
              n < columns ? Double(taps[n * depth + k, flipped ? 8 - i * 3 - j : i * 3 + j]) : 0
            }
          }
          let tolerances = Self.tolerances(Self.weights, kernel)
          let place = n / 32 * depth * 32 + k * 32 + n % 32
          let mismatch = firstMismatch(
            (0..<36).map { elements[$0, place] }, Self.transform(Self.weights, kernel)
          ) { tolerances[$0] }
          #expect(mismatch == nil, "(\(k), \(n))")
        }
      }
    }
  }

  @Test(arguments: KernelSet.all, [(1, 1), (3, 32), (5, 33), (2, 7)])
  func gradientsOfWeightsAreTransformedBackAndAdded(kernels: KernelSet, size: (depth: Int, columns: Int)) {
    var random = RandomSource(seed: 6)
    let (depth, columns) = size
    let elements = Guarded(36, depth * columns, stride: depth * columns + Self.elementGap) { _, _ in
      random.normal()
    }
    let gradient = Guarded(columns * depth, 9, offset: 1) { _, _ in random.normal() }
    let before = gradient.values
    var part = LegibleWinogradWeightsGradient(
      elements: elements.base, elementStride: Int64(elements.stride), gradient: gradient.base, depthStride: 9,
      columnStride: Int64(depth * 9), depth: Int64(depth), columns: Int64(columns))
    kernels(\.winograd_weights_gradient)(&part)
    #expect(gradient.guardsHold)
    let matrix = Self.transposed(Self.weights)
    for k in 0..<depth {
      for n in 0..<columns {
        let u = (0..<6).map { i in (0..<6).map { Double(elements[i * 6 + $0, k * columns + n]) } }
        let row = n * depth + k
        let expected = zip(Self.transform(matrix, u), before[row * 9..<row * 9 + 9]).map { $0 + Double($1) }
        let tolerances = Self.tolerances(matrix, u)
        // What was there is at most about 4.
        #expect(
          firstMismatch((0..<9).map { gradient[row, $0] }, expected) { tolerances[$0] + 1e-6 } == nil,
          "(\(k), \(n))")
      }
    }
  }

  /// A NaN reaches every output of its tile; denormals and large values stay what the matrices say.
  @Test(arguments: KernelSet.all)
  func extremes(kernels: KernelSet) {
    for value in [Float.nan, .leastNonzeroMagnitude, -.leastNormalMagnitude / 3, 1e30] {
      let source = Guarded(6, 6 * 16) { _, _ in value }
      let elements = Guarded(36, 16) { _, _ in 0 }
      var part = LegibleWinogradInput(
        input: source.base, rowStride: 96, channels: 16, firstRow: 0, endRow: 6, columns: 6, tiles: 1,
        elements: elements.base, elementStride: 16)
      kernels(\.winograd_input)(&part)
      let target = Guarded(4, 4 * 16) { _, _ in 0 }
      var back = LegibleWinogradOutput(
        elements: elements.base, elementStride: 16, bias: nil, relu: true, poolHeight: 1, poolWidth: 1,
        output: target.base, rowStride: 64, channels: 16, rows: 4, columns: 4, tiles: 1)
      kernels(\.winograd_output)(&back)
      if value.isNaN {
        #expect(elements.values.allSatisfy(\.isNaN) && target.values.allSatisfy(\.isNaN))
      } else {
        let patch = [[Double]](repeating: [Double](repeating: Double(value), count: 6), count: 6)
        let tolerances = Self.tolerances(Self.input, patch)
        let expected = Self.transform(Self.input, patch)
        #expect(
          firstMismatch((0..<36).map { elements[$0, 5] }, expected) { tolerances[$0] } == nil, "\(value)")
      }
    }
  }
}
