import LegibleKernels
import LegibleTensors

/// Max pooling of bytes: their order is that of the numbers.
public struct QuantizedPooling: QuantizedLayer {
  private let window: PoolingWindow

  public init(_ layer: MaxPooling) { window = layer.window }

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (window.outputLayout(input), channels)
  }

  public func forward(_ input: QuantizedStrip, into output: QuantizedStrip, workspace: Workspace) {
    output.reshape(
      window.outputLayout(input.layout), channels: input.channels, quantization: input.quantization)
    for row in 0..<output.layout.height {
      let rows = window.vertical.range(row, size: input.layout.height)
      for item in 0..<input.layout.count {
        // Windows of one width, all of them but those that reach into the padding, go together.
        let width = input.layout.widths[item]
        var index = 0
        while index < output.layout.widths[item] {
          let columns = window.horizontal.range(index, size: width)
          var count = 1
          while columns.count == window.horizontal.kernel, index + count < output.layout.widths[item],
            window.horizontal.range(index + count, size: width).count == columns.count
          { count += 1 }
          legible_max_pool_bytes(
            input.position(row: rows.lowerBound, column: input.layout.offsets[item] + columns.lowerBound),
            Int64(input.rowStride), Int64(input.channelStride), Int64(rows.count), Int64(columns.count),
            Int64(input.channels), Int64(count), Int64(window.horizontal.stride * input.channelStride),
            output.position(row: row, column: output.layout.offsets[item] + index),
            Int64(output.channelStride))
          index += count
        }
      }
    }
    output.clearGaps()
  }
}

/// `HeightCollapse` of bytes.
public struct QuantizedCollapse: QuantizedLayer {
  public init() {}

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (input.mapped(height: 1) { $0 }, channels * input.height)
  }

  public func forward(_ input: QuantizedStrip, into output: QuantizedStrip, workspace: Workspace) {
    let channels = input.channels
    let shape = outputShape(input.layout, channels: channels)
    output.reshape(shape.layout, channels: shape.channels, quantization: input.quantization)
    for column in 0..<input.layout.width {
      let to = output.position(row: 0, column: column)
      for row in 0..<input.layout.height {
        (to + row * channels).update(from: input.position(row: row, column: column), count: channels)
      }
    }
  }
}
