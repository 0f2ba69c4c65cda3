import LegibleKernels
import LegibleLayers
import LegibleModels
import LegibleTensors

/// One kernel on one shape. A new kernel is a function that makes its case, and its lines in `all` or
/// `cases(of:)`.
struct KernelCase {
  let title: String
  /// Operations, or bytes read and written, of one run.
  let work: Double
  let unit: RateUnit
  /// Floats that a run reads and writes.
  var count = 0
  let run: () -> Void

  /// Every kernel, on the shapes of both presets' layers.
  static func all() throws -> [KernelCase] {
    var cases: [KernelCase] = []
    for preset in NetworkSpec.presetNames {
      let spec = try NetworkSpec.preset(preset, symbols: presetSymbols(preset))
      for index in spec.layers.indices { cases += Self.cases(of: spec, layer: index, preset: preset) }
    }
    return cases + depthwise + elementwise + byteElements
  }

  /// The matrix products of one layer at width 100: forward, and the weights' gradient.
  private static func cases(of spec: NetworkSpec, layer index: Int, preset: String) -> [KernelCase] {
    let name = "\(preset) \(spec.layers[index])"
    let input = spec.series.shapes[index]
    let output = spec.outputShape(ofLayer: index)
    // A batch of 32 is more columns than one piece of work has.
    let rows = LegibleProduct.pieceRows
    switch spec.layers[index] {
    case let layer as Convolution:
      let depth = layer.kernel.width * input.channels
      // The layers' own rule: with fewer channels the transforms cost more than the products save.
      let suitsWinograd =
        layer.kernel.height == 3 && layer.kernel.width == 3 && layer.kernel.padding == .same
        && input.channels >= 16
      return [
        product(
          name, rows: rows, segments: layer.kernel.height, depth: depth, inputStride: input.channels,
          columns: output.channels),
        outerProduct(
          name, positions: 1024, rows: min(depth, LegibleOuterProduct.pieceRows), leftStride: input.channels,
          columns: output.channels),
      ] + (suitsWinograd ? winograd(name, depth: input.channels, columns: output.channels) : [])
        // A network's first convolution stays in float32.
        + (input.channels % 4 > 0
          ? []
          : [
            byteProduct(
              name, rows: rows, segments: layer.kernel.height, depth: depth, inputStride: input.channels,
              columns: output.channels)
          ])
        + (suitsWinograd
          ? [
            bytePairs(
              name, pairs: rows / 2, kernelHeight: layer.kernel.height, channels: input.channels,
              columns: output.channels)
          ] : [])
    case let layer as Recurrent<LSTM>:
      let gates = 4 * layer.cell.hiddenSize
      return [product(name + " input", rows: rows, depth: input.channels, columns: gates)]
        + [32, 1].map { batch in
          product(
            name + " step of \(batch)", rows: batch, depth: layer.cell.hiddenSize, columns: gates,
            accumulates: true)
        }
        + [32, 1].map { batch in
          byteProduct(name + " step of \(batch)", rows: batch, depth: layer.cell.hiddenSize, columns: gates)
        }
    case is Linear, is Output:
      return [product(name, rows: rows, depth: input.channels, columns: output.channels)]
    default:
      return []
    }
  }

  // MARK: Products

  static func product(
    _ name: String, rows: Int, segments: Int = 1, depth: Int, inputStride: Int? = nil, columns: Int,
    accumulates: Bool = false
  ) -> KernelCase {
    let inputStride = inputStride ?? depth
    let segmentStride = rows * inputStride + depth
    let input = FloatBuffer.noise(segments * segmentStride)
    let weights = PackedMatrix(depth: segments * depth, columns: columns)
    let unpacked = FloatBuffer.noise(segments * depth * columns)
    withExtendedLifetime(unpacked) { weights.pack(unpacked.base, depthStride: columns, columnStride: 1) }
    let output = FloatBuffer(count: rows * columns)
    var product = weights.product(
      input.base, inputStride: inputStride, output: output.base, outputStride: columns, rows: rows)
    (product.segments, product.segmentStride) = (Int64(segments), Int64(segmentStride))
    product.depth = Int64(depth)
    product.accumulate = accumulates
    return KernelCase(
      title: "product       \(name)", work: 2 * Double(rows * columns * segments * depth), unit: .flops
    ) {
      withExtendedLifetime((input, weights, output)) { legible_product(&product) }
    }
  }

  static func outerProduct(_ name: String, positions: Int, rows: Int, leftStride: Int, columns: Int)
    -> KernelCase
  {
    let left = FloatBuffer.noise(positions * leftStride + rows)
    let right = FloatBuffer.noise(positions * columns)
    let output = FloatBuffer(count: rows * columns)
    var product = LegibleOuterProduct(
      left: left.base, leftStride: Int64(leftStride), right: right.base, rightStride: Int64(columns),
      positions: Int64(positions), output: output.base, outputStride: Int64(columns), rows: Int64(rows),
      columns: Int64(columns))
    return KernelCase(
      title: "outer product \(name)", work: 2 * Double(rows * columns * positions), unit: .flops
    ) {
      withExtendedLifetime((left, right, output)) { legible_outer_product(&product) }
    }
  }
}

extension FloatBuffer {
  /// Seeded normal numbers.
  static func noise(_ count: Int) -> FloatBuffer {
    let buffer = FloatBuffer(count: count)
    var random = RandomSource(seed: 1)
    for index in 0..<count { buffer.base[index] = random.normal() }
    return buffer
  }
}
