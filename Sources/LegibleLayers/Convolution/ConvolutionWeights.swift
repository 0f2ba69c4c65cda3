import LegibleTensors

/// The weights of a convolution in the order in which its products read them.
///
/// Which way a convolution is computed depends on its kernel and its channels alone, so that a crop's bits do
/// not depend on what runs beside it.
enum ConvolutionWeights: Sendable {
  /// `[kh * kw * C, D]`, rows in the order kernel row, kernel column, input channel.
  case direct(PackedMatrix)
  case winograd(WinogradWeights)

  /// - Parameters:
  ///   - depth: input channels `C`.
  ///   - columns: output channels `D`.
  init(_ geometry: ConvolutionGeometry, depth: Int, columns: Int) {
    if geometry.suitsWinograd, depth >= Self.channelsForWinograd, columns >= Self.channelsForWinograd {
      self = .winograd(WinogradWeights(depth: depth, columns: columns))
    } else {
      self = .direct(PackedMatrix(depth: geometry.taps * depth, columns: columns))
    }
  }

  /// With fewer channels the transforms cost more than the products save.
  private static let channelsForWinograd = 16

  /// - Parameters:
  ///   - weights: tap t, in the order of the kernel's rows, of input channel k and output channel n is
  ///     `weights[k * depthStride + n * columnStride + t]`.
  ///   - flipped: takes the kernel turned by 180 degrees.
  func pack(
    _ weights: UnsafePointer<Float>, taps: Int, depthStride: Int, columnStride: Int, flipped: Bool = false,
    threads: Int = 1
  ) {
    switch self {
    case .winograd(let winograd):
      winograd.transform(
        weights, depthStride: depthStride, columnStride: columnStride, flipped: flipped, threads: threads)
    case .direct(let matrix):
      let depth = matrix.depth / taps
      parallelFor(pieces: taps, threads: threads) { tap in
        matrix.pack(
          weights + (flipped ? taps - 1 - tap : tap), depthStride: depthStride, columnStride: columnStride,
          slice: tap * depth..<(tap + 1) * depth)
      }
    }
  }
}
