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
    output.reshape(window.outputLayout(input.layout), channels: input.channels)
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
    output.reshape(window.outputLayout(input.layout), channels: input.channels)
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

  /// - Parameter winners: laid out as `output`, or nil.
  func pool(_ input: Strip, into output: Strip, winners: UnsafeMutablePointer<UInt8>?, threads: Int) {
    parallelFor(pieces: output.layout.height, threads: threads) { row in
      let rows = vertical.range(row, size: input.layout.height)
      forEachWindow(input.layout, output.layout) { columns, outputColumn in
        let out = output.position(row: row, column: outputColumn)
        legible_max_pool(
          input.position(row: rows.lowerBound, column: columns.lowerBound), Int64(input.rowStride),
          Int64(rows.count), Int64(columns.count), Int64(input.channels), out,
          winners.map { $0 + (out - output.base) })
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
        forEachWindow(input, outputGradient.layout, items: items) { columns, outputColumn in
          let gradient = outputGradient.position(row: row, column: outputColumn)
          legible_max_pool_gradient(
            gradient, winners + (gradient - outputGradient.base), Int64(inputGradient.rowStride),
            Int64(rows.count), Int64(columns.count), Int64(inputGradient.channels),
            inputGradient.position(row: rows.lowerBound, column: columns.lowerBound))
        }
      }
    }
  }

  /// Calls `body(columns of the input strip, column of the output strip)` for every window of every item.
  private func forEachWindow(
    _ input: StripLayout, _ output: StripLayout, items: Range<Int>? = nil,
    _ body: (_ columns: Range<Int>, _ outputColumn: Int) -> Void
  ) {
    for item in items ?? 0..<input.count {
      let offset = input.offsets[item]
      for index in 0..<output.widths[item] {
        let columns = horizontal.range(index, size: input.widths[item])
        body(columns.lowerBound + offset..<columns.upperBound + offset, output.offsets[item] + index)
      }
    }
  }
}
