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
      input.layout, height: window.vertical.count(input.layout.height), channels: input.channels,
      quantization: input.quantization
    ) { window.horizontal.count($0) }
    for row in 0..<output.layout.height {
      let rows = window.vertical.range(row, size: input.layout.height)
      window.forEachRun(input.layout, output.layout) { run in
        var pool = LegibleMaxPoolBytes(
          input: input.position(row: rows.lowerBound, column: run.input), rowStride: Int64(input.rowStride),
          columnStride: Int64(input.channelStride), channels: Int64(input.channels),
          windowHeight: Int64(rows.count), windowWidth: Int64(run.width), windows: Int64(run.count),
          windowStride: Int64(window.horizontal.stride * input.channelStride),
          output: output.position(row: row, column: run.output), outputStride: Int64(output.channelStride))
        legible_max_pool_bytes(&pool)
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
    output.reshape(
      input.layout, height: 1, channels: channels * input.layout.height, quantization: input.quantization
    ) { $0 }
    for column in 0..<input.layout.width {
      let to = output.position(row: 0, column: column)
      for row in 0..<input.layout.height {
        (to + row * channels).update(from: input.position(row: row, column: column), count: channels)
      }
    }
  }
}
