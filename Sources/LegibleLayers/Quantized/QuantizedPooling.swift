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
      window.forEachWindow(input.layout, output.layout) { columns, outputColumn in
        legible_max_pool_bytes(
          input.position(row: rows.lowerBound, column: columns.lowerBound), Int64(input.rowStride),
          Int64(input.channelStride), Int64(rows.count), Int64(columns.count), Int64(input.channels),
          output.position(row: row, column: outputColumn))
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
