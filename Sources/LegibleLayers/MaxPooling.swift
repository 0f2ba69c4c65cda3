import LegibleKernels
import LegibleTensors

/// Maximum over windows, with PyTorch's floor rule and padding (padding never wins).
///
/// `Mp<height>,<width>[,<stride y>,<stride x>[,<padding y>,<padding x>]]`. The stride defaults to the kernel.
/// Padding, our extension, is minus infinity on both sides and at most half the kernel, as PyTorch has it:
/// the published CRNN needs it.
package struct MaxPooling: WeightlessLayerSpec {
  package let kernelHeight, kernelWidth: Int
  package let strideHeight, strideWidth: Int
  package let paddingHeight, paddingWidth: Int

  /// - Parameters:
  ///   - strideHeight, strideWidth: the kernel's where they are nil.
  package init(
    kernelHeight: Int, kernelWidth: Int, strideHeight: Int? = nil, strideWidth: Int? = nil,
    paddingHeight: Int = 0, paddingWidth: Int = 0
  ) {
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.strideHeight = strideHeight ?? kernelHeight
    self.strideWidth = strideWidth ?? kernelWidth
    self.paddingHeight = paddingHeight
    self.paddingWidth = paddingWidth
  }

  // MARK: The word

  package static let word = "Mp"

  package static func parse(
    _ reader: inout SpecReader, on shape: FeatureShape
  ) throws(NetworkSpecError) -> MaxPooling? {
    guard reader.take("Mp") else { return nil }
    let kernels = 1...SpecLimit.kernel
    let height = try reader.number("a kernel height", in: kernels)
    try reader.comma()
    let start = reader.position
    let width = try reader.number("a kernel width", in: kernels)
    guard height * width <= SpecLimit.window else {
      throw reader.error("a window of at most \(SpecLimit.window) positions", at: start)
    }
    guard reader.peek() == "," else { return MaxPooling(kernelHeight: height, kernelWidth: width) }
    try reader.comma()
    let strideHeight = try reader.number("a vertical stride", in: kernels)
    try reader.comma()
    let strideWidth = try reader.number("a horizontal stride", in: kernels)
    var (paddingHeight, paddingWidth) = (0, 0)
    if reader.peek() == "," {
      try reader.comma()
      paddingHeight = try reader.number("a vertical padding of at most half the kernel", in: 0...height / 2)
      try reader.comma()
      paddingWidth = try reader.number("a horizontal padding of at most half the kernel", in: 0...width / 2)
    }
    return MaxPooling(
      kernelHeight: height, kernelWidth: width, strideHeight: strideHeight, strideWidth: strideWidth,
      paddingHeight: paddingHeight, paddingWidth: paddingWidth)
  }

  package var description: String {
    let padded = paddingHeight != 0 || paddingWidth != 0
    let strided = padded || strideHeight != kernelHeight || strideWidth != kernelWidth
    return "Mp\(kernelHeight),\(kernelWidth)" + (strided ? ",\(strideHeight),\(strideWidth)" : "")
      + (padded ? ",\(paddingHeight),\(paddingWidth)" : "")
  }

  // MARK: Shape

  package var endsNetwork: Bool { false }

  package func misfit(on shape: FeatureShape) -> String? { misfitOfFeatureMap(on: shape) }

  package func output(of shape: FeatureShape) -> FeatureShape {
    FeatureShape(height: window.vertical.count(shape.height), channels: shape.channels, isColumns: false)
  }

  package func outputWidth(_ width: Int) -> Int { window.horizontal.count(width) }

  package func minimumInputWidth(forOutputWidth width: Int) -> Int {
    max(1, (width - 1) * strideWidth + kernelWidth - 2 * paddingWidth)
  }

  package var gap: Int { 1 }

  var window: PoolingWindow {
    PoolingWindow(
      vertical: .init(kernel: kernelHeight, stride: strideHeight, padding: paddingHeight),
      horizontal: .init(kernel: kernelWidth, stride: strideWidth, padding: paddingWidth))
  }

  // MARK: Training and reading

  package func makeTrainingLayer(name: String, number: Int, input: FeatureShape) -> any TrainingLayer {
    MaxPoolingTraining(window: window)
  }

  package func makeReading(_ request: ReadingRequest) -> ReadingForm {
    ReadingForm([MaxPoolingReading(window: window)])
  }
}

/// Max pooling with the memory of who won.
final class MaxPoolingTraining: TrainingLayer {
  struct Cache {
    /// For each output element the number of its maximum in a scan of the window.
    var winners: [UInt8] = []
  }

  private let window: PoolingWindow

  init(window: PoolingWindow) { self.window = window }

  var parameters: [Parameter] { [] }
  func initialize(using random: inout RandomSource, start: RecurrentStart) {}
  func makeCache() -> Cache { Cache() }

  func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    window.shape(output, from: input)
    if cache.winners.count < output.count { cache.winners = [UInt8](repeating: 0, count: output.count) }
    cache.winners.withUnsafeMutableBufferPointer {
      window.pool(input, into: output, winners: $0.baseAddress, threads: context.threads)
    }
  }

  func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext
  ) {
    guard let inputGradient else { return }
    inputGradient.reshape(input.layout, channels: input.channels)
    cache.winners.withUnsafeBufferPointer {
      window.poolGradient(
        outputGradient, winners: $0.baseAddress!, into: inputGradient, threads: context.threads)
    }
  }
}

/// Max pooling of floats or of bytes.
struct MaxPoolingReading: ReadingLayer {
  let window: PoolingWindow

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    window.shape(output, from: input)
    switch input.format {
    case .floats: window.pool(input, into: output, winners: nil, threads: 1)
    case .bytes: window.poolBytes(input, into: output)
    }
  }
}

/// Size, stride and padding of a pooling window.
struct PoolingWindow: Equatable, Sendable {
  struct Axis: Equatable, Sendable {
    var kernel, stride, padding: Int

    /// Windows that fit on `size` positions.
    func count(_ size: Int) -> Int {
      let places = size + 2 * padding - kernel
      // Nothing, however padded, stays nothing.
      return size == 0 || places < 0 ? 0 : places / stride + 1
    }

    /// Positions under window `index` that are not padding.
    func range(_ index: Int, size: Int) -> Range<Int> {
      let start = index * stride - padding
      return max(0, start)..<min(size, start + kernel)
    }
  }

  var vertical, horizontal: Axis

  /// The part that a convolution takes while it stores its output, and what is left to do after it; nil for
  /// nothing. The maximum of a window is that of its columns' maxima, so the axes part.
  func split() -> (fused: FusedPooling, rest: PoolingWindow?) {
    func fuses(_ axis: Axis) -> Bool { axis == Axis(kernel: 2, stride: 2, padding: 0) }
    let (height, width) = (fuses(vertical), fuses(horizontal))
    let identity = Axis(kernel: 1, stride: 1, padding: 0)
    let rest = PoolingWindow(
      vertical: height ? identity : vertical, horizontal: width ? identity : horizontal)
    return (
      FusedPooling(height: height ? 2 : 1, width: width ? 2 : 1),
      rest == PoolingWindow(vertical: identity, horizontal: identity) ? nil : rest
    )
  }

  /// Gives the output of a strip its shape.
  func shape(_ output: Strip, from input: Strip) {
    output.reshape(
      input.layout, height: vertical.count(input.layout.height), channels: input.channels,
      format: input.format
    ) { horizontal.count($0) }
  }

  /// - Parameter winners: laid out as `output`, or nil.
  func pool(_ input: Strip, into output: Strip, winners: UnsafeMutablePointer<UInt8>?, threads: Int) {
    parallelFor(pieces: output.layout.height, threads: threads) { row in
      let rows = vertical.range(row, size: input.layout.height)
      forEachRun(input.layout, output.layout) { run in
        let out = output.position(row: row, column: run.output)
        var pool = LegibleMaxPool(
          input: input.position(row: rows.lowerBound, column: run.input), rowStride: Int64(input.rowStride),
          channels: Int64(input.channels), windowHeight: Int64(rows.count), windowWidth: Int64(run.width),
          windows: Int64(run.count), windowStride: Int64(horizontal.stride * input.channels), output: out,
          index: winners.map { $0 + (out - output.base) })
        legible_max_pool(&pool)
      }
      output.clearGaps(row: row)
    }
  }

  /// Takes the maxima of bytes, whose order is that of the numbers they stand for.
  func poolBytes(_ input: Strip, into output: Strip) {
    for row in 0..<output.layout.height {
      let rows = vertical.range(row, size: input.layout.height)
      forEachRun(input.layout, output.layout) { run in
        var pool = LegibleMaxPoolBytes(
          input: input.bytePosition(row: rows.lowerBound, column: run.input),
          rowStride: Int64(input.rowStride), columnStride: Int64(input.channelStride),
          channels: Int64(input.channels), windowHeight: Int64(rows.count), windowWidth: Int64(run.width),
          windows: Int64(run.count), windowStride: Int64(horizontal.stride * input.channelStride),
          output: output.bytePosition(row: row, column: run.output),
          outputStride: Int64(output.channelStride))
        legible_max_pool_bytes(&pool)
      }
    }
    output.clearGaps()
  }

  /// Gives each window's gradient to its winner.
  func poolGradient(
    _ outputGradient: Strip, winners: UnsafePointer<UInt8>, into inputGradient: Strip, threads: Int
  ) {
    // Windows of different rows may overlap: a piece is one stretch of items, with all of its rows.
    let input = inputGradient.layout
    // A strip without items still has a gap to be set to zero.
    let itemsPerPiece = 8
    let pieces = max(1, (input.count + itemsPerPiece - 1) / itemsPerPiece)
    parallelFor(pieces: pieces, threads: threads) { piece in
      let items = piece * itemsPerPiece..<min(input.count, (piece + 1) * itemsPerPiece)
      // From the piece's first gap up to the next piece's, and to the end of the strip for the last one.
      let start = items.lowerBound == 0 ? 0 : input.offsets[items.lowerBound]
      let end = items.upperBound == input.count ? input.width : input.offsets[items.upperBound]
      for row in 0..<input.height {
        inputGradient.position(row: row, column: start).update(
          repeating: 0, count: (end - start) * inputGradient.channels)
      }
      for row in 0..<outputGradient.layout.height {
        let rows = vertical.range(row, size: input.height)
        forEachRun(input, outputGradient.layout, items: items) { run in
          let gradient = outputGradient.position(row: row, column: run.output)
          var pool = LegibleMaxPoolGradient(
            outputGradient: gradient, index: winners + (gradient - outputGradient.base),
            inputGradient: inputGradient.position(row: rows.lowerBound, column: run.input),
            rowStride: Int64(inputGradient.rowStride), channels: Int64(inputGradient.channels),
            windowHeight: Int64(rows.count), windowWidth: Int64(run.width), windows: Int64(run.count),
            windowStride: Int64(horizontal.stride * inputGradient.channels))
          legible_max_pool_gradient(&pool)
        }
      }
    }
  }

  /// Neighbouring windows of one item and of one width.
  struct Run {
    /// First column of the first window, in the input strip, and its output's, in the output strip.
    let input, output: Int
    /// Columns of each window that are not padding.
    let width: Int
    let count: Int
  }

  /// Calls `body` for every window of every item, those of the same width at once: padding cuts off only an
  /// item's ends.
  func forEachRun(
    _ input: StripLayout, _ output: StripLayout, items: Range<Int>? = nil, _ body: (Run) -> Void
  ) {
    for item in items ?? 0..<input.count {
      let size = input.widths[item]
      var index = 0
      while index < output.widths[item] {
        let columns = horizontal.range(index, size: size)
        var end = index + 1
        while end < output.widths[item] {
          let next = horizontal.range(end, size: size)
          guard next.count == columns.count,
            next.lowerBound == columns.lowerBound + (end - index) * horizontal.stride
          else { break }
          end += 1
        }
        body(
          Run(
            input: input.offsets[item] + columns.lowerBound, output: output.offsets[item] + index,
            width: columns.count, count: end - index))
        index = end
      }
    }
  }
}

/// The maximum over windows that lie side by side, taken before a convolution's output is stored.
struct FusedPooling: Equatable, Sendable {
  /// 1 or 2.
  var height = 1
  var width = 1
}
