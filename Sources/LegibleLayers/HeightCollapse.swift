import LegibleTensors

/// `[H, W, C]` to `[1, W, H * C]`: one vector for each image column. Feature `h * C + c` is channel `c` of row `h`.
public final class HeightCollapse: Layer {
  public var parameters: [Parameter] { [] }

  public init() {}

  public func makeCache() {}

  public func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (input.mapped(height: 1) { $0 }, channels * input.height)
  }

  public func forward(_ input: Strip, into output: Strip, cache: inout Void, context: TrainingContext) {
    collapse(input, into: output)
  }

  public func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Void,
    context: TrainingContext
  ) {
    guard let inputGradient else { return }
    inputGradient.reshape(input.layout, channels: input.channels)
    for column in 0..<input.layout.width {
      let from = outputGradient.position(row: 0, column: column)
      for row in 0..<input.layout.height {
        inputGradient.position(row: row, column: column).update(
          from: from + row * input.channels, count: input.channels)
      }
    }
  }

  public func inference() -> (any InferenceLayer)? { InferenceCollapse() }
}

struct InferenceCollapse: InferenceLayer {
  func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int) {
    (input.mapped(height: 1) { $0 }, channels * input.height)
  }

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    collapse(input, into: output)
  }
}

private func collapse(_ input: Strip, into output: Strip) {
  let height = input.layout.height
  output.reshape(input.layout, height: 1, channels: input.channels * height) { $0 }
  for column in 0..<input.layout.width {
    let to = output.position(row: 0, column: column)
    for row in 0..<height {
      (to + row * input.channels).update(
        from: input.position(row: row, column: column), count: input.channels)
    }
  }
}
