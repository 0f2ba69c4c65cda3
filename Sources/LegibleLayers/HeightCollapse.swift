import LegibleTensors

/// `S1(1x0)1,3`: `[H, W, C]` becomes `[1, W, H * C]`, one vector for each image column. Feature `h * C + c`
/// is channel `c` of row `h`. It stands once in a network, between the feature maps and the columns.
package struct HeightCollapse: WeightlessLayerSpec {
  package init() {}

  // MARK: The word

  package static let word = "S1(1x0)1,3"

  package static func parse(
    _ reader: inout SpecReader, on shape: FeatureShape
  ) throws(NetworkSpecError) -> HeightCollapse? {
    let start = reader.position
    guard reader.take("S") else { return nil }
    guard reader.take("1(1x0)1,3") else {
      throw reader.error("S1(1x0)1,3, the only form of S that is supported", at: start)
    }
    return HeightCollapse()
  }

  package var description: String { Self.word }

  // MARK: Shape

  package var endsNetwork: Bool { false }

  package func misfit(on shape: FeatureShape) -> String? {
    if shape.isColumns { return "S1(1x0)1,3 only once" }
    if shape.height * shape.channels > SpecLimit.size {
      return "at most \(SpecLimit.size) features per column, not \(shape.height) rows of \(shape.channels)"
        + " channels: pool the height first"
    }
    return nil
  }

  package func output(of shape: FeatureShape) -> FeatureShape { .columns(shape.height * shape.channels) }
  package func outputWidth(_ width: Int) -> Int { width }
  package func minimumInputWidth(forOutputWidth width: Int) -> Int { width }
  package var gap: Int { 1 }

  // MARK: Training and reading

  package func makeTrainingLayer(name: String, number: Int, input: FeatureShape) -> any TrainingLayer {
    HeightCollapseTraining()
  }

  package func makeReading(_ request: ReadingRequest) -> ReadingForm {
    ReadingForm([HeightCollapseReading()])
  }
}

final class HeightCollapseTraining: TrainingLayer {
  var parameters: [Parameter] { [] }
  func initialize(using random: inout RandomSource, start: RecurrentStart) {}
  func makeCache() {}

  func forward(_ input: Strip, into output: Strip, cache: inout Void, context: TrainingContext) {
    collapse(input, into: output)
  }

  func backward(
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
}

/// The collapse of floats or of bytes.
struct HeightCollapseReading: ReadingLayer {
  func forward(_ input: Strip, into output: Strip, workspace: Workspace) { collapse(input, into: output) }
}

private func collapse(_ input: Strip, into output: Strip) {
  let (height, channels) = (input.layout.height, input.channels)
  output.reshape(input.layout, height: 1, channels: channels * height, format: input.format) { $0 }
  for column in 0..<input.layout.width {
    for row in 0..<height {
      switch input.format {
      case .floats:
        (output.position(row: 0, column: column) + row * channels).update(
          from: input.position(row: row, column: column), count: channels)
      case .bytes:
        (output.bytePosition(row: 0, column: column) + row * channels).update(
          from: input.bytePosition(row: row, column: column), count: channels)
      }
    }
  }
}
