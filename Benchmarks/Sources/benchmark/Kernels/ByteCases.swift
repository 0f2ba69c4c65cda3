import LegibleKernels
import LegibleTensors

/// The kernels of int8 models.
extension KernelCase {
  /// A product of bytes whose sums become bytes again.
  static func byteProduct(
    _ name: String, rows: Int, segments: Int = 1, depth: Int, inputStride: Int? = nil, columns: Int
  ) -> KernelCase {
    let inputStride = inputStride ?? depth
    let segmentStride = rows * inputStride + depth
    let weights = byteMatrix(depth: segments * depth, columns: columns)
    let input = bytes(segments * segmentStride)
    let (output, scale) = (ByteBuffer(count: rows * columns), FloatBuffer.noise(columns))
    var product = weights.product(scale: scale.base, bias: scale.base)
    product.input = UnsafePointer(input.base)
    (product.segments, product.segmentStride) = (Int64(segments), Int64(segmentStride))
    (product.inputStride, product.depth, product.rows) = (Int64(inputStride), Int64(depth), Int64(rows))
    (product.bytes, product.outputStride) = (output.base, Int64(columns))
    return KernelCase(
      title: "byte product  \(name)", work: 2 * Double(rows * columns * segments * depth), unit: .dots
    ) {
      withExtendedLifetime((input, weights, output, scale)) { legible_quantized_product(&product) }
    }
  }

  /// The F(2, 3) form of a convolution of width 3. Its operations are those of the sums as they are written out, six
  /// products for a pair of outputs, of which it takes four: its peak is 150%.
  static func bytePairs(_ name: String, pairs: Int, kernelHeight: Int, channels: Int, columns: Int)
    -> KernelCase
  {
    let depth = kernelHeight * channels
    let weights = byteMatrix(depth: 4 * depth, columns: columns)
    let rowBytes = pairs * channels
    let pointBytes = kernelHeight * rowBytes
    let input = bytes(4 * pointBytes)
    let (output, scale) = (ByteBuffer(count: 2 * pairs * columns), FloatBuffer.noise(columns))
    let initial = weights.initialSums(zeroPoint: 0)
    var product = weights.product(scale: scale.base, bias: scale.base)
    product.input = UnsafePointer(input.base)
    (product.segments, product.segmentStride) = (Int64(kernelHeight), Int64(rowBytes))
    (product.inputStride, product.depth, product.rows) = (Int64(channels), Int64(channels), Int64(pairs))
    (product.bytes, product.outputStride) = (output.base, Int64(columns))
    return KernelCase(
      title: "byte pairs    \(name)", work: 2 * Double(2 * pairs * columns * 3 * depth), unit: .dots
    ) {
      withExtendedLifetime((input, weights, output, scale)) {
        initial.withUnsafeBufferPointer {
          let initial = $0.baseAddress
          var pairs = LegibleQuantizedPairs(
            product: product, pointStride: Int64(pointBytes),
            weightsPointStride: Int64(depth * LegiblePanel), initials: (initial, nil, initial, initial))
          legible_quantized_pairs(&pairs)
        }
      }
    }
  }

  /// Kernels on bytes that are bound by memory, on arrays that lie in the second-level cache.
  static var byteElements: [KernelCase] {
    let (positions, channels) = (250, 128)
    let n = positions * channels
    let floats = FloatBuffer.noise(n)
    let (input, output) = (bytes(n), ByteBuffer(count: 4 * n))
    var pool = LegibleMaxPoolBytes(
      input: input.base, rowStride: Int64(125 * channels), columnStride: Int64(channels),
      channels: Int64(channels), windowHeight: 2, windowWidth: 2, windows: 62,
      windowStride: Int64(2 * channels), output: output.base, outputStride: Int64(channels))
    var pairs = LegiblePairsInput(
      input: input.base, columnStride: Int64(channels), columns: Int64(positions), pairs: 124,
      channels: Int64(channels), points: output.base, pointStride: Int64(124 * channels))
    func elementwise(_ name: String, moved: Int, _ run: @escaping () -> Void) -> KernelCase {
      KernelCase(title: name, work: Double(moved), unit: .bytes, count: n) {
        withExtendedLifetime((floats, input, output), run)
      }
    }
    return [
      elementwise("quantize", moved: 5 * n) {
        legible_quantize(
          floats.base, 30, 128, 255, output.base, Int64(channels), Int64(positions), Int64(channels))
      },
      elementwise("max pool 2x2 of bytes", moved: n + n / 4) { legible_max_pool_bytes(&pool) },
      elementwise("pairs input", moved: 3 * n) { legible_pairs_input(&pairs) },
    ]
  }

  private static func byteMatrix(depth: Int, columns: Int) -> QuantizedMatrix {
    let matrix = QuantizedMatrix(depth: depth, columns: columns)
    let source = bytes(depth * columns)
    source.base.withMemoryRebound(to: Int8.self, capacity: depth * columns) {
      matrix.pack($0, depthStride: columns, columnStride: 1, count: depth)
    }
    return matrix
  }

  /// Seeded numbers from 0 to 127, as a convolution of pairs reads them.
  static func bytes(_ count: Int) -> ByteBuffer {
    let buffer = ByteBuffer(count: count)
    var random = RandomSource(seed: 1)
    for index in 0..<count { buffer.base[index] = UInt8(random.next() >> 57) }
    return buffer
  }
}
