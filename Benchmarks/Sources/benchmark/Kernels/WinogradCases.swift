import LegibleKernels
import LegibleTensors

extension KernelCase {
  /// The parts of a 3x3 convolution in Winograd's form: the 36 products, and the transforms around them,
  /// forward and back.
  static func winograd(_ name: String, depth: Int, columns: Int) -> [KernelCase] {
    // Six register tiles of AVX-512: about what a piece of work of the wider layers has.
    let tiles = 84
    // A line more than the tiles need, as the layers have it.
    let (inputStride, outputStride) = (tiles * depth + 16, tiles * columns + 16)
    let side = Int(LegibleWinogradTile)
    let elements = Int(LegibleWinogradElements)
    let strip = FloatBuffer.noise((side + 2) * (side * tiles + 2) * max(depth, columns))
    let inputElements = FloatBuffer.noise(elements * inputStride)
    let outputElements = FloatBuffer.noise(elements * outputStride)
    let taps = FloatBuffer.noise(9 * depth * columns)
    let weights = WinogradWeights(depth: depth, columns: columns)
    weights.transform(taps.base, depthStride: 9, columnStride: 9 * depth, threads: 1)
    let products = (0..<elements).map {
      weights.product(
        element: $0, inputElements.base + $0 * inputStride, output: outputElements.base + $0 * outputStride,
        tiles: tiles)
    }
    let packedSize = legible_packed_size(Int64(depth), Int64(columns))
    let packed = FloatBuffer(count: elements * Int(packedSize))
    let gradient = FloatBuffer(count: 9 * depth * columns)
    let weightElements = FloatBuffer.noise(elements * depth * columns)

    func patches(_ channels: Int, side: Int, into elements: FloatBuffer, stride: Int) -> LegibleWinogradInput
    {
      LegibleWinogradInput(
        input: strip.base, rowStride: Int64((4 * tiles + 2) * channels), channels: Int64(channels),
        firstRow: 0, endRow: Int64(side), columns: Int64(4 * tiles + 2), tiles: Int64(tiles),
        elements: elements.base, elementStride: Int64(stride))
    }
    var input = patches(depth, side: side + 2, into: inputElements, stride: inputStride)
    var outputGradient = patches(columns, side: side, into: outputElements, stride: outputStride)
    var output = LegibleWinogradOutput(
      elements: outputElements.base, elementStride: Int64(outputStride), bias: nil, relu: true, poolHeight: 1,
      poolWidth: 1, output: strip.base, rowStride: Int64(side * tiles * columns), channels: Int64(columns),
      rows: Int64(side), columns: Int64(side * tiles), tiles: Int64(tiles))
    var transformed = LegibleWinogradWeights(
      weights: taps.base, depthStride: 9, columnStride: Int64(9 * depth), flipped: false, depth: Int64(depth),
      columns: Int64(columns), elements: packed.base,
      elementStride: packedSize)
    var weightsGradient = LegibleWinogradWeightsGradient(
      elements: weightElements.base, elementStride: Int64(depth * columns), gradient: gradient.base,
      depthStride: 9, columnStride: Int64(9 * depth), depth: Int64(depth), columns: Int64(columns))

    let kept: [AnyObject] = [
      strip, inputElements, outputElements, taps, weights, packed, gradient, weightElements,
    ]
    func transform(_ part: String, moved: Int, _ run: @escaping () -> Void) -> KernelCase {
      KernelCase(
        title: "winograd \(part.padded(17))\(name)", work: Double(4 * moved), unit: .bytes, count: moved
      ) { withExtendedLifetime(kept, run) }
    }
    return [
      KernelCase(
        title: "winograd products         \(name)", work: Double(2 * elements * tiles * depth * columns),
        unit: .flops
      ) {
        withExtendedLifetime(kept) {
          for var product in products { legible_product(&product) }
        }
      },
      transform("input", moved: (16 + elements) * tiles * depth) { legible_winograd_input(&input) },
      transform("output", moved: (16 + elements) * tiles * columns) { legible_winograd_output(&output) },
      transform("output gradient", moved: (16 + elements) * tiles * columns) {
        legible_winograd_output_gradient(&outputGradient)
      },
      transform("weights", moved: (9 + elements) * depth * columns) {
        legible_winograd_weights(&transformed)
      },
      transform("weights gradient", moved: (2 * 9 + elements) * depth * columns) {
        legible_winograd_weights_gradient(&weightsGradient)
      },
    ]
  }
}
