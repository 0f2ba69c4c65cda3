import LegibleTensors

/// Kernel and padding of a convolution of stride 1.
struct ConvolutionGeometry: Equatable, Sendable {
  var kernelHeight: Int
  var kernelWidth: Int
  /// Zero rows above and below.
  var paddingHeight: Int
  /// Zero columns left and right of every item, at most the strip's gap.
  var paddingWidth: Int

  /// - Parameter isPadded: with as many zeros as keep the size; the kernel's sides are odd then.
  init(kernelHeight: Int, kernelWidth: Int, isPadded: Bool) {
    self.init(
      kernelHeight: kernelHeight, kernelWidth: kernelWidth, paddingHeight: isPadded ? kernelHeight / 2 : 0,
      paddingWidth: isPadded ? kernelWidth / 2 : 0)
  }

  private init(kernelHeight: Int, kernelWidth: Int, paddingHeight: Int, paddingWidth: Int) {
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.paddingHeight = paddingHeight
    self.paddingWidth = paddingWidth
  }

  /// Positions of the kernel.
  var taps: Int { kernelHeight * kernelWidth }

  /// The geometry whose forward pass, with the kernel turned by 180 degrees, is this one's gradient.
  var transposed: ConvolutionGeometry {
    ConvolutionGeometry(
      kernelHeight: kernelHeight, kernelWidth: kernelWidth, paddingHeight: kernelHeight - 1 - paddingHeight,
      paddingWidth: kernelWidth - 1 - paddingWidth)
  }

  /// Gives the output of a strip its shape.
  func shape(
    _ output: Strip, from input: StripLayout, channels: Int, pooling: FusedPooling = FusedPooling(),
    format: Strip.Format = .floats
  ) {
    output.reshape(
      input, height: outputHeight(input.height) / pooling.height, channels: channels, format: format
    ) { outputWidth($0) / pooling.width }
  }

  func outputWidth(_ width: Int) -> Int { max(0, width + 2 * paddingWidth - kernelWidth + 1) }

  private func outputHeight(_ height: Int) -> Int { height + 2 * paddingHeight - kernelHeight + 1 }

  /// True for the kernel that Winograd's transforms are for.
  var suitsWinograd: Bool {
    self == ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3, isPadded: true)
  }

  /// Convolves a strip.
  /// - Parameters:
  ///   - bias: `[D]` or nil.
  ///   - pooling: taken before the output is stored.
  ///   - output: already of its shape, after pooling, `D` channels. Every element is written, gaps as zeros.
  func convolve(
    _ input: Strip, weights: ConvolutionWeights, bias: UnsafePointer<Float>?, activation: Activation,
    pooling: FusedPooling = FusedPooling(), into output: Strip, threads: Int, workspace: Workspace
  ) {
    precondition(
      paddingWidth <= input.layout.gap, "padding of \(paddingWidth) columns, gap of \(input.layout.gap)")
    switch weights {
    case .direct(let matrix):
      convolve(
        input, weights: matrix, bias: bias, activation: activation, pooling: pooling, into: output,
        threads: threads, workspace: workspace)
    case .winograd(let winograd):
      winograd.convolve(
        input, bias: bias, activation: activation, pooling: pooling, into: output, threads: threads,
        workspace: workspace)
    }
  }
}
