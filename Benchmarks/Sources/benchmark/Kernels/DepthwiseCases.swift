import LegibleKernels
import LegibleTensors

/// Depthwise convolutions over maps of 32x128, row by row, as a layer runs them. Their inputs and outputs come from the
/// second-level cache or beyond, so the rate is bound by memory where the kernel is small.
extension KernelCase {
  static var depthwise: [KernelCase] {
    [64, 160].flatMap { channels in
      [3, 5].flatMap {
        [depthwise(side: $0, channels: channels), byteDepthwise(side: $0, channels: channels)]
      }
        + [depthwiseWeightsGradient(side: 3, channels: channels)]
    }
  }

  private static let (height, width) = (32, 128)

  /// The rows of a kernel that lie on the map for one row of outputs.
  private static func kernelRows(_ row: Int, side: Int) -> Range<Int> {
    max(0, side / 2 - row)..<min(side, height + side / 2 - row)
  }

  private static func work(side: Int, channels: Int) -> Double {
    let rows = (0..<height).reduce(0) { $0 + kernelRows($1, side: side).count }
    return 2 * Double(rows * side * width * channels)
  }

  private static func depthwise(side: Int, channels: Int) -> KernelCase {
    let rowStride = (width + side - 1) * channels
    let (input, output) = (FloatBuffer.noise(height * rowStride), FloatBuffer(count: height * rowStride))
    let weights = FloatBuffer.noise(side * side * channels)
    return KernelCase(
      title: "depthwise \(side)x\(side) of \(channels)", work: work(side: side, channels: channels),
      unit: .flops
    ) {
      withExtendedLifetime((input, output, weights)) {
        for row in 0..<height {
          let rows = kernelRows(row, side: side)
          var part = LegibleDepthwise(
            input: input.base + (row + rows.lowerBound - side / 2) * rowStride, segments: Int64(rows.count),
            segmentStride: Int64(rowStride), kernelWidth: Int64(side), channels: Int64(channels),
            weights: weights.base + rows.lowerBound * side * channels, bias: nil, relu: true,
            output: output.base + row * rowStride, columns: Int64(width))
          legible_depthwise(&part)
        }
      }
    }
  }

  private static func depthwiseWeightsGradient(side: Int, channels: Int) -> KernelCase {
    let rowStride = (width + side - 1) * channels
    let (input, gradient) = (FloatBuffer.noise(height * rowStride), FloatBuffer.noise(height * rowStride))
    let weights = FloatBuffer(count: side * side * channels)
    return KernelCase(
      title: "depthwise \(side)x\(side) of \(channels), gradient of weights",
      work: work(side: side, channels: channels), unit: .flops
    ) {
      withExtendedLifetime((input, gradient, weights)) {
        for row in 0..<height {
          for kernelRow in kernelRows(row, side: side) {
            var part = LegibleDepthwiseWeightsGradient(
              input: input.base + (row + kernelRow - side / 2) * rowStride,
              outputGradient: gradient.base + row * rowStride, columns: Int64(width),
              kernelWidth: Int64(side), channels: Int64(channels),
              gradient: weights.base + kernelRow * side * channels, stride: Int64(channels))
            legible_depthwise_weights_gradient(&part)
          }
        }
      }
    }
  }

  private static func byteDepthwise(side: Int, channels: Int) -> KernelCase {
    let rowStride = (width + side - 1) * channels
    let (input, output) = (bytes(height * rowStride), ByteBuffer(count: height * rowStride))
    var random = RandomSource(seed: 1)
    let weights = (0..<side * side * channels).map { _ in Int8.random(in: -127...127, using: &random) }
    let scale = FloatBuffer.noise(channels)
    return KernelCase(
      title: "byte depthwise \(side)x\(side) of \(channels)", work: work(side: side, channels: channels),
      unit: .dots
    ) {
      withExtendedLifetime((input, output, scale)) {
        weights.withUnsafeBufferPointer { weights in
          for row in 0..<height {
            let rows = kernelRows(row, side: side)
            var part = LegibleDepthwiseBytes(
              input: input.base + (row + rows.lowerBound - side / 2) * rowStride, segments: Int64(rows.count),
              segmentStride: Int64(rowStride), inputStride: Int64(channels), kernelWidth: Int64(side),
              channels: Int64(channels), weights: weights.baseAddress! + rows.lowerBound * side * channels,
              scale: scale.base, bias: scale.base, bytes: output.base + row * rowStride, largest: 255,
              output: nil, outputStride: Int64(channels), columns: Int64(width), relu: false)
            legible_depthwise_bytes(&part)
          }
        }
      }
    }
  }
}
