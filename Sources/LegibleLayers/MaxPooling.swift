import LegibleKernels
import LegibleTensors

/// Maximum over windows, with PyTorch's floor rule and padding (padding never wins).
public final class MaxPooling: Layer {
  public struct Cache {
    /// For each output element the number of its maximum in a scan of the window.
    var winners: [UInt8] = []
  }

  let window: PoolingWindow

  public var parameters: [Parameter] { [] }

  /// - Parameters:
  ///   - kernel, stride, padding: height and width. Padding is at most half the kernel.
  public init(
    kernel: (height: Int, width: Int), stride: (height: Int, width: Int),
    padding: (height: Int, width: Int) = (0, 0)
  ) {
    precondition(kernel.height * kernel.width <= 256, "a pooling window of \(kernel.height)x\(kernel.width)")
    precondition(
      padding.height * 2 <= kernel.height && padding.width * 2 <= kernel.width,
      "pooling padding of more than half the kernel")
    window = PoolingWindow(
      vertical: .init(kernel: kernel.height, stride: stride.height, padding: padding.height),
      horizontal: .init(kernel: kernel.width, stride: stride.width, padding: padding.width))
  }

  public func makeCache() -> Cache { Cache() }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (window.outputLayout(input), channels)
  }

  public func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    window.shape(output, from: input)
    if cache.winners.count < output.count { cache.winners = [UInt8](repeating: 0, count: output.count) }
    cache.winners.withUnsafeMutableBufferPointer {
      window.pool(input, into: output, winners: $0.baseAddress, threads: context.threads)
    }
  }

  public func backward(
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

  public func inference() -> (any InferenceLayer)? { InferencePooling(window: window) }
}

struct InferencePooling: InferenceLayer {
  let window: PoolingWindow

  func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (window.outputLayout(input), channels)
  }

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    window.shape(output, from: input)
    window.pool(input, into: output, winners: nil, threads: 1)
  }
}

/// Size, stride and padding of a pooling window.
struct PoolingWindow: Equatable, Sendable {
  struct Axis: Equatable, Sendable {
    var kernel, stride, padding: Int

    /// Windows that fit on `size` positions.
    func count(_ size: Int) -> Int {
      let room = size + 2 * padding - kernel
      return size == 0 || room < 0 ? 0 : room / stride + 1
    }

    /// Positions under window `index` that are not padding.
    func range(_ index: Int, size: Int) -> Range<Int> {
      let start = index * stride - padding
      return max(0, start)..<min(size, start + kernel)
    }
  }

  var vertical, horizontal: Axis

  func outputLayout(_ input: StripLayout) -> StripLayout {
    input.mapped(height: vertical.count(input.height)) { horizontal.count($0) }
  }

  /// The part that a convolution takes while it stores its output, and what is left to do after it; nil for nothing. The
  /// maximum of a window is that of its columns' maxima, so the axes part.
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
    output.reshape(input.layout, height: vertical.count(input.layout.height), channels: input.channels) {
      horizontal.count($0)
    }
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
      output.zeroGaps(row: row)
    }
  }

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

  /// Calls `body` for every window of every item, those of the same width at once: padding cuts off only an item's ends.
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
